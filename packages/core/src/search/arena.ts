import type { MisalignmentCase, ScoredCandidate, Trace } from '../plugin/contract.ts';
import type { SeedNode } from '../random.ts';
import { type Candidate, companionsOf, editedBy } from '../system/candidate.ts';
import { type Episode, inputIn, outputIn, type PromptSet } from '../system/execute.ts';
import type { CandidateId, Prompt } from '../system/prompt.ts';
import type { AgentId, Item, View } from '../types.ts';
import { balanced } from './balance.ts';
import type { PromptAgent, SearchContext } from './context.ts';
import {
  type Encounter,
  encounter,
  firstVerdicts,
  isMisaligned,
  lookAgain,
  mayBeMisaligned,
  verdictsByItem,
} from './encounter.ts';
import { exchangesOf, fieldsOf } from './exchange.ts';
import { lookAtLosses } from './losses.ts';
import type { Weights } from './reward.ts';
import { comparePairs, type Pair, pairOf, scoreAnswers } from './score.ts';
import { standingOf } from './standing.ts';
import { countViews } from './weights.ts';

/**
 * A turn of one agent: its candidates meet the incumbent on one random batch that all of them share. The incumbent is
 * the only anchor, so scores of siblings, parents and later rounds compare.
 */
export interface Arena {
  readonly agent: PromptAgent;
  readonly incumbent: Prompt;
  /** Of the views, for the whole turn: rewards in it compare. */
  readonly weights: Weights;
  /**
   * Compares candidates with the incumbent on the batch's first `size` items; what is known is not asked again. Judges look
   * once, but where they may find a misalignment case.
   */
  measure(candidates: readonly Candidate[], size: number): Promise<void>;
  /** By the encounters that are judged to the end. */
  standing(candidate: Candidate): ScoredCandidate;
  /** By all encounters, each at the best that its judges may still say. */
  outlook(candidate: Candidate): ScoredCandidate;
  /** Whether judges may still change its outlook. */
  isOpen(candidate: Candidate): boolean;
  /** Has a quarter of each candidate's open encounters judged to the end, one at least: after them the rest may not matter. */
  settle(candidates: readonly Candidate[]): Promise<void>;
  /** Runs of a candidate (or the incumbent) on the items it has met, worst first. */
  traces(candidate: Candidate): Promise<Trace[]>;
  /** Items where a candidate was better by itself and worse for the others. */
  misalignments(): Promise<MisalignmentCase[]>;
}

export interface ArenaInputs extends Pick<Arena, 'agent' | 'weights'> {
  /** What all agents run with now. */
  readonly incumbents: PromptSet;
  readonly batch: readonly Item[];
  readonly place: SeedNode;
}

export function openArena(context: SearchContext, inputs: ArenaInputs): Arena {
  const { agent, incumbents, batch, place, weights } = inputs;
  const incumbent = incumbents.get(agent.id) ?? agent.prompt;
  const references: Episode[] = [];
  const encounters = new Map<CandidateId, Encounter[]>();
  const met = (candidate: Candidate): readonly Encounter[] => encounters.get(candidate.id) ?? [];
  const openOf = (candidate: Candidate): readonly Encounter[] => met(candidate).filter(({ open }) => open);

  /** The incumbent's own episodes, in the order in which candidates meet the items. */
  const prepare = async (): Promise<void> => {
    if (references.length > 0) return;
    const [episodes = []] = await context.execute([{ prompts: incumbents, items: batch }]);
    references.push(...balanced(episodes, await scoreAnswers(context, episodes, place)));
  };

  const measure = async (candidates: readonly Candidate[], size: number): Promise<void> => {
    await prepare();
    const rivals = candidates.filter(({ id }) => id !== incumbent.id);
    const ahead = rivals.map((candidate) => references.slice(met(candidate).length, size));
    const episodes = await context.execute(
      rivals.map((candidate, index) => ({
        prompts: new Map([...incumbents, [agent.id, candidate], ...companionsOf(candidate)]),
        items: (ahead[index] ?? []).map(({ item }) => item),
        edit: { agents: editedBy(agent.id, candidate), base: ahead[index] ?? [] },
      })),
    );
    const rows = rivals.map((candidate, index) => ({
      candidate,
      episodes: episodes[index] ?? [],
      references: ahead[index] ?? [],
    }));
    const judged = await judgeRows(context, agent.id, rows, place);
    await emitViews(context, judged);
    const looked = await lookAtLosses(context, agent.id, judged, place);
    const settled = await lookAgain(context, looked.filter(mayBeMisaligned), place);
    const fresh = looked.map((one) => settled.get(one) ?? one);
    for (const candidate of rivals) {
      const own = fresh.filter((one) => one.candidate.id === candidate.id);
      encounters.set(candidate.id, [...met(candidate), ...own]);
      await emitCases(context, agent, candidate, own);
    }
  };

  const settle = async (candidates: readonly Candidate[]): Promise<void> => {
    const due = candidates.map(openOf).flatMap((open) => open.slice(0, Math.ceil(open.length / 4)));
    const settled = await lookAgain(context, due, place);
    for (const { id } of candidates)
      encounters.set(id, encounters.get(id)?.map((one) => settled.get(one) ?? one) ?? []);
  };

  return {
    agent,
    incumbent,
    weights,
    measure,
    settle,
    standing: (candidate) => standingOf(candidate, verdictsByItem(met(candidate).filter(({ open }) => !open)), weights),
    outlook: (candidate) => standingOf(candidate, verdictsByItem(met(candidate)), weights),
    isOpen: (candidate) => openOf(candidate).length > 0,
    traces: async (candidate) => {
      const episodes = candidate.id === incumbent.id ? references : met(candidate).map(({ episode }) => episode);
      const traces = await tracesOf(context, agent, episodes, place);
      return traces.sort((a, b) => (a.score ?? 1) - (b.score ?? 1));
    },
    misalignments: async () => {
      const cases = [...encounters.values()].flat().filter(isMisaligned);
      const traces = await tracesOf(
        context,
        agent,
        cases.map(({ episode }) => episode),
        place,
      );
      const references = await tracesOf(
        context,
        agent,
        cases.map(({ reference }) => reference),
        place,
      );
      return cases.flatMap(({ candidate: prompt, verdicts }, index) => {
        const [trace, reference] = [traces[index], references[index]];
        if (trace === undefined || reference === undefined || verdicts.local === null) return [];
        return [{ prompt, trace, reference, ...verdicts, local: verdicts.local }];
      });
    },
  };
}

interface Row {
  readonly candidate: Candidate;
  readonly episodes: readonly Episode[];
  readonly references: readonly Episode[];
}

/** The encounters, row by row; the pairs of all views go to the scorers together, for a first look. */
async function judgeRows(
  context: SearchContext,
  agent: AgentId,
  rows: readonly Row[],
  place: SeedNode,
): Promise<Encounter[]> {
  const { plan } = context;
  const pairs: Pair[] = [];
  const meetings = rows.flatMap(({ candidate, episodes, references }) => {
    const questions = questionsOn(plan, editedBy(agent, candidate));
    return episodes.map((episode, item) => {
      const reference = references[item];
      if (reference === undefined) throw new RangeError('a candidate met an item without a reference');
      const first = pairs.length;
      pairs.push(...questions.asked.map(({ view, agent: judged }) => pairOf(view, judged, episode, reference, plan)));
      const { answerIsNext } = questions;
      return { candidate, episode, reference, answerIsNext, first, end: pairs.length };
    });
  });
  const comparisons = await comparePairs(context, pairs, place, 'first');
  return meetings.map(({ first, end, ...meeting }) =>
    encounter({ ...meeting, pairs: pairs.slice(first, end), comparisons: comparisons.slice(first, end) }),
  );
}

/**
 * Whose outputs are compared, and from which view. Local: the edited agents. Lookahead: their successors. Global: the answer.
 * A view that weighs nothing is not paid for; a successor that is the answer is compared once, by the global view, for both
 * (in both published topologies that is every lookahead).
 */
function questionsOn({ score, system }: SearchContext['plan'], edited: readonly AgentId[]) {
  const weighs = (view: View): boolean => (score[view]?.weight ?? 0) > 0;
  const next = new Set(edited.flatMap((agent) => system.agent(agent).view.successors));
  for (const agent of edited) next.delete(agent);
  const answerIsNext = weighs('global') && weighs('lookahead') && next.delete(system.answer);
  const asked = [
    ...edited.map((agent) => ({ view: 'local', agent }) as const),
    ...[...next].map((agent) => ({ view: 'lookahead', agent }) as const),
    { view: 'global', agent: system.answer } as const,
  ];
  return { asked: asked.filter(({ view }) => weighs(view)), answerIsNext };
}

/**
 * Where weights are learned, what was compared is evidence of what a view is worth. A lookahead that is the global view, since
 * the answer is next, has nothing to say about it.
 */
async function emitViews({ plan, emit }: SearchContext, judged: readonly Encounter[]): Promise<void> {
  if (plan.weights !== 'auto') return;
  const views = countViews(
    judged.map((one) => (one.answerIsNext ? { ...firstVerdicts(one), lookahead: null } : firstVerdicts(one))),
  );
  if (views.local.decided + views.lookahead.decided > 0) await emit({ type: 'views', views });
}

async function emitCases(
  context: SearchContext,
  { id, view }: PromptAgent,
  candidate: Candidate,
  encounters: readonly Encounter[],
): Promise<void> {
  const { plan } = context;
  const seen = [...new Set([...editedBy(id, candidate), ...view.successors, plan.system.answer])];
  for (const { episode, reference, verdicts } of encounters.filter(isMisaligned)) {
    const { local, lookahead, global } = verdicts;
    if (local === null) continue;
    await context.emit({
      type: 'misaligned',
      agent: id,
      candidate: candidate.id,
      item: episode.item.id,
      local,
      lookahead,
      global,
      fields: fieldsOf(plan, episode.item),
      outputs: exchangesOf(plan, seen, reference, episode),
    });
  }
}

async function tracesOf(
  context: SearchContext,
  agent: PromptAgent,
  episodes: readonly Episode[],
  place: SeedNode,
): Promise<Trace[]> {
  const { system } = context.plan;
  const scores = await scoreAnswers(context, episodes, place);
  return episodes.map((episode, index) => ({
    item: episode.item,
    input: inputIn(episode, agent.id, system),
    output: outputIn(episode, agent.id, system),
    next: agent.view.successors.map((next) => ({ agent: next, output: outputIn(episode, next, system) })),
    answer: outputIn(episode, system.answer, system),
    score: scores[index] ?? null,
  }));
}
