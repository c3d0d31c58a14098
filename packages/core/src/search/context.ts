import type { Gateway } from '../calls/gateway.ts';
import type { Json } from '../canonical.ts';
import { MaspoError } from '../errors.ts';
import { type CopyCheck, createCopyCheck } from '../evidence/copies.ts';
import type { Hooks } from '../hooks.ts';
import type { Plan } from '../plan.ts';
import type { SeedNode } from '../random.ts';
import type { JudgeCounts, RunEvent } from '../run/events.ts';
import type { RunState } from '../run/state.ts';
import type { Execute, PromptSet } from '../system/execute.ts';
import type { Agent } from '../system/graph.ts';
import type { CandidateId, Prompt } from '../system/prompt.ts';
import type { AgentId } from '../types.ts';

/** All that the search reaches out to. */
export interface SearchContext {
  readonly plan: Plan;
  readonly hooks: Hooks;
  readonly gateway: Gateway;
  readonly execute: Execute;
  readonly root: SeedNode;
  readonly signal: AbortSignal;
  emit(event: RunEvent): Promise<void>;
  /**
   * Every prompt that an operator proposed and that was taken, but for those tried together with others. By agent and id:
   * what a turn reads of it must not depend on turns beside it.
   */
  readonly proposed: Map<`${AgentId} ${CandidateId}`, Prompt>;
  /** Finds text of items in prompts. */
  readonly copies: CopyCheck;
  /** What judges' counts hold of each question, by hash: how much was said, and its counts. Grows by the questions to judges. */
  readonly counted: Map<string, { readonly said: number; readonly counts: JudgeCounts }>;
  /** What the events of this run add up to so far. */
  state(): RunState;
  /** Records a fact of this run once (an approval); gives back what stands. */
  decide(name: string, make: () => Promise<Json>): Promise<Json>;
}

/** The check of prompts against all items of a plan. */
export const copyCheckOf = ({ data: { splits, labelFields } }: Plan): CopyCheck =>
  createCopyCheck({
    train: splits.train,
    heldOut: [...splits.validation, ...splits.test, ...(splits.spare ?? [])],
    labelFields,
  });

/** An agent that has a prompt to optimize. */
export type PromptAgent = Agent & { readonly prompt: Prompt };

export const promptAgents = (plan: Plan): PromptAgent[] =>
  plan.system.agents.filter((agent): agent is PromptAgent => agent.prompt !== null);

/** What the config starts from. */
export const seedPrompts = (plan: Plan): PromptSet => new Map(promptAgents(plan).map(({ id, prompt }) => [id, prompt]));

/** The agent of this id. @throws MaspoError if it has no prompt. */
export function promptAgent(plan: Plan, id: string): PromptAgent {
  const agent = promptAgents(plan).find((candidate) => candidate.id === id);
  if (agent === undefined)
    throw new MaspoError('MASPO-AGENT', `agent "${id}" has no prompt`, 'Only agents on a model have one.');
  return agent;
}
