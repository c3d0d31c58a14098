import type { Json } from '../canonical.ts';
import { referencesIn } from '../plan/uses.ts';
import type { OperatorUse, Plan } from '../plan.ts';
import { findOperator } from '../plugin/find.ts';
import { canonicalOutput, outputReader, type ReadOutput } from '../system/contract.ts';
import { type Episode, outputIn } from '../system/execute.ts';
import { lookUp } from '../system/template.ts';
import type { Item, Output } from '../types.ts';
import { type SearchContext, seedPrompts } from './context.ts';
import { withGlobal } from './judge-plans.ts';
import { itemsOfFirstTurn } from './probe.ts';
import { comparePairs, type Pair, shownItem } from './score.ts';

/** A pair of answers to a training item, and which of them is better by the label. */
export interface KnownPair {
  readonly pair: Pair;
  readonly better: 'candidate' | 'reference';
}

/** Answers that a pair is looked for among, beside the system's own. */
const MOST_OTHERS = 6;

type Text = Extract<Output, { kind: 'text' }>;

/**
 * Pairs that the seed's answers to training items make. A wrong answer meets the right one, which is the label where it has
 * the form of an answer; a right one meets an answer to another item that is wrong here. So a judge is asked whether it tells
 * the system's mistakes from what is right. Two prompts of a search may differ by less: it is the most to be hoped for.
 * The runs of the system are the first that the search asks for, so they are paid once.
 */
export async function knownPairs(context: SearchContext): Promise<KnownPair[]> {
  const { plan } = context;
  const { calibration } = plan;
  if (calibration === undefined) return [];
  const place = context.root.derive('calibration');
  const items = itemsOfFirstTurn(context).slice(0, calibration.items);
  const [episodes = []] = await context.execute([{ prompts: seedPrompts(plan), items }]);
  const tried = episodes.flatMap((episode, index) => {
    // Each begins with another: otherwise one odd answer would be the worse one everywhere.
    const others = [...episodes.slice(index + 1), ...episodes.slice(0, index)];
    return pairsOf(plan, calibration.metric, episode, others);
  });
  const scored = await comparePairs({ ...context, plan: withGlobal(plan, calibration.metric) }, tried, place);
  const known = items.flatMap(({ id }) => {
    const first = tried.findIndex((pair, index) => pair.item.id === id && tells(scored[index]?.value));
    const [pair, value] = [tried[first], scored[first]?.value ?? 0.5];
    return pair === undefined ? [] : [{ pair, isBetter: value > 0.5 }];
  });
  return known.map(({ pair, isBetter }, index) => placed(pair, isBetter, index % 2 === 0));
}

const tells = (value: number | null | undefined): boolean => typeof value === 'number' && value !== 0.5;

/** The system's answer as the candidate, against what may be better or worse: the label first, as it is most likely to. */
function pairsOf(plan: Plan, metric: OperatorUse, episode: Episode, others: readonly Episode[]): Pair[] {
  const { answer } = plan.system;
  const { item } = episode;
  const candidate = outputIn(episode, answer, plan.system);
  if (candidate.kind === 'failed') return [];
  const elsewhere = others.flatMap((other): Text[] => {
    const output = outputIn(other, answer, plan.system);
    return output.kind === 'text' && output.problem === null ? [output] : [];
  });
  const { contract } = plan.system.agent(answer);
  const formOf = (output: Text): string | null => canonicalOutput(output, contract);
  const forms = new Map([...labelsOf(plan, metric, item), ...elsewhere].map((other) => [formOf(other), other]));
  forms.delete(formOf(candidate));
  const input = shownItem(item, plan);
  return [...forms.values()]
    .slice(0, MOST_OTHERS)
    .map((reference) => ({ view: 'global', agent: answer, item, input, candidate, reference }));
}

/** The labels of an item that have the form of an answer. */
function labelsOf({ plugins, system }: Plan, { use, options }: OperatorUse, { fields }: Item): Text[] {
  const operator = findOperator(plugins, 'score', use)?.operator;
  const described = operator === undefined ? undefined : { ...operator, options: operator.options as never };
  const read = outputReader(system.agent(system.answer).contract);
  return referencesIn({ path: [], fields: options, operator: described })
    .filter(({ kind }) => kind === 'field')
    .flatMap(({ name }) => answersIn(lookUp(fields, name.split('.')), read));
}

/** A list holds several right answers. */
function answersIn(label: Json | undefined, read: ReadOutput): Text[] {
  if (label === undefined || label === null) return [];
  const all: readonly Json[] = Array.isArray(label) ? label : [label];
  return all
    .map((one) => read(typeof one === 'string' ? one : JSON.stringify(one)))
    .filter(({ problem }) => problem === null);
}

/** The better one stands on either side by turns: who always names one side agrees by chance alone. */
function placed(pair: Pair, isBetter: boolean, asCandidate: boolean): KnownPair {
  const { candidate, reference } = pair;
  const turned = isBetter === asCandidate ? pair : { ...pair, candidate: reference, reference: candidate };
  return { pair: turned, better: asCandidate ? 'candidate' : 'reference' };
}
