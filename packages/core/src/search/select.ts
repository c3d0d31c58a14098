import { MaspoError } from '../errors.ts';
import type { ScoredCandidate, SelectRequest } from '../plugin/contract.ts';
import { findOperator } from '../plugin/find.ts';
import type { SeedNode } from '../random.ts';
import type { CandidateId } from '../system/prompt.ts';
import type { Arena } from './arena.ts';
import type { SearchContext } from './context.ts';
import { operate } from './operate.ts';
import { unscored } from './population.ts';
import { chooseSettled } from './race.ts';

/** The next beam. All of it is judged to the end, of the others only what could have changed it. */
export async function selectBeam(
  context: SearchContext,
  arena: Arena,
  candidates: readonly ScoredCandidate[],
  place: SeedNode,
): Promise<readonly ScoredCandidate[]> {
  const { plugins, select: use } = context.plan;
  const open = candidates.filter(({ prompt }) => arena.isOpen(prompt));
  const isMonotone = findOperator(plugins, 'select', use.use)?.operator.monotone ?? false;
  if (!isMonotone) await chooseSettled(arena, async () => open);
  const latest = () => candidates.map((one) => (open.includes(one) ? arena.outlook(one.prompt) : one));
  return chooseSettled(arena, () => askSelector(context, arena, latest(), place));
}

/** Asks the selector; the incumbent is always among the candidates. */
async function askSelector(
  context: SearchContext,
  arena: Arena,
  candidates: readonly ScoredCandidate[],
  place: SeedNode,
): Promise<readonly ScoredCandidate[]> {
  const { plan, hooks } = context;
  const pool = new Map<CandidateId, ScoredCandidate>([[arena.incumbent.id, unscored(arena.incumbent)]]);
  for (const candidate of candidates) if (candidate.id !== arena.incumbent.id) pool.set(candidate.id, candidate);
  const request: SelectRequest = {
    agent: arena.agent.view,
    candidates: [...pool.values()],
    incumbent: arena.incumbent.id,
  };
  const call = (full: Parameters<ReturnType<typeof hooks.select.for>['call']>[0]) =>
    hooks.select.for(plan.select.use).call(full);
  const [outcome] = await operate(context, [{ phase: 'select', operator: plan.select, request, place, call }]);
  const ids = outcome?.kind === 'done' ? outcome.value : [arena.incumbent.id];
  return [...new Set(ids)].map((id) => {
    const chosen = pool.get(id);
    if (chosen !== undefined) return chosen;
    throw new MaspoError(
      'MASPO-SELECT',
      `selector "${plan.select.use}" returned "${id}", which is none of its candidates`,
      'Return ids of request.candidates.',
    );
  });
}
