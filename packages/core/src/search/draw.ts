import { round12 } from '../canonical.ts';
import type { OperatorUse, Plan } from '../plan.ts';
import type { Rng } from '../random.ts';
import { type Learning, NO_PAYOFF } from '../run/learning.ts';
import { thompson } from './bandit.ts';
import type { SearchContext } from './context.ts';

type Operators = Pick<Plan, 'mutate' | 'crossover'>;

/** An operator of proposals, and the share of them that the config gives it. */
export interface Choice {
  readonly phase: 'mutate' | 'crossover';
  readonly operator: OperatorUse;
  readonly share: number;
}

/** Chances of operators by name, with sum 1. */
export type Chances = Readonly<Record<string, number>>;

export type Draw = (rng: Rng) => Omit<Choice, 'share'>;

/**
 * How the operators of a round are drawn. What has paid off is looked at once, at its start: what a try comes to changes
 * nothing for the next one.
 * @param crosses Whether there are two parents to cross.
 */
export async function drawOfRound({ plan, state, emit }: SearchContext, crosses: boolean): Promise<Draw> {
  if (plan.search.operators === 'weighted') return (rng) => drawWeighted(plan, crosses, rng);
  const choices = choicesOf(plan, crosses);
  const chances = banditChances(choices, state().learning.payoffs);
  await emit({ type: 'operators', chances });
  return (rng) => drawByChance(choices, chances, rng);
}

/** Each crossover has its rate of what those before it leave, mutations the rest by weight. */
export function choicesOf({ mutate, crossover }: Operators, crosses: boolean): Choice[] {
  let left = 1;
  const choices: Choice[] = (crosses ? crossover : []).map((operator) => {
    const share = left * operator.rate;
    left -= share;
    return { phase: 'crossover', operator, share };
  });
  const total = mutate.reduce((sum, { weight }) => sum + weight, 0);
  const mutations = mutate.map(
    (operator): Choice => ({
      phase: 'mutate',
      operator,
      share: (left * operator.weight) / total,
    }),
  );
  // Without a mutation the first crossover makes what is left.
  const rest = mutate.length === 0 ? left : 0;
  return [
    ...choices.map((choice, index) => (index === 0 ? { ...choice, share: choice.share + rest } : choice)),
    ...mutations,
  ];
}

/** The operator of a child: each crossover at its rate, otherwise a mutation by weight. */
export function drawWeighted({ mutate, crossover }: Operators, crosses: boolean, rng: Rng): ReturnType<Draw> {
  const crossing =
    crossover.find(({ rate }) => rng.next() < rate && crosses) ?? (mutate.length === 0 ? crossover[0] : undefined);
  if (crossing !== undefined && crosses) return { phase: 'crossover', operator: crossing };
  return { phase: 'mutate', operator: rng.weighted(mutate, ({ weight }) => weight) };
}

/**
 * What a bandit draws operators by: a proposal has won when it got into the beam and has lost when it was rejected, dropped
 * out of the race or was not selected. Agents share what is known of an operator, and so do entries of one name: what is
 * told apart in results. Counted by proposal, not by call: what operators ask of models is 3 to 6 % of a run's calls
 * (`maspo:default` in simulation); running and comparing what they propose is the rest.
 */
export function banditChances(choices: readonly Choice[], payoffs: Learning['payoffs']): Chances {
  const byName = Map.groupBy(
    choices.filter(({ share }) => share > 0),
    ({ operator }) => operator.use,
  );
  const arms = [...byName].map(([name, entries]) => {
    const { kept, lost } = payoffs.get(name) ?? NO_PAYOFF;
    return { weight: entries.reduce((sum, { share }) => sum + share, 0), won: kept, lost };
  });
  const chances = thompson(arms);
  return Object.fromEntries([...byName.keys()].map((name, index) => [name, round12(chances[index] ?? 0)]));
}

/** An operator by its chance; of entries with one name, by their shares. */
export function drawByChance(choices: readonly Choice[], chances: Chances, rng: Rng): Choice {
  const name = rng.weighted(Object.keys(chances), (key) => chances[key] ?? 0);
  const entries = choices.filter(({ operator }) => operator.use === name);
  return entries.length === 1 && entries[0] !== undefined ? entries[0] : rng.weighted(entries, ({ share }) => share);
}
