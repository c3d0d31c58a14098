import type { Paid } from '../calls/context.ts';
import { totalSpend } from '../calls/usage.ts';
import { round12 } from '../canonical.ts';
import { confidenceOfLook } from '../evidence/gate.ts';
import { type HeadRoom, headRoomOf, type Share, shareOf, type Trial } from '../evidence/head-room.ts';
import { detectableGain, itemsToDetect, POWER } from '../evidence/power.ts';
import { type Prospect, prospectOf } from '../evidence/prospect.ts';
import type { Plan } from '../plan.ts';
import type { Prompt } from '../system/prompt.ts';
import type { AgentId } from '../types.ts';
import { promptAgents } from './context.ts';
import { scorerKind } from './declared.ts';
import { type MeanScore, scoreOf, type Validity, validityOf } from './evaluate-prompts.ts';
import { plannedBatches } from './gate.ts';
import { probeCosts, trialsOf } from './probe-design.ts';
import type { SeedRun } from './probe-trials.ts';

/** What a probe has measured. */
export interface Probed {
  readonly variants: ReadonlyMap<AgentId, readonly Prompt[]>;
  readonly seeds: readonly SeedRun[];
  readonly trials: ReadonlyMap<AgentId, readonly Trial[]>;
  /** Why it ended before its calls did: another cap of the budget. */
  readonly stopped: string | null;
}

/** What it took. */
export interface ProbeSpent {
  /** Logical calls that were allowed, and that were made. */
  readonly cap: number;
  readonly calls: number;
  readonly paid: Paid;
  /** Why the judge must not decide anything, if so. */
  readonly unfitJudge: string | null;
}

/** An agent whose prompt was changed. */
export interface ProbedAgent extends HeadRoom {
  readonly agent: AgentId;
  /** The seed's outputs. */
  readonly seed: Validity;
  /** Sections of the best variant, where one is better than the seed on the whole. */
  readonly bestPrompt: Prompt['sections'] | null;
}

/** What changing one agent's prompt does to another that reads it. */
export interface Coupling {
  readonly from: AgentId;
  readonly to: AgentId;
  /** Its output changes. */
  readonly changes: Share;
  /** Its output changes, and the answer with it. */
  readonly reachesAnswer: Share;
}

/** How large a gain the validation split can prove. */
export interface ValidationPower {
  readonly items: number;
  /** Spare items that the gate may draw while undecided. */
  readonly drawn: number;
  /** Of one look at them, all looks together being at gate.confidence. */
  readonly confidence: number;
  /** Chance of proving a gain of the size told. */
  readonly power: number;
  /** Smallest gain in [0, 1] that all these items are likely to prove, if no item gets worse; null: none. */
  readonly detectable: number | null;
  /** Share of items that variants made worse here, and the smallest gain if the new prompts do so as well. */
  readonly worse: number;
  readonly detectableThen: number | null;
  /** Validation items that gains need; `itemsThen`: with as many losses. null: more than anybody has. */
  readonly needed: readonly {
    readonly gain: number;
    readonly items: number | null;
    readonly itemsThen: number | null;
  }[];
}

/** What `maspo probe` found out. */
export interface ProbeReport extends ProbeSpent {
  readonly prospect: Prospect;
  /** Training items that were run. */
  readonly items: number;
  /** Of the seed's answers; null where only a judge can compare. */
  readonly score: MeanScore | null;
  /** In topological order. */
  readonly agents: readonly ProbedAgent[];
  readonly coupling: readonly Coupling[];
  readonly validation: ValidationPower;
  /** Calls that would tell of every agent on which there are too few; null where none are too few, or it cannot be said. */
  readonly callsToTell: number | null;
  /** Models of agents that draw their replies: part of the changes is chance. */
  readonly sampling: readonly string[];
  readonly stopped: string | null;
}

/** Draws the conclusions. */
export function reportOf(plan: Plan, probed: Probed, spent: ProbeSpent): ProbeReport {
  const { confidence } = plan.gate;
  const { seeds, trials, stopped } = probed;
  const scores = seeds.map((seed) => seed.score);
  const score = scorerKind(plan, 'global') === 'absolute' ? scoreOf(scores, confidence) : null;
  const all = [...trials.values()].flat();
  const validation = validationPower(
    plan,
    shareOf(all, ({ comparison }) => (comparison === null ? null : comparison < 0.5), confidence).share,
  );
  const agents = promptAgents(plan).map(({ id }): ProbedAgent => {
    const room = headRoomOf(trials.get(id) ?? [], { confidence, detectable: validation.detectable });
    const best = room.best === null ? undefined : probed.variants.get(id)?.[room.best.variant];
    const seed = validityOf(
      { plan },
      seeds.map(({ episode }) => episode),
      id,
    );
    return { agent: id, seed, ...room, bestPrompt: best?.sections ?? null };
  });
  return {
    prospect: prospectOf(score, agents),
    ...spent,
    items: seeds.length,
    score,
    agents,
    coupling: couplingOf(plan, trials),
    validation,
    callsToTell: callsToTell(plan, agents),
    sampling: samplingModels(plan),
    stopped,
  };
}

const samplingModels = (plan: Plan): string[] => {
  const names = new Set(promptAgents(plan).map(({ model }) => model));
  return [...names].filter((name) => (plan.models[name]?.sampling.temperature ?? 0) > 0);
};

/** Each agent and each one that reads it. */
function couplingOf(plan: Plan, trials: Probed['trials']): Coupling[] {
  const { confidence } = plan.gate;
  return promptAgents(plan).flatMap(({ id, view }) =>
    view.successors.map((next): Coupling => {
      const own = trials.get(id) ?? [];
      const both = (trial: Trial): boolean | null => {
        const changes = trial.next[next] ?? null;
        return changes === null || trial.answer === null ? null : changes && trial.answer;
      };
      return {
        from: id,
        to: next,
        changes: shareOf(own, (trial) => trial.next[next] ?? null, confidence),
        reachesAnswer: shareOf(own, both, confidence),
      };
    }),
  );
}

/** Gains that people ask for. */
const GAINS = [0.05, 0.1, 0.2];

function validationPower(plan: Plan, worse: number): ValidationPower {
  const { validation } = plan.data.splits;
  const batches = plannedBatches(plan);
  const confidence = confidenceOfLook(plan.gate.confidence, 1 + batches.length);
  const drawn = batches.flat().length;
  const gain = (losses: number): number | null => detectableGain(validation.length + drawn, confidence, losses);
  return {
    items: validation.length,
    drawn,
    confidence: round12(confidence),
    power: POWER,
    detectable: gain(0),
    worse,
    detectableThen: gain(worse),
    needed: GAINS.map((size) => ({
      gain: size,
      items: itemsToDetect(size, confidence),
      itemsThen: itemsToDetect(size, confidence, worse),
    })),
  };
}

/** As far as the training items reach. */
function callsToTell(plan: Plan, agents: readonly ProbedAgent[]): number | null {
  const unclear = agents.filter(({ verdict, variants }) => verdict === 'too-few' && variants > 0);
  const items = Math.max(0, ...unclear.map(({ itemsToTell }) => itemsToTell ?? Number.POSITIVE_INFINITY));
  if (items === 0 || items > plan.data.splits.train.length) return null;
  const costs = probeCosts(plan);
  return totalSpend(costs.init).calls + items * (totalSpend(costs.seed).calls + trialsOf(costs).calls);
}
