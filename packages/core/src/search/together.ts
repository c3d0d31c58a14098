import { BudgetStop } from '../calls/budget.ts';
import type { CallResult } from '../calls/journal.ts';
import type { CallRequest } from '../calls/key.ts';
import { inLockstep } from '../calls/lockstep.ts';
import type { RunEvent } from '../run/events.ts';
import type { AgentId } from '../types.ts';
import type { SearchContext } from './context.ts';
import { type Population, withCompanion } from './population.ts';
import { type Populations, populationOf, type TurnEnd, type TurnPlace, takeTurn } from './turn.ts';

/** A turn to take: whose, and where in the run. */
export interface Due {
  readonly agent: AgentId;
  readonly at: TurnPlace;
}

/** What a step came to, for each turn that had calls in it: an error is theirs to handle, as if the step had been their own. */
type StepEnd = { readonly results: readonly CallResult[] } | { readonly error: unknown };

/**
 * Turns of agents that do not depend on each other, side by side: while each would take its steps one after another, all
 * that they ask at the same time is one step, so a slow model works on all of them at once. Every turn sees the prompts
 * that the others had before. Their events come in the order of the turns, between steps (law 2).
 */
export async function takeTurns(
  context: SearchContext,
  populations: Populations,
  due: readonly Due[],
): Promise<TurnEnd[]> {
  const [only] = due;
  if (only !== undefined && due.length === 1) return [await takeTurn(context, populations, only.agent, only.at)];
  const told: RunEvent[][] = due.map(() => []);
  // Each turn has its own record: what one counts must not depend on which of them comes to a question first (law 2).
  const counted = due.map(() => new Map(context.counted));
  const tell = async (): Promise<void> => {
    for (const event of told.flatMap((events) => events.splice(0))) await context.emit(event);
  };
  const turns = due.map(
    ({ agent, at }, index) =>
      async (ask: (requests: readonly CallRequest[]) => Promise<StepEnd>): Promise<TurnEnd> => {
        const beside = due.map((other) => other.agent).filter((other) => other !== agent);
        const outside = { ...context, counted: counted[index] ?? new Map() };
        const own = besideOthers(outside, ask, (event) => told[index]?.push(event));
        try {
          return await takeTurn(own, populations, agent, at, beside);
        } catch (error) {
          if (!(error instanceof BudgetStop)) throw error;
          return { population: populationOf(populations, agent), adopted: false, companions: new Map(), stop: error };
        }
      },
  );
  const ends = await inLockstep(turns, async (parts: readonly (readonly CallRequest[])[]) => {
    await tell();
    return stepOf(context, parts);
  });
  await tell();
  for (const [key, what] of counted.flatMap((own) => [...own])) context.counted.set(key, what);
  return ends;
}

/** What a turn changed becomes what the next ones start from. */
export function settle(populations: Map<AgentId, Population>, { population, companions }: TurnEnd): void {
  populations.set(population.agent, population);
  for (const [agent, prompt] of companions)
    populations.set(agent, withCompanion(populationOf(populations, agent), prompt, population.visitedAt));
}

/** What a turn among others reaches out to. */
function besideOthers(
  context: SearchContext,
  ask: (requests: readonly CallRequest[]) => Promise<StepEnd>,
  tell: (event: RunEvent) => void,
): SearchContext {
  const step = async (requests: readonly CallRequest[]): Promise<CallResult[]> => {
    const end = await ask(requests);
    if ('error' in end) throw end.error;
    return [...end.results];
  };
  return {
    ...context,
    gateway: { ...context.gateway, step },
    execute: (jobs) => context.execute(jobs, step),
    emit: async (event) => tell(event),
  };
}

async function stepOf(context: SearchContext, parts: readonly (readonly CallRequest[])[]): Promise<StepEnd[]> {
  try {
    const results = await context.gateway.step(parts.flat());
    const firsts = parts.map((_, index) => parts.slice(0, index).flat().length);
    return parts.map((part, index) => {
      const first = firsts[index] ?? 0;
      return { results: results.slice(first, first + part.length) };
    });
  } catch (error) {
    return parts.map(() => ({ error }));
  }
}
