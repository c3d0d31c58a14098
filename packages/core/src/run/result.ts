import { round12 } from '../canonical.ts';
import type { CandidateId, Prompt } from '../system/prompt.ts';
import type { AgentId } from '../types.ts';
import type { Calibration, HeldOut, JudgeCounts, StopReason, Verdict } from './events.ts';
import { type Learned, type Learning, NO_PAYOFF } from './learning.ts';
import { type Known, keyOf, type LineageStep, type RunState } from './state.ts';

/** `result.json`, version 1. */
export interface Result {
  readonly version: 1;
  readonly runId: string;
  readonly verdict: Verdict;
  readonly stop: { readonly reason: StopReason; readonly detail: string };
  readonly validation: (HeldOut & { readonly itemsToDecide: number | null }) | null;
  readonly unfitJudge: string | null;
  readonly test: HeldOut | null;
  readonly agents: Readonly<
    Record<
      string,
      {
        readonly changed: boolean;
        readonly seed: Prompt['sections'];
        /** What is returned: the best, or the seed where the gate was not passed. */
        readonly prompt: Prompt['sections'];
        /** From the seed to what is returned. */
        readonly lineage: readonly LineageStep[];
      }
    >
  >;
  readonly calls: Readonly<
    Record<
      string,
      { readonly logical: number; readonly inputTokens: number; readonly outputTokens: number; readonly usd: number }
    >
  >;
  readonly judge: Readonly<Record<string, JudgeCounts & { readonly firstPositionShare: number | null }>>;
  /** How they agree with labels; only where `score.calibration` asks for it. */
  readonly calibration?: readonly Calibration[];
  readonly proposals: Readonly<
    Record<
      string,
      {
        readonly made: number;
        readonly rejected: Readonly<Record<string, number>>;
        /** Became the incumbent. */
        readonly accepted: number;
        /** Where a bandit chose operators: proposals that got into the beam, and the chance in the last round. */
        readonly kept?: number;
        readonly chance?: number;
      }
    >
  >;
  /** Where weights were learned: those of the last turn, and what they were learned from. */
  readonly learned?: Learned;
}

/** The result of a finished run. @throws RangeError if it has not finished. */
export function resultOf(state: RunState, returnsBest: (verdict: Verdict) => boolean): Result {
  const { verdict, stop, gate } = state;
  if (verdict === null || stop === null || gate === null) throw new RangeError('the run has not finished');
  return {
    version: 1,
    runId: state.runId,
    verdict,
    stop,
    validation: gate.validation === null ? null : { ...gate.validation, itemsToDecide: gate.itemsToDecide },
    unfitJudge: gate.unfitJudge,
    test: state.test,
    ...summaryOf(state, returnsBest(verdict)),
  };
}

/** What can be told of a run at any moment. @param best Whether its incumbents are told as its prompts, or the seed. */
export function summaryOf(
  state: RunState,
  best: boolean,
): Pick<Result, 'agents' | 'calls' | 'judge' | 'proposals' | 'learned'> {
  const { learning } = state;
  return {
    agents: Object.fromEntries(
      [...state.agents].map(([id, { seed, incumbent }]) => [id, agentResult(state, id, seed, best ? incumbent : seed)]),
    ),
    calls: Object.fromEntries(
      [...state.spend].map(([role, { calls, inputTokens, outputTokens, nanoUsd }]) => [
        role,
        { logical: calls, inputTokens, outputTokens, usd: nanoUsd / 1e9 },
      ]),
    ),
    judge: Object.fromEntries(
      Object.entries(state.judges).map(([model, counts]) => [
        model,
        { ...counts, firstPositionShare: counts.decided === 0 ? null : round12(counts.chosenFirst / counts.decided) },
      ]),
    ),
    ...(state.calibration.length === 0 ? {} : { calibration: state.calibration }),
    proposals: Object.fromEntries(
      [...state.proposals].map(([operator, { made, rejected, accepted }]) => [
        operator,
        { made, rejected: Object.fromEntries(rejected), accepted, ...payoffOf(learning, operator) },
      ]),
    ),
    ...(learning.learned === null ? {} : { learned: learning.learned }),
  };
}

/** Told where a bandit chose operators. */
function payoffOf({ chances, payoffs }: Learning, operator: string): { kept: number; chance: number } | object {
  const chance = chances?.[operator];
  return chance === undefined ? {} : { kept: (payoffs.get(operator) ?? NO_PAYOFF).kept, chance };
}

function agentResult(
  state: RunState,
  agent: AgentId,
  seed: CandidateId,
  returned: CandidateId,
): Result['agents'][string] {
  const of = (candidate: CandidateId): Known => {
    const known = state.candidates.get(keyOf(agent, candidate));
    if (known === undefined) throw new RangeError(`candidate ${candidate} of ${agent} is unknown`);
    return known;
  };
  const lineage: LineageStep[] = [];
  for (let current: CandidateId | undefined = returned; current !== undefined; current = of(current).parents[0]) {
    const { candidate, operator, by, parents } = of(current);
    lineage.unshift({ candidate, operator, by, parents });
  }
  return { changed: returned !== seed, seed: of(seed).sections, prompt: of(returned).sections, lineage };
}
