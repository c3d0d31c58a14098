import { type Bench, unfitMembers } from '../evidence/fitness.ts';
import type { OperatorUse, Plan } from '../plan.ts';
import { findOperator } from '../plugin/find.ts';
import type { OptionsSchema } from '../plugin/options.ts';
import { VIEWS, type View } from '../types.ts';
import type { SearchContext } from './context.ts';
import { scorerKind } from './declared.ts';
import { modelsIn } from './preflight-calls.ts';

/**
 * Who judges the answer, by the models that its scorer names; where it names none, it may have asked any judge that no other
 * scorer names. Judges of the other views lead the search, but what they say is no evidence at the gate: there a metric with
 * labels stands by itself, and they are only named.
 */
export function benchesOf(plan: Plan, judges: readonly string[]): Bench[] {
  const bench = benchOf(plan, 'global');
  if (bench.members.length > 0) return [bench];
  if (!bench.decides) return [];
  const known = new Set(VIEWS.flatMap((view) => benchOf(plan, view).members));
  return judges.filter((model) => !known.has(model)).map((model) => ({ ...bench, members: [model] }));
}

function benchOf(plan: Plan, view: View): Bench {
  const use = plan.score[view];
  const members = use === undefined ? [] : [...new Set(modelsIn(plan, 'score', use))];
  return { members, decides: view === 'global' && scorerKind(plan, view) === 'pairwise' };
}

/**
 * The run with the panels that it has by now. A panel decides by its fit members: one that is shown to be unfit is named and
 * asked no more, as long as another is left; where none is, all stay, and the gate keeps the seed.
 * @param atGate Whether members of the panel that decides what is returned must have been told from a coin, too.
 */
export type Panels = (atGate: boolean) => Promise<SearchContext>;

/** Who is left out depends on the events of a run alone (law 1). */
export function createPanels(context: SearchContext): Panels {
  const { plan } = context;
  const told = new Set<string>();
  const tell = async (reasons: ReadonlyMap<string, string>): Promise<void> => {
    for (const [model, reason] of reasons) {
      if (told.has(model)) continue;
      told.add(model);
      await context.emit({ type: 'note', from: 'panel', message: `${reason}; the others decide without it` });
    }
  };
  return async (atGate) => {
    if (plan.gate.fitness === false) return context;
    const score = { ...plan.score };
    for (const view of VIEWS) {
      const use = score[view];
      const bench = benchOf(plan, view);
      const unfit = unfitMembers({ ...bench, decides: atGate && bench.decides }, context.state().judges);
      if (use === undefined || unfit.size === 0 || unfit.size === bench.members.length) continue;
      await tell(unfit);
      score[view] = { ...use, options: withoutModels(plan, use, unfit) };
    }
    return { ...context, plan: { ...plan, score } };
  };
}

/** The options of a scorer, with some models out of its lists of models. */
function withoutModels(plan: Plan, use: OperatorUse, unfit: ReadonlyMap<string, unknown>): OperatorUse['options'] {
  const schema = findOperator(plan.plugins, 'score', use.use)?.operator.options as OptionsSchema | undefined;
  const isList = (key: string): boolean => {
    const option = schema?.properties[key];
    if (option === undefined || !('items' in option)) return false;
    return option.maspoRef === 'model' || (option.items as { readonly maspoRef?: string }).maspoRef === 'model';
  };
  return Object.fromEntries(
    Object.entries(use.options).map(([key, value]) => [
      key,
      Array.isArray(value) && isList(key) ? value.filter((name) => !unfit.has(name)) : value,
    ]),
  );
}
