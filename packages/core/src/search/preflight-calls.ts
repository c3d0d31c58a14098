import type { CallRequest } from '../calls/key.ts';
import { referencesIn } from '../plan/uses.ts';
import type { ModelPlan, OperatorUse, Plan } from '../plan.ts';
import { findOperator } from '../plugin/find.ts';
import type { OptionsSchema } from '../plugin/options.ts';
import type { Node } from '../system/graph.ts';
import { VIEWS } from '../types.ts';
import { maxCallsOf, scorerKind } from './declared.ts';
import { QUIZ_TOKENS, quizMessages } from './judge-quiz.ts';

/** The one call that shows whether a model works for what it is used for. */
export type Probe =
  /** What its first agent asks it on the first training item: the run asks the same, so it is not paid twice. */
  | { readonly kind: 'agent'; readonly model: ModelPlan; readonly node: Node }
  /** Four obvious pairs, for a model that compares answers. */
  | { readonly kind: 'quiz'; readonly model: ModelPlan; readonly request: CallRequest }
  /** A word, for a model that only operators use. */
  | { readonly kind: 'word'; readonly model: ModelPlan; readonly request: CallRequest };

/** One call for each model that the run is going to use, in the order in which they are made: agents along the graph first. */
export function probesOf(plan: Plan): Probe[] {
  const judges = judgesOf(plan);
  const probes = new Map<string, Probe>();
  const put = (name: string, make: (model: ModelPlan) => Probe): void => {
    const model = plan.models[name];
    if (model !== undefined && !probes.has(name)) probes.set(name, make(model));
  };
  for (const node of plan.system.levels.flat()) {
    if (!judges.has(node.agent.model)) put(node.agent.model, (model) => ({ kind: 'agent', model, node }));
  }
  for (const [name, tokens] of judges)
    put(name, (model) => ({ kind: 'quiz', model, request: quizRequest(model, tokens) }));
  for (const use of scorersOf(plan)) for (const name of modelsIn(plan, 'score', use)) put(name, wordOf('judge'));
  for (const phase of ['init', 'mutate', 'crossover'] as const)
    for (const use of plan[phase]) for (const name of modelsIn(plan, phase, use)) put(name, wordOf('mutator'));
  return [...probes.values()];
}

const scorersOf = ({ score }: Plan): OperatorUse[] => VIEWS.flatMap((view) => score[view] ?? []);

/** The models that pairwise scorers name in their options, with the longest reply that these ask for. */
function judgesOf(plan: Plan): ReadonlyMap<string, number> {
  const judges = new Map<string, number>();
  for (const view of VIEWS) {
    const use = plan.score[view];
    if (use === undefined || scorerKind(plan, view) !== 'pairwise') continue;
    const { maxTokens } = use.options;
    for (const name of modelsIn(plan, 'score', use))
      judges.set(name, Math.max(judges.get(name) ?? 0, typeof maxTokens === 'number' ? maxTokens : 0));
  }
  return judges;
}

/** The models that the options of an operator name (`maspoRef: model`). */
export const modelsIn = (
  plan: Plan,
  phase: 'init' | 'score' | 'mutate' | 'crossover',
  { use, options }: OperatorUse,
): string[] => {
  const operator = findOperator(plan.plugins, phase, use)?.operator;
  const described = operator === undefined ? undefined : { ...operator, options: operator.options as never };
  return referencesIn({ path: [], fields: options, operator: described }).flatMap(({ kind, name }) =>
    kind === 'model' ? [name] : [],
  );
};

/** Most calls of one run of an operator; none where its option for a model is left out. */
export function callsAsked(plan: Plan, phase: Parameters<typeof modelsIn>[1], use: OperatorUse): number {
  const options = findOperator(plan.plugins, phase, use.use)?.operator.options as OptionsSchema | undefined;
  const takesModel = Object.values(options?.properties ?? {}).some(({ maspoRef }) => maspoRef === 'model');
  return takesModel && modelsIn(plan, phase, use).length === 0 ? 0 : maxCallsOf({ plan }, phase, use);
}

/** A judge that reasons needs the room that its scorer gives it, for each of the four. */
const quizRequest = ({ name, sampling }: ModelPlan, tokens: number): CallRequest => ({
  role: 'judge',
  model: name,
  messages: quizMessages,
  sampling: { ...sampling, temperature: 0, maxTokens: Math.max(QUIZ_TOKENS, sampling.maxTokens, 4 * tokens) },
});

const wordOf =
  (role: 'judge' | 'mutator') =>
  (model: ModelPlan): Probe => ({
    kind: 'word',
    model,
    request: {
      role,
      model: model.name,
      messages: [{ role: 'user', content: 'Reply with the word ok.' }],
      sampling: { ...model.sampling, temperature: 0 },
    },
  });
