import type { Json } from '../canonical.ts';
import type { Plan } from '../plan.ts';
import type { Judgement, Score, ScoreRequest } from '../plugin/contract.ts';
import type { SeedNode } from '../random.ts';
import { canonicalOutput } from '../system/contract.ts';
import { type Episode, inputIn, outputIn } from '../system/execute.ts';
import type { AgentId, Item, Output, View } from '../types.ts';
import type { SearchContext } from './context.ts';
import { scorerKind } from './declared.ts';
import { type Operation, operate } from './operate.ts';
import { compareScores } from './reward.ts';
import { emitJudged } from './votes.ts';

type Text = Extract<Output, { kind: 'text' }>;

/** Two outputs of one agent on one item, to be compared from one view. */
export interface Pair {
  readonly view: View;
  readonly agent: AgentId;
  readonly item: Item;
  readonly input: string;
  readonly candidate: Output;
  readonly reference: Output;
}

/** A pair's comparison in [0, 1], and the candidate's and the reference's own scores where the scorer is absolute. */
export interface Comparison {
  readonly value: number | null;
  readonly scores: readonly [number | null, number | null];
  /** Below `value` where a judge has a look left: the least and the most that it may leave. */
  readonly least: number | null;
}

/** Whether a judge has a look left that could change it. */
export const isOpen = ({ value, least }: Comparison): boolean => value !== least;

const NOT_COMPARED: Comparison = { value: null, least: null, scores: [null, null] };
const ABSTAINED: ReadScore = { score: null, least: null, votes: [], grades: [] };
const TIE: Comparison = { value: 0.5, least: 0.5, scores: [null, null] };

/** The pair of one agent's outputs in two episodes of the same item. */
export const pairOf = (view: View, agent: AgentId, candidate: Episode, reference: Episode, plan: Plan): Pair => ({
  view,
  agent,
  item: candidate.item,
  input: sharedInput(agent, candidate, reference, plan),
  candidate: outputIn(candidate, agent, plan.system),
  reference: outputIn(reference, agent, plan.system),
});

/**
 * What both read. Where what they read differs (an agent before them was edited), it is the item alone: shown the
 * candidate's input, a judge would find its answer consistent with a hand-off that is wrong.
 */
function sharedInput(agent: AgentId, candidate: Episode, reference: Episode, plan: Plan): string {
  const input = inputIn(candidate, agent, plan.system);
  if (input === inputIn(reference, agent, plan.system)) return input;
  return shownItem(candidate.item, plan);
}

/** An item as a judge may see it: all but the labels. */
export const shownItem = ({ fields }: Item, { data }: Plan): string =>
  Object.entries(fields)
    .filter(([name]) => !data.labelFields.includes(name))
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');

/**
 * Compares pairs. A failed output is never compared; equal canonical outputs tie for free. Equal questions to a judge
 * (the only successor is the answer) are one call, since equal calls are.
 */
export async function comparePairs(
  context: SearchContext,
  pairs: readonly Pair[],
  place: SeedNode,
  looks: ScoreRequest['looks'] = 'full',
): Promise<Comparison[]> {
  const jobs = pairs.map((pair) => jobOf(context, pair, place, looks));
  const asked = jobs.flatMap(({ operations }, index) => operations.map((operation) => ({ operation, index })));
  const scores = await judge(
    context,
    asked.map(({ operation }) => operation),
  );
  const byPair = Map.groupBy(scores, (_, index) => asked[index]?.index);
  return jobs.map(({ settled }, index) => settled ?? combine(byPair.get(index) ?? []));
}

type ScoreOperation = Operation<ScoreRequest, Score>;

function jobOf(
  context: SearchContext,
  pair: Pair,
  place: SeedNode,
  looks: ScoreRequest['looks'],
): { readonly settled: Comparison | null; readonly operations: readonly ScoreOperation[] } {
  const { candidate, reference, view } = pair;
  const kind = scorerKind(context.plan, view);
  if (kind === null || candidate.kind === 'failed' || reference.kind === 'failed')
    return { settled: NOT_COMPARED, operations: [] };
  const { contract } = context.plan.system.agent(pair.agent);
  if (canonicalOutput(candidate, contract) === canonicalOutput(reference, contract))
    return { settled: TIE, operations: [] };
  const operations =
    kind === 'pairwise'
      ? [operationOf(context, pair, candidate, reference, place, looks)]
      : [operationOf(context, pair, candidate, null, place), operationOf(context, pair, reference, null, place)];
  return { settled: null, operations };
}

/**
 * One pair in so many is judged in full at once, whatever its first look says. Who is looked at again later depends on the
 * first look, and such pairs are likelier to flip: only the flips of those judged at once tell of the judge (ADR 10).
 */
const JUDGED_AT_ONCE = 8;

function operationOf(
  { plan, hooks, root }: SearchContext,
  { view, agent, item, input }: Pick<Pair, 'view' | 'agent' | 'item' | 'input'>,
  output: Text,
  reference: Text | null,
  place: SeedNode,
  looks: ScoreRequest['looks'] = 'full',
): ScoreOperation {
  const operator = plan.score[view];
  if (operator === undefined) throw new RangeError(`no scorer for the ${view} view`);
  const question = [agent, item.id, output.text, reference?.text ?? ''];
  const isSampled =
    looks === 'first' &&
    root
      .derive('full looks', ...question)
      .stream()
      .int(JUDGED_AT_ONCE) === 0;
  return {
    phase: 'score',
    operator,
    request: {
      view,
      agent: plan.system.agent(agent).view,
      agents: viewsOf(plan),
      item,
      input,
      output,
      reference,
      looks: isSampled ? 'full' : looks,
    },
    // A path of the question itself: the same pair is asked in the same order wherever it comes up.
    place: place.derive('score', ...question),
    call: (request) => hooks.score.for(operator.use).call(request),
  };
}

const viewsOf = ({ system }: Plan) => system.agents.map(({ view }) => view);

/** Runs scorers, and counts what their judges did. An abstention where a call failed for good. */
async function judge(context: SearchContext, operations: readonly ScoreOperation[]): Promise<ReadScore[]> {
  const outcomes = await operate(context, operations);
  const scores = outcomes.map((outcome, index) =>
    outcome.kind === 'done' ? readScore(outcome.value, operations[index]?.request.looks) : ABSTAINED,
  );
  await emitJudged(
    context,
    scores.map(({ votes, grades }, index) => ({ question: questionOf(operations[index]), votes, grades })),
  );
  return scores;
}

/** Whatever view asks it, and of whatever candidate: what is asked. */
function questionOf(operation: ScoreOperation | undefined): Json {
  if (operation === undefined) return null;
  const { agent, item, input, output, reference } = operation.request;
  return [agent.id, item.id, input, output.text, reference?.text ?? null];
}

type ReadScore = Required<Judgement>;

/** After full looks nothing is left, whatever the scorer says. */
function readScore(given: Score, looks: ScoreRequest['looks'] | undefined): ReadScore {
  if (typeof given !== 'object' || given === null) return { score: given, least: given, votes: [], grades: [] };
  const { score, votes, least = score, grades = [] } = given;
  return { score, votes, grades, least: looks === 'first' ? least : score };
}

function combine([candidate = ABSTAINED, reference]: readonly ReadScore[]): Comparison {
  const { score, least } = candidate;
  if (reference === undefined) return { value: score, least, scores: [null, null] };
  const value = compareScores(score, reference.score);
  return { value, least: value, scores: [score, reference.score] };
}

/** The absolute score of each episode's answer, in [0, 1]; null where the scorer is pairwise or the answer failed. */
export async function scoreAnswers(
  context: SearchContext,
  episodes: readonly Episode[],
  place: SeedNode,
): Promise<(number | null)[]> {
  const { plan } = context;
  const answers = episodes.map((episode) => outputIn(episode, plan.system.answer, plan.system));
  if (scorerKind(plan, 'global') !== 'absolute') return answers.map(() => null);
  const looks = episodes.flatMap((episode, index) => {
    const output = answers[index];
    if (output?.kind !== 'text') return [];
    const input = inputIn(episode, plan.system.answer, plan.system);
    const question = { view: 'global', agent: plan.system.answer, item: episode.item, input } as const;
    return [{ index, operation: operationOf(context, question, output, null, place) }];
  });
  const found = await judge(
    context,
    looks.map(({ operation }) => operation),
  );
  const scores = new Map(looks.map(({ index }, look) => [index, found[look]?.score ?? null]));
  return answers.map((_, index) => scores.get(index) ?? null);
}
