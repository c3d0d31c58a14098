import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Plan } from '../plan.ts';
import { definePlugin, type MutateRequest, type Plugin, type ScoredCandidate } from '../plugin/contract.ts';
import { emptyState, reduce } from '../run/state.ts';
import { candidateOf } from '../system/candidate.ts';
import { createPrompt } from '../system/prompt.ts';
import { agent, budget, id, type PlanParts, testPlan } from '../test/plan.fixture.ts';
import { type OpenSearch, openSearch } from '../test/search.fixture.ts';
import { createToy, operators, type Toy, textOf } from '../test/toy.fixture.ts';
import type { AgentId } from '../types.ts';
import { promptAgents } from './context.ts';
import { stageSizes } from './declared.ts';
import { type Population, seedPopulation, unscored } from './population.ts';
import { settle } from './together.ts';
import { incumbentsOf, populationOf, takeTurn } from './turn.ts';

/** Appends the word of an option; so often as it is asked it says the same. */
const word = (...words: readonly string[]): Plugin => {
  let next = 0;
  return definePlugin({
    name: 'word',
    mutate: {
      word: {
        description: 'Appends the next word.',
        run: ({ parent }) => [parent.append('task', words[next++ % words.length] ?? '')],
      },
    },
  });
};

interface Setup extends Omit<PlanParts, 'plugins'> {
  readonly extra?: readonly Plugin[];
}

const WORD: Plan['mutate'] = [{ use: 'word', options: {}, weight: 1 }];

interface Open {
  readonly context: OpenSearch;
  readonly toy: Toy;
  readonly populations: Map<AgentId, Population>;
  /** Takes the next turn, of this agent. */
  turn(name: string): Promise<Population>;
}

function open({ extra = [], ...parts }: Setup = {}): Open {
  const toy = createToy();
  const context = openSearch(testPlan({ mutate: WORD, ...parts, plugins: [toy.plugin, operators, ...extra] }));
  const populations = new Map(
    promptAgents(context.plan).map((entry) => [entry.id, seedPopulation(entry.id, entry.prompt)]),
  );
  let turns = 0;
  const turn = async (name: string): Promise<Population> => {
    const place = context.root.derive('turn', ++turns);
    const end = await takeTurn(context, populations, id(name), { cycle: 1, turn: turns, place });
    settle(populations, end);
    return end.population;
  };
  return { context, toy, populations, turn };
}

const refreshed = (context: OpenSearch): boolean[] => context.eventsOf('turn').map((event) => event.refreshed);

/** a and b are read by c; they do not read each other. */
const FAN_IN = {
  agents: [
    agent('a', 'A.', '{{item.text}}'),
    agent('b', 'B.', '{{item.text}}'),
    agent('c', 'C.', '{{a.output}} {{b.output}}'),
  ],
  answer: 'c',
};

test('a better prompt becomes the incumbent, and is counted as a win', async () => {
  const { context, turn } = open({ extra: [word('topic', 'kindly')] });
  const after = await turn('reader');
  assert.is(after.incumbent.text, 'Write a note. topic');
  assert.equal([after.visits, after.wins, after.stamp], [1, 1, null]);
  const [adopted] = context.eventsOf('adopt');
  assert.equal([adopted?.to.candidate, adopted?.veto], [after.incumbent.id, null]);
  await context.close();
});

test('a winner that was measured before the budget ended becomes the incumbent', async () => {
  const whole = open({ extra: [word('topic', 'kindly')], search: { rounds: 1 } });
  const expected = await whole.turn('reader');
  const calls = whole.context.gateway.meter.settled().agent.calls;
  await whole.context.close();

  // Enough for the first round, not for the second.
  const { context, populations } = open({
    extra: [word('topic', 'kindly')],
    search: { rounds: 2 },
    budget: budget({ calls: calls + 1 }),
  });
  const place = context.root.derive('turn', 1);
  const { population, stop } = await takeTurn(context, populations, id('reader'), { cycle: 1, turn: 1, place });
  assert.is(stop?.cap, 'calls');
  assert.is(population.wins, 1);
  assert.is(population.incumbent.id, expected.incumbent.id);
  await context.close();
});

/** Proposes for the reader what helps only with a new prompt of the router: `match`, and both of them together. */
const together = (companions: Readonly<Record<string, string>>): Plugin =>
  definePlugin({
    name: 'together',
    mutate: {
      word: {
        description: 'A pair.',
        run: ({ parent }) => [
          {
            prompt: parent.append('task', 'topic'),
            companions: Object.fromEntries(
              Object.entries(companions).map(([agent, task]) => [agent, createPrompt({ task })]),
            ),
          },
        ],
      },
    },
  });

test('a joint proposal is tried and adopted as one: the other agent runs with its new prompt from then on', async () => {
  const { context, populations, turn } = open({ extra: [together({ router: 'Route it. match' })] });
  const after = await turn('reader');
  assert.is(after.incumbent.text, 'Write a note. topic');
  assert.is(populations.get(id('router'))?.incumbent.text, 'Route it. match');
  const [proposal] = context.eventsOf('proposal');
  assert.equal(Object.keys(proposal?.companions ?? {}), ['router']);
  const seeds = promptAgents(context.plan).map((one) => ({
    id: one.id,
    prompt: one.prompt.sections,
    candidate: one.prompt.id,
    reads: [],
  }));
  const start = {
    type: 'start',
    runId: 'run',
    seed: 1,
    agents: seeds,
    answer: id('router'),
    pairwise: false,
    splits: { train: 1, validation: 1, test: 0 },
  } as const;
  const { agents, candidates } = [start, ...context.events].reduce(reduce, emptyState);
  for (const [name, { incumbent }] of agents)
    assert.equal(candidates.get(`${name} ${incumbent}`)?.sections, populations.get(name)?.incumbent.sections);
  await context.close();
});

test('a companion that its agent runs with already is none: the candidate is the prompt alone', async () => {
  const { context, populations, turn } = open({ extra: [together({ router: 'Route it.' })] });
  const router = createPrompt({ task: 'Route it.' });
  populations.set(id('router'), seedPopulation(id('router'), router));
  const after = await turn('reader');
  assert.is(after.incumbent.id, createPrompt({ task: 'Write a note. topic' }).id);
  assert.is(context.eventsOf('proposal')[0]?.companions, undefined);
  await context.close();
});

test('a beam whose joint candidate has lost its companion to the incumbents goes on with the prompt alone, which the result knows', async () => {
  const { context, populations, turn } = open({ extra: [word('kindly')] });
  const [reader, router] = [createPrompt({ task: 'Write a note. topic' }), createPrompt({ task: 'Route it. match' })];
  const joint = candidateOf(reader, new Map([[id('router'), router]]));
  populations.set(id('reader'), {
    ...populationOf(populations, id('reader')),
    beam: [unscored(joint)],
  });
  populations.set(id('router'), seedPopulation(id('router'), router));
  const after = await turn('reader');
  assert.match(after.incumbent.text, /topic/);
  assert.equal(context.eventsOf('settled'), [
    { type: 'settled', agent: id('reader'), from: joint.id, candidate: reader.id, companions: [] },
  ]);
  await context.close();
});

test('companions are held to the invariants of their own agent, and must have one', async () => {
  const frozen = open({ extra: [together({ router: '' })] });
  await frozen.turn('reader');
  assert.is(frozen.context.eventsOf('proposal')[0]?.rejected, 'empty');
  await frozen.context.close();
  const unknown = open({ extra: [together({ rooter: 'Route it. match' })] });
  await unknown.turn('reader');
  assert.is(unknown.context.eventsOf('proposal')[0]?.rejected, 'companion-unknown');
  await unknown.context.close();
});

test('prompts that change nothing leave the incumbent, and every one of them is remembered', async () => {
  const { context, turn } = open({ extra: [word('now', 'kindly')] });
  const after = await turn('reader');
  assert.is(after.incumbent.text, 'Write a note.');
  assert.equal([after.wins, after.seen.size], [0, 3]);
  assert.equal(context.eventsOf('adopt'), []);
  await context.close();
});

test('a prompt that lost is not tried again, until a neighbour has changed', async () => {
  const { context, turn, populations } = open({ extra: [word('now', 'kindly')] });
  const tried = async (): Promise<number> => {
    const before = context.eventsOf('proposal').length;
    await turn('reader');
    const proposals = context.eventsOf('proposal').slice(before);
    return proposals.filter(({ rejected }) => rejected === null).length;
  };
  const first = await tried();
  assert.ok(first > 0);
  assert.is(await tried(), 0);
  const router = populations.get(id('router'));
  if (router !== undefined) populations.set(id('router'), { ...router, incumbent: createPrompt({ task: 'Changed.' }) });
  assert.is(await tried(), first);
  await context.close();
});

test('a beam is measured anew when its own, an upstream or a downstream prompt changed, and only then', async () => {
  const { context, turn, populations } = open({ ...FAN_IN, extra: [word('now', 'kindly')] });
  const change = (name: string, text: string): void => {
    const before = populations.get(id(name));
    if (before !== undefined) populations.set(id(name), { ...before, incumbent: createPrompt({ task: text }) });
  };
  await turn('a');
  await turn('a');
  change('b', 'B, changed.');
  await turn('a');
  change('c', 'C, changed.');
  await turn('a');
  await turn('a');
  change('a', 'A, changed.');
  await turn('a');
  assert.equal(refreshed(context), [true, false, false, true, false, true]);
  await context.close();
});

test('a new incumbent voids the scores of its own beam and of its neighbours', async () => {
  let count = 0;
  const readerLearns = definePlugin({
    name: 'word',
    mutate: {
      word: {
        description: 'Only the reader gets a word that helps.',
        run: ({ agent: { id: name }, parent }) => [
          parent.append('task', name === 'reader' && !parent.text.includes('topic') ? 'topic' : `now ${++count}`),
        ],
      },
    },
  });
  const { context, turn } = open({ extra: [readerLearns] });
  for (const name of ['router', 'reader', 'reader', 'reader', 'router', 'router']) await turn(name);
  assert.equal(
    context.eventsOf('adopt').map((event) => event.agent),
    ['reader'],
  );
  assert.equal(refreshed(context), [true, true, true, false, true, false]);
  await context.close();
});

test('a selector that wants no refresh has one only at the first visit', async () => {
  const stays = definePlugin({
    name: 'stays',
    select: { stays: { description: 'Keeps all.', refresh: () => false, run: keepAll } },
  });
  const { context, turn, populations } = open({
    select: { use: 'stays', options: {} },
    extra: [stays, word('now', 'kindly')],
  });
  await turn('router');
  const reader = populations.get(id('reader'));
  assert.ok(reader !== undefined);
  populations.set(id('reader'), { ...reader, incumbent: createPrompt({ task: 'Changed.' }) } as Population);
  await turn('router');
  assert.equal(refreshed(context), [true, false]);
  await context.close();
});

const keepAll = ({ candidates, incumbent }: { candidates: readonly ScoredCandidate[]; incumbent: string }) => [
  incumbent as ScoredCandidate['id'],
  ...candidates.map((candidate) => candidate.id),
];

test('a refreshed beam keeps its prompts, under new scores', async () => {
  const keeps = definePlugin({ name: 'keeps', select: { keeps: { description: 'Keeps all.', run: keepAll } } });
  const { context, turn, populations } = open({
    select: { use: 'keeps', options: {} },
    extra: [keeps, word('topic', 'kindly', 'now', 'first')],
  });
  const first = await turn('router');
  const texts = first.beam.map(({ prompt }) => prompt.text);
  const reader = populations.get(id('reader'));
  assert.ok(reader !== undefined);
  populations.set(id('reader'), { ...reader, incumbent: reader?.incumbent.append('task', 'topic') } as Population);
  const again = await turn('router');
  const [, round0] = context.eventsOf('round').filter(({ round }) => round === 0);
  assert.equal(round0?.beam.length, texts.length);
  assert.ok(texts.every((text) => again.beam.some(({ prompt }) => prompt.text === text)));
  assert.is(new Set(again.beam.map((candidate) => candidate.id)).size, again.beam.length);
  await context.close();
});

test('a selector sees the incumbent once, the beam and the finalists, and an unknown id of it is an error that names it', async () => {
  const seen: number[] = [];
  const wrong = definePlugin({
    name: 'wrong',
    select: {
      wrong: {
        description: 'Invents.',
        run: ({ candidates, incumbent }) => {
          assert.is(candidates.filter((candidate) => candidate.id === incumbent).length, 1);
          seen.push(candidates.length);
          return candidates.length === 1 ? [incumbent] : ['invented' as typeof incumbent];
        },
      },
    },
  });
  const { context, turn } = open({ select: { use: 'wrong', options: {} }, extra: [wrong, word('now', 'kindly')] });
  try {
    await turn('reader');
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).message, 'selector "wrong" returned "invented", which is none of its candidates');
    assert.is((error as { hint?: string }).hint, 'Return ids of request.candidates.');
  }
  assert.equal(seen, [1, 2]);
  await context.close();
});

test('a vetoed challenger does not become the incumbent, and the reason is told', async () => {
  const veto = definePlugin({
    name: 'veto',
    apply: ({ hooks }) =>
      hooks.adopt.tap('veto', (adoption) => ({ ...adoption, veto: `not ${adoption.challenger.prompt.text}` })),
  });
  const { context, turn } = open({ extra: [veto, word('topic', 'kindly')] });
  const after = await turn('reader');
  assert.is(after.incumbent.text, 'Write a note.');
  assert.equal([after.wins, after.stamp === null], [0, false]);
  assert.equal(
    context.eventsOf('adopt').map((event) => event.veto),
    ['not Write a note. topic'],
  );
  await context.close();
});

test('misalignment cases reach the operators of the next round: at most three, each of another item', async () => {
  const requests: MutateRequest[] = [];
  const spy = definePlugin({
    name: 'spy',
    mutate: {
      word: {
        description: 'First “brief”, then others.',
        run: (request) => {
          requests.push(request);
          return [request.parent.append('task', `brief ${requests.length}`)];
        },
      },
    },
  });
  const { context, turn } = open({
    extra: [spy],
    score: { local: { use: 'tidy', options: {}, weight: 0.4 }, global: { use: 'exact', options: {}, weight: 0.6 } },
    search: { rounds: 3, batch: [8] },
  });
  await turn('reader');
  const perRound = requests.map(({ misalignments }) => misalignments.length);
  assert.equal(perRound.slice(0, 2), [0, 0]);
  assert.ok(context.eventsOf('misaligned').length > 3);
  assert.ok(
    perRound.slice(2).every((count) => count > 0 && count <= 3),
    String(perRound),
  );
  for (const { misalignments } of requests) {
    const items = misalignments.map(({ trace }) => trace.item.id);
    assert.is(new Set(items).size, items.length);
  }
  const [shown] = requests.at(-1)?.misalignments ?? [];
  assert.ok(shown !== undefined && shown.local > 0.5 && (shown.global ?? 1) < 0.5);
  await context.close();
});

test('misalignment cases are remembered for the next turn', async () => {
  const requests: MutateRequest[] = [];
  const spy = definePlugin({
    name: 'spy',
    mutate: {
      word: {
        description: '“brief”, once.',
        run: (request) => {
          requests.push(request);
          return requests.length > 1 ? [{ rejected: 'done' }] : [request.parent.append('task', 'brief')];
        },
      },
    },
  });
  const { context, turn } = open({
    extra: [spy],
    score: { local: { use: 'tidy', options: {}, weight: 0.4 }, global: { use: 'exact', options: {}, weight: 0.6 } },
    search: { rounds: 2, offspring: 1, batch: [8] },
  });
  const { cases } = await turn('reader');
  assert.ok(cases.length > 0 && cases.length <= 3);
  const before = requests.length;
  await turn('reader');
  assert.equal(requests[before]?.misalignments, cases, 'the first round of the next turn sees them');
  await context.close();
});

test('operators see traces of their parent from the first round on, on training items', async () => {
  const requests: MutateRequest[] = [];
  const spy = definePlugin({
    name: 'spy',
    mutate: {
      word: {
        description: 'Watches.',
        run: (request) => {
          requests.push(request);
          return [{ rejected: 'watching' }];
        },
      },
    },
  });
  const { context, turn } = open({ extra: [spy], search: { offspring: 1, batch: [2, 5] } });
  await turn('reader');
  const [first] = requests;
  assert.is(first?.traces.length, 5);
  assert.ok(first?.traces.every(({ item }) => item.id.startsWith('train-')));
  await context.close();
});

test('each turn has its own batch, the same for all its candidates', async () => {
  const { context, turn, toy } = open({ extra: [word('now', 'kindly')], search: { batch: [3] } });
  const items = async (): Promise<string> => {
    const before = toy.requests.length;
    await turn('reader');
    const ids = toy.requests.slice(before).flatMap((request) => textOf(request).match(/train-\d+/g) ?? []);
    return [...new Set(ids)].sort().join(' ');
  };
  const [first, second] = [await items(), await items()];
  assert.is(first.split(' ').length, 3);
  assert.not.equal(first, second);
  await context.close();
});

const LEARNS: Pick<Setup, 'score' | 'weights' | 'search'> = {
  score: { local: { use: 'tidy', options: {}, weight: 0.4 }, global: { use: 'exact', options: {}, weight: 0.6 } },
  weights: 'auto',
  search: { rounds: 2, batch: [8] },
};

test('learned weights hold for a whole turn, and what it finds out for the next', async () => {
  const { context, turn } = open({ ...LEARNS, extra: [word('brief', 'brief 2', 'brief 3')] });
  await turn('reader');
  await turn('reader');
  const told = context.eventsOf('weights');
  assert.equal(told[0]?.weights, { local: 0.4, lookahead: 0, global: 0.6 });
  assert.equal(
    told.map(({ turn: number }) => number),
    [1, 2],
  );
  const [before, after] = told.map(({ views }) => views.local);
  assert.is(before?.decided, 0);
  assert.ok(after !== undefined && after.decided > 0);
  assert.ok((told[1]?.weights.local ?? 1) < 0.4, 'brief notes are tidy and useless');
  const [first, second] = context.events.flatMap(({ type }, index) => (type === 'weights' ? [index] : []));
  const inFirst = context.events.slice(first, second);
  assert.ok(inFirst.filter(({ type }) => type === 'views').length > 1, 'evidence came in more than one portion');
  await context.close();
});

test('where weights are learned, a beam that is not measured anew stands by the new weights', async () => {
  const { context, turn } = open({
    ...LEARNS,
    select: { use: 'keeps', options: {} },
    extra: [
      definePlugin({ name: 'keeps', select: { keeps: { description: 'Incumbent first.', run: keepAll } } }),
      word('brief', 'brief 2'),
    ],
  });
  const first = await turn('reader');
  const again = await turn('reader');
  assert.equal(refreshed(context), [true, false]);
  const before = first.beam.find(({ n }) => n > 0);
  const after = again.beam.find(({ id: same }) => same === before?.id);
  assert.equal(after?.verdicts, before?.verdicts);
  assert.ok(after !== undefined && before !== undefined && after.score < before.score);
  await context.close();
});

test('fixed weights are not told, and nothing is counted for them', async () => {
  const { context, turn } = open({ ...LEARNS, weights: 'fixed', extra: [word('brief')] });
  await turn('reader');
  assert.equal([context.eventsOf('weights'), context.eventsOf('views')], [[], []]);
  await context.close();
});

test('a view of weight 0 costs no more where weights are learned, and stays at 0', async () => {
  const score = { local: { use: 'judge', options: {}, weight: 0 }, global: { use: 'exact', options: {}, weight: 1 } };
  const asked: number[] = [];
  for (const weights of ['fixed', 'auto'] as const) {
    const { context, turn, toy } = open({ ...LEARNS, score, weights, extra: [word('topic', 'brief')] });
    await turn('reader');
    await turn('reader');
    asked.push(toy.requests.filter(({ model }) => model === 'judge').length);
    for (const told of context.eventsOf('weights')) assert.is(told.weights.local, 0);
    await context.close();
  }
  assert.is(asked[1], asked[0]);
});

test('stages are cut to the items there are', () => {
  assert.equal(stageSizes([3, 10, 20], 50), [3, 10, 20]);
  assert.equal(stageSizes([3, 10, 20], 10), [3, 10]);
  assert.equal(stageSizes([3, 10, 20], 5), [3, 5]);
  assert.equal(stageSizes([3, 10, 20], 2), [2]);
});

test('what agents run with are their incumbents', () => {
  const prompt = createPrompt({ task: 'A.' });
  assert.equal([...incumbentsOf(new Map([[id('a'), seedPopulation(id('a'), prompt)]]))], [[id('a'), prompt]]);
});

test.run();
