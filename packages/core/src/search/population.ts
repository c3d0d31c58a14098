import type { MisalignmentCase, ScoredCandidate } from '../plugin/contract.ts';
import { type Candidate, candidateOf, companionsOf } from '../system/candidate.ts';
import type { PromptSet } from '../system/execute.ts';
import type { CandidateId, Prompt } from '../system/prompt.ts';
import type { AgentId } from '../types.ts';

/** The prompts that an agent's search goes on with. */
export interface Population {
  readonly agent: AgentId;
  /** What the agent runs with; the anchor of all comparisons. */
  readonly incumbent: Prompt;
  /** Best first. */
  readonly beam: readonly ScoredCandidate[];
  /** Candidates tried against the present neighbours: identity by content, so no prompt is tried twice. */
  readonly seen: ReadonlySet<CandidateId>;
  /** What the beam's scores were measured against; they are void when it changes. null = never measured. */
  readonly stamp: string | null;
  readonly visits: number;
  /** Turns that ended with a new incumbent. */
  readonly wins: number;
  /** Numbers of the last turn, and of the last one that ended with a new incumbent; 0 = none yet. */
  readonly visitedAt: number;
  readonly wonAt: number;
  /** Misalignment cases that this agent's candidates caused and none has solved since. */
  readonly cases: readonly MisalignmentCase[];
}

export const seedPopulation = (agent: AgentId, seed: Prompt): Population => ({
  agent,
  incumbent: seed,
  beam: [unscored(seed)],
  seen: new Set([seed.id]),
  stamp: null,
  visits: 0,
  wins: 0,
  visitedAt: 0,
  wonAt: 0,
  cases: [],
});

/** A candidate without evidence: as good as the incumbent, for all we know. */
export const unscored = (prompt: Candidate): ScoredCandidate => ({
  id: prompt.id,
  prompt,
  score: 0.5,
  n: 0,
  better: 0.5,
  rewards: {},
  verdicts: {},
});

/** The beam among the present prompts of the others: a companion that its agent runs with by now is none any more. */
export function settledBeam(
  { beam }: Population,
  incumbents: PromptSet,
): { readonly from: CandidateId; readonly scored: ScoredCandidate }[] {
  const settled = new Map<CandidateId, { readonly from: CandidateId; readonly scored: ScoredCandidate }>();
  for (const scored of beam) {
    const prompt = candidateOf(scored.prompt, companionsOf(scored.prompt), incumbents);
    if (!settled.has(prompt.id))
      settled.set(prompt.id, { from: scored.id, scored: { ...scored, id: prompt.id, prompt } });
  }
  return [...settled.values()];
}

/** After a joint candidate of another agent has come in: the agent runs with the prompt that came with it. */
export const withCompanion = (population: Population, prompt: Prompt, turn: number): Population => ({
  ...population,
  incumbent: prompt,
  beam: [unscored(prompt), ...population.beam.filter(({ id }) => id !== prompt.id)],
  seen: new Set([...population.seen, prompt.id]),
  stamp: null,
  wonAt: turn,
});
