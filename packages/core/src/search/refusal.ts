import type { Phase, Refusal } from '../plugin/contract.ts';
import { findOperator } from '../plugin/find.ts';
import type { CandidateId, Prompt } from '../system/prompt.ts';
import { type PromptAgent, promptAgents, type SearchContext } from './context.ts';
import { violation } from './invariants.ts';

/** Of whose proposals it is said. */
export interface Proposing {
  readonly agent: PromptAgent;
  readonly phase: Extract<Phase, 'init' | 'mutate' | 'crossover'>;
  readonly use: string;
  /** Parents and beam: prompts of the agent that are being tried, whose texts a proposal may repeat. */
  readonly kin: readonly Prompt[];
  readonly seen: ReadonlySet<CandidateId>;
}

/** What the core says to the proposals of an operator: the operator may ask before it proposes, the core does after. */
export function refusalOf(
  { plan, copies }: Pick<SearchContext, 'plan' | 'copies'>,
  { agent, phase, use, kin, seen }: Proposing,
): (prompt: Prompt) => Refusal | null {
  const seeds = promptAgents(plan).map(({ prompt }) => prompt);
  // A contract may name long choices, which are labels of items.
  const contracts = plan.system.agents.map(({ view }) => JSON.stringify(view.contract));
  const known = [...new Set([...seeds, ...kin].map(({ text }) => text)), ...contracts];
  const quotes = findOperator(plan.plugins, phase, use)?.operator.quotes ?? false;
  return (prompt) =>
    seen.has(prompt.id)
      ? { reason: 'duplicate', say: 'the new prompt has been tried already' }
      : violation(prompt, { agent: agent.view, known, quotes, copies });
}
