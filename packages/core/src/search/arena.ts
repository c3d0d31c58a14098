import type { MisalignmentCase, ScoredCandidate, Trace } from '../plugin/contract.ts';
import type { SeedNode } from '../random.ts';
import { type Candidate, companionsOf, editedBy } from '../system/candidate.ts';
import { type Episode, inputIn, outputIn, type PromptSet } from '../system/execute.ts';
import type { CandidateId, Prompt } from '../system/prompt.ts';
import type { AgentId, Item, View } from '../types.ts';
import { balanced } from './balance.ts';
import type { PromptAgent, SearchContext } from './context.ts';
import { exchangesOf, fieldsOf } from './exchange.ts';
import { lookAtLosses } from './losses.ts';
import { jointReward, meanOf, type Verdicts, type Weights } from './reward.ts';
import { type Comparison, comparePairs, type Pair, pairOf, scoreAnswers } from './score.ts';
import { type Encounter, standingOf } from './standing.ts';

/**
 * A turn of one agent: its candidates meet the incumbent on one random batch that all of them share. The incumbent is
 * the only anchor, so scores of siblings, parents and later rounds compare.
 */
export interface Arena {
  readonly agent: PromptAgent;
  readonly incumbent: Prompt;
  /** Compares candidates with the incumbent on the batch's first `size` items; what is known is not asked again. */
  measure(candidates: readonly Candidate[], size: number): Promise<void>;
  standing(candidate: Candidate): ScoredCandidate;
  /** Runs of a candidate (or the incumbent) on the items it has met, worst first. */
  traces(candidate: Candidate): Promise<Trace[]>;
  /** Items where a candidate was better by itself and worse for the others. */
  misalignments(): Promise<MisalignmentCase[]>;
}

export interface ArenaInputs {
  readonly agent: PromptAgent;
  /** What all agents run with now. */
  readonly incumbents: PromptSet;
  readonly batch: readonly Item[];
  readonly place: SeedNode;
}

export function openArena(context: SearchContext, { agent, incumbents, batch, place }: ArenaInputs): Arena {
  const incumbent = incumbents.get(agent.id) ?? agent.prompt;
  const references: Episode[] = [];
  const encounters = new Map<CandidateId, Encounter[]>();
  const met = (candidate: Candidate): readonly Encounter[] => encounters.get(candidate.id) ?? [];

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
    const verdicts = await judgeRows(context, agent.id, rows, place);
    const judged = rows.flatMap(({ candidate, ...row }, index) =>
      row.episodes.map((episode, item) =>
        encounter(context, candidate, episode, row.references[item], verdicts[index]?.[item]),
      ),
    );
    const looked = await lookAtLosses(context, agent.id, judged, place);
    const fresh = judged.map((one, index) => ({ ...one, verdicts: looked[index] ?? one.verdicts }));
    for (const candidate of rivals) {
      const own = fresh.filter((one) => one.candidate.id === candidate.id);
      encounters.set(candidate.id, [...met(candidate), ...own]);
      await emitCases(context, agent, candidate, own);
    }
  };

  return {
    agent,
    incumbent,
    measure,
    standing: (candidate) => standingOf(candidate, met(candidate), weightsOf(context.plan.score)),
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

const encounter = (
  { plan }: SearchContext,
  candidate: Candidate,
  episode: Episode,
  reference: Episode | undefined,
  verdicts: Verdicts | undefined,
): Encounter => {
  if (reference === undefined || verdicts === undefined)
    throw new RangeError('a candidate met an item without a reference');
  return { candidate, episode, reference, verdicts, reward: jointReward(verdicts, weightsOf(plan.score)) };
};

const weightsOf = (score: SearchContext['plan']['score']): Weights => ({
  local: score.local?.weight ?? 0,
  lookahead: score.lookahead?.weight ?? 0,
  global: score.global?.weight ?? 0,
});

interface Row {
  readonly candidate: Candidate;
  readonly episodes: readonly Episode[];
  readonly references: readonly Episode[];
}

/** The verdicts of all views, by row and item; all pairs go to the scorers together. */
async function judgeRows(
  context: SearchContext,
  agent: AgentId,
  rows: readonly Row[],
  place: SeedNode,
): Promise<Verdicts[][]> {
  const { plan } = context;
  const pairs: Pair[] = [];
  const slots = rows.map(({ candidate, episodes, references }) => {
    const questions = questionsOn(plan, editedBy(agent, candidate));
    return episodes.map((episode, item) => {
      const reference = references[item];
      const first = pairs.length;
      if (reference !== undefined)
        pairs.push(...questions.asked.map(({ view, agent: judged }) => pairOf(view, judged, episode, reference, plan)));
      return { first, end: pairs.length, answerIsNext: questions.answerIsNext };
    });
  });
  const comparisons = await comparePairs(context, pairs, place);
  return slots.map((row) =>
    row.map(({ first, end, answerIsNext }) =>
      verdictsOf(pairs.slice(first, end), comparisons.slice(first, end), answerIsNext),
    ),
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

function verdictsOf(pairs: readonly Pair[], comparisons: readonly Comparison[], answerIsNext: boolean): Verdicts {
  const values = (view: View) =>
    comparisons.filter((_, index) => pairs[index]?.view === view).map(({ value }) => value);
  const [local, lookahead, global] = [values('local'), values('lookahead'), values('global')];
  return {
    local: meanOf(local),
    lookahead: meanOf(answerIsNext ? [...lookahead, ...global] : lookahead),
    global: meanOf(global),
  };
}

/** Better by itself, worse for the next agents or for the answer (MASPO, misalignment). */
const isMisaligned = ({ verdicts: { local, lookahead, global } }: Encounter): boolean =>
  local !== null && local > 0.5 && ((lookahead !== null && lookahead < 0.5) || (global !== null && global < 0.5));

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
