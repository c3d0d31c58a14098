import type { SpendByRole } from '../calls/usage.ts';
import type { Json } from '../canonical.ts';
import type { Agreement } from '../evidence/agreement.ts';
import type { PairedCount } from '../evidence/paired.ts';
import type { CandidateId, Prompt } from '../system/prompt.ts';
import type { AgentId, Split, View } from '../types.ts';

/** Outcome of a run (DESIGN §8). */
export type Verdict =
  /** Significantly better than the seed on validation items. */
  | 'improved'
  /** More wins than losses, not significant: returned under rule `majority`. */
  | 'promising'
  /** Reached the gate and did not pass: the seed is returned. */
  | 'no-gain'
  /** No candidate reached the gate, or the judge was unfit: the seed is returned. */
  | 'seed-kept';

/** Why the search ended. */
export type StopReason = 'cycles' | 'patience' | 'budget';

/** What the seed and the best prompt set scored on held-out items. */
export interface HeldOut extends PairedCount {
  /** Items on which both could be scored. */
  readonly n: number;
  /** Mean score of the seed in [0, 1]; without labels 0.5 by definition. */
  readonly seed: number;
  /** Mean score of the best set; without labels the share of comparisons it won, ties half. */
  readonly best: number;
  readonly difference: number;
  /** Of the difference, at `confidence`. */
  readonly interval: readonly [number, number];
  /** Level of the interval, in (0, 1): gate.confidence, shared out among the looks that validation may take. */
  readonly confidence: number;
  /** Two-sided exact sign test. */
  readonly p: number;
  /** Items left out because a call failed or the judge abstained. */
  readonly excluded: number;
}

/** What a judge did; a flip is a pair whose verdict depended on the order of the answers. */
export interface JudgeCounts {
  /** Obvious pairs of the preflight that it gave a verdict on, and those that it judged right. */
  readonly quiz: number;
  readonly quizRight: number;
  readonly pairs: number;
  readonly ties: number;
  readonly abstained: number;
  /** Pairs judged in both orders at once, where both looks chose an answer; only these can flip. Later second looks are a biased sample. */
  readonly bothDecided: number;
  readonly flips: number;
  /** Looks that chose an answer, and those that chose the one shown first. */
  readonly decided: number;
  readonly chosenFirst: number;
  /** Questions that it was asked once more, word for word, and those that it answered alike; none at temperature 0. */
  readonly again: number;
  readonly alike: number;
  /** Single outputs that it graded, and those for which no grade could be read. */
  readonly graded: number;
  readonly unread: number;
}

/** What a view said about items whose answers were compared too. */
export interface ViewCounts {
  /** Items on which the view preferred one side. */
  readonly decided: number;
  /** Those on which the answer was better at the same side, and at the other; on the rest it was equally good. */
  readonly agreed: number;
  readonly opposed: number;
}

/** The views that are measured by the answer. */
export type EarlyView = Exclude<View, 'global'>;

/** Evidence of a candidate in a round. */
export interface Standing {
  readonly candidate: CandidateId;
  readonly n: number;
  readonly score: number;
  readonly better: number;
  /** Mean comparison from each view, in [0, 1]; 0.5 = as good as the incumbent, null = not compared. */
  readonly views: Readonly<Record<View, number | null>>;
}

/** An agent's output as events hold it: long ones are cut, and say so. The journal has them whole. */
export type Said = string | { readonly failed: string };

/** What an agent said on an item before prompts were exchanged, and after. */
export interface Exchange {
  readonly agent: AgentId;
  readonly before: Said;
  /** null: the same as before. */
  readonly after: Said | null;
}

/** How those who judge in a run, one model or a panel, agree with labels (`score.calibration`). */
export interface Calibration extends Agreement {
  /** The models that judge together. */
  readonly judge: string;
  /** Pairs on which it gave no readable verdict; the others are right, wrong or undecided. */
  readonly abstained: number;
}

/** Something that should hold before a run spends money. */
export interface Check {
  /** A model of the config (or the agent that is a program); else what is checked: `disk`, `budget`. */
  readonly about: string;
  /**
   * `endpoint`: the provider finds the model; `model`: it answered a call; `contract`: an agent's reply could be read;
   * `judge`: obvious pairs were judged right; `calibration`: it agrees with labels. The others are checked by `maspo doctor` alone.
   */
  readonly check: 'endpoint' | 'model' | 'contract' | 'judge' | 'calibration' | 'disk' | 'journal' | 'budget' | 'price';
  /** null = not tried, or not to be told. */
  readonly ok: boolean | null;
  readonly detail: string;
  /** What to do where `ok` is not true, if anything. */
  readonly fix: string | null;
}

/** Everything that happens in a run, in order: the lines of events.jsonl. No times, so that a resumed run writes the same bytes. */
export type RunEvent =
  /** The first line: the system, its seed prompts, the sizes of the splits. */
  | {
      readonly type: 'start';
      readonly runId: string;
      readonly seed: number;
      readonly agents: readonly {
        readonly id: AgentId;
        readonly prompt: Prompt['sections'] | null;
        readonly candidate: CandidateId | null;
        /** Agents whose outputs it reads. One that comes after it in this list is read as of the round before. */
        readonly reads: readonly AgentId[];
      }[];
      readonly answer: AgentId;
      /** Whether a judge compares answers on held-out items: scores there are preferences over the seed. */
      readonly pairwise: boolean;
      readonly splits: Readonly<Record<Split, number>>;
    }
  /** The models answered; what of it is not as it should be does not end a run, it is shown. */
  | { readonly type: 'preflight'; readonly checks: readonly Check[] }
  /** What judges made of pairs whose better answer the labels tell, before the search is paid. */
  | { readonly type: 'calibration'; readonly judges: readonly Calibration[] }
  /** A step was paid (logically). */
  | { readonly type: 'step'; readonly spend: Partial<SpendByRole> }
  /** An operator proposed a prompt, or said why not. */
  | {
      readonly type: 'proposal';
      readonly agent: AgentId;
      readonly operator: string;
      /** The tap that answered. */
      readonly by: string;
      readonly parents: readonly CandidateId[];
      /** null where nothing was proposed. */
      readonly candidate: CandidateId | null;
      readonly prompt: Prompt['sections'] | null;
      /** Of a joint candidate: the new prompts of other agents that it is tried with. */
      readonly companions?: Readonly<Record<string, Prompt['sections']>>;
      readonly rejected: string | null;
    }
  /** Where a bandit chooses operators: the chances of each in the round that begins, by name, with sum 1. */
  | { readonly type: 'operators'; readonly chances: Readonly<Record<string, number>> }
  /** An agent's turn begins. */
  | {
      readonly type: 'turn';
      readonly cycle: number;
      readonly turn: number;
      readonly agent: AgentId;
      /** Candidates in the beam at its start, and whether they were compared anew. */
      readonly beam: number;
      readonly refreshed: boolean;
    }
  /** A generation ends: how its candidates stand against the incumbent, and which of them stay. */
  | {
      readonly type: 'round';
      readonly cycle: number;
      readonly turn: number;
      readonly agent: AgentId;
      readonly round: number;
      readonly standings: readonly Standing[];
      readonly beam: readonly CandidateId[];
    }
  /** A joint candidate of a beam whose companions are incumbents by now, all or but these: it goes by a new identity. */
  | {
      readonly type: 'settled';
      readonly agent: AgentId;
      readonly from: CandidateId;
      readonly candidate: CandidateId;
      readonly companions: readonly AgentId[];
    }
  /** A candidate did better at its own agent and worse further on. */
  | {
      readonly type: 'misaligned';
      readonly agent: AgentId;
      /** Its prompt is in the `proposal` that made it. */
      readonly candidate: CandidateId;
      readonly item: string;
      readonly local: number;
      readonly lookahead: number | null;
      readonly global: number | null;
      readonly fields: Readonly<Record<string, Json>>;
      /** The agent, those that read it, and the answer: with the incumbent, then with the candidate. */
      readonly outputs: readonly Exchange[];
    }
  /** What judges did since the last such line. */
  | { readonly type: 'judged'; readonly judges: Readonly<Record<string, JudgeCounts>> }
  /** Where weights are learned: what new comparisons say about the views. */
  | { readonly type: 'views'; readonly views: Readonly<Record<EarlyView, ViewCounts>> }
  /** Where weights are learned: those of the turn that begins, and what they were learned from. */
  | {
      readonly type: 'weights';
      readonly turn: number;
      readonly weights: Readonly<Record<View, number>>;
      readonly views: Readonly<Record<EarlyView, ViewCounts>>;
    }
  /** A candidate becomes the incumbent, unless a plugin vetoes it. */
  | {
      readonly type: 'adopt';
      readonly agent: AgentId;
      readonly from: CandidateId;
      readonly to: Standing;
      readonly veto: string | null;
    }
  /** The search ended; validation follows. */
  | { readonly type: 'stop'; readonly reason: StopReason; readonly detail: string }
  /** A held-out item: all agents with the seed prompts, then with the best. */
  | {
      readonly type: 'compared';
      readonly split: Split;
      readonly item: string;
      readonly fields: Readonly<Record<string, Json>>;
      /** Scores of the two answers, in [0, 1]; null where a judge compares, or nothing could be scored. */
      readonly seed: number | null;
      readonly best: number | null;
      /** In [0, 1], 0.5 = a tie; null = left out. */
      readonly comparison: number | null;
      readonly outputs: readonly Exchange[];
    }
  /** What validation says. */
  | {
      readonly type: 'gate';
      /** null where there was nothing to compare. */
      readonly validation: HeldOut | null;
      readonly itemsToDecide: number | null;
      readonly unfitJudge: string | null;
      readonly verdict: Verdict;
    }
  /** What the test split says; null without one. */
  | { readonly type: 'test'; readonly test: HeldOut | null }
  /** A plugin or the engine has something to say. */
  | { readonly type: 'note'; readonly from: string; readonly message: string }
  /** The last line. */
  | { readonly type: 'finish'; readonly verdict: Verdict };
