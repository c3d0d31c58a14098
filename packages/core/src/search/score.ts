import { contentHash } from '../canonical.ts';
import type { Plan } from '../plan.ts';
import type { Score, ScoreRequest, Vote } from '../plugin/contract.ts';
import { findOperator } from '../plugin/find.ts';
import type { SeedNode } from '../random.ts';
import type { JudgeCounts } from '../run/events.ts';
import { canonicalOutput } from '../system/contract.ts';
import { type Episode, inputIn, outputIn } from '../system/execute.ts';
import type { AgentId, Item, Output, View } from '../types.ts';
import type { SearchContext } from './context.ts';
import { type Operation, type Outcome, operate } from './operate.ts';
import { compareScores } from './reward.ts';

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
  readonly votes: readonly Vote[];
}

/** Whether a judge has a look left that could change it. */
export const isOpen = ({ value, least }: Comparison): boolean => value !== least;

/** How judges look, and what an earlier first look came to, by pair: its votes are counted already. */
interface Looking {
  readonly looks: ScoreRequest['looks'];
  readonly known?: readonly Comparison[];
}

const NOT_COMPARED: Comparison = { value: null, least: null, scores: [null, null], votes: [] };
const ABSTAINED = { score: null, least: null, votes: [] };
const TIE: Comparison = { value: 0.5, least: 0.5, scores: [null, null], votes: [] };

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
function sharedInput(agent: AgentId, candidate: Episode, reference: Episode, { system, data }: Plan): string {
  const input = inputIn(candidate, agent, system);
  if (input === inputIn(reference, agent, system)) return input;
  const shown = Object.entries(candidate.item.fields).filter(([name]) => !data.labelFields.includes(name));
  return shown
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}

/** Whether a view's scorer looks at one output or at two. null: the view is not configured. */
export function scorerKind({ plugins, score }: Plan, view: View): 'absolute' | 'pairwise' | null {
  const use = score[view]?.use;
  return use === undefined ? null : (findOperator(plugins, 'score', use)?.operator.kind ?? null);
}

/**
 * Compares pairs. A failed output is never compared; equal canonical outputs tie for free. Equal questions to a judge
 * (the only successor is the answer) are one call, since equal calls are.
 */
export async function comparePairs(
  context: SearchContext,
  pairs: readonly Pair[],
  place: SeedNode,
  { looks, known = [] }: Looking = { looks: 'full' },
): Promise<Comparison[]> {
  const jobs = pairs.map((pair) => jobOf(context, pair, place, looks));
  const asked = jobs.flatMap(({ operations }, index) => operations.map((operation) => ({ operation, index })));
  const outcomes = await operate(
    context,
    asked.map(({ operation }) => operation),
  );
  const scores = outcomes.map((outcome) => (outcome.kind === 'done' ? readScore(outcome.value, looks) : ABSTAINED));
  const byPair = Map.groupBy(scores, (_, index) => asked[index]?.index);
  const comparisons = jobs.map(({ settled }, index) => settled ?? combine(byPair.get(index) ?? []));
  await emitVotes(context, pairs, comparisons, known);
  return comparisons;
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

function operationOf(
  { plan, hooks }: SearchContext,
  { view, agent, item, input }: Pick<Pair, 'view' | 'agent' | 'item' | 'input'>,
  output: Text,
  reference: Text | null,
  place: SeedNode,
  looks: ScoreRequest['looks'] = 'full',
): ScoreOperation {
  const operator = plan.score[view];
  if (operator === undefined) throw new RangeError(`no scorer for the ${view} view`);
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
      looks,
    },
    // A path of the question itself: the same pair is asked in the same order wherever it comes up.
    place: place.derive('score', agent, item.id, output.text, reference?.text ?? ''),
    call: (request) => hooks.score.for(operator.use).call(request),
  };
}

const viewsOf = ({ system }: Plan) => system.agents.map(({ view }) => view);

const scoreIn = (outcome: Outcome<Score> | undefined): number | null =>
  outcome?.kind === 'done' ? readScore(outcome.value, 'full').score : null;

interface ReadScore {
  readonly score: number | null;
  readonly least: number | null;
  readonly votes: readonly Vote[];
}

/** After full looks nothing is left, whatever the scorer says. */
function readScore(given: Score, looks: ScoreRequest['looks']): ReadScore {
  if (typeof given !== 'object' || given === null) return { score: given, least: given, votes: [] };
  const { score, votes, least = score } = given;
  return { score, votes, least: looks === 'first' ? least : score };
}

function combine([candidate = ABSTAINED, reference]: readonly ReadScore[]): Comparison {
  const { score, least, votes } = candidate;
  if (reference === undefined) return { value: score, least, scores: [null, null], votes };
  const value = compareScores(score, reference.score);
  return { value, least: value, scores: [score, reference.score], votes: [...votes, ...reference.votes] };
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
  const outcomes = await operate(
    context,
    looks.map(({ operation }) => operation),
  );
  const scores = new Map(looks.map(({ index }, look) => [index, scoreIn(outcomes[look])]));
  return answers.map((_, index) => scores.get(index) ?? null);
}

/** Counts what judges did; a pair that two views share was judged once, and so was one that they looked at again. */
async function emitVotes(
  context: SearchContext,
  pairs: readonly Pair[],
  comparisons: readonly Comparison[],
  known: readonly Comparison[],
): Promise<void> {
  const judges = new Map<string, JudgeCounts>();
  const counted = new Set<string>();
  pairs.forEach(({ agent, item, candidate, reference }, index) => {
    const cast = comparisons[index]?.votes ?? [];
    const [first] = cast;
    // Most pairs have no votes: nothing to tell apart.
    if (first === undefined) return;
    const key = contentHash([agent, item.id, candidate, reference, cast]);
    if (counted.has(key)) return;
    counted.add(key);
    const before = Map.groupBy(known[index]?.votes ?? [], (vote) => vote.model);
    for (const [model, own] of Map.groupBy(cast, (vote) => vote.model)) {
      const fresh = addCounts(countsOf(own), countsOf(before.get(model) ?? []), -1);
      judges.set(model, addCounts(judges.get(model) ?? NO_VOTES, fresh));
    }
  });
  if (judges.size > 0) await context.emit({ type: 'judged', judges: Object.fromEntries(judges) });
}

const NO_VOTES = countsOf([]);

const addCounts = (a: JudgeCounts, b: JudgeCounts, sign = 1): JudgeCounts => ({
  pairs: a.pairs + sign * b.pairs,
  ties: a.ties + sign * b.ties,
  abstained: a.abstained + sign * b.abstained,
  bothDecided: a.bothDecided + sign * b.bothDecided,
  flips: a.flips + sign * b.flips,
  decided: a.decided + sign * b.decided,
  chosenFirst: a.chosenFirst + sign * b.chosenFirst,
});

/** Of one judge on one pair. */
function countsOf(votes: readonly Vote[]): JudgeCounts {
  const decided = votes.filter(({ choice }) => choice === 'first' || choice === 'second');
  const winners = new Set(decided.map(({ choice, first }) => (choice === 'first') === (first === 'candidate')));
  return {
    pairs: votes.length > 0 ? 1 : 0,
    ties: votes.some(({ choice }) => choice === 'tie') ? 1 : 0,
    abstained: votes.some(({ choice }) => choice === 'abstained') ? 1 : 0,
    bothDecided: decided.length > 1 ? 1 : 0,
    flips: winners.size > 1 ? 1 : 0,
    decided: decided.length,
    chosenFirst: decided.filter(({ choice }) => choice === 'first').length,
  };
}
