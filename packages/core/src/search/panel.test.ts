import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePlugin, type ScoreRequest, type Toolbox, type Vote } from '../plugin/contract.ts';
import { messages, model, testPlan } from '../test/plan.fixture.ts';
import { openSearch } from '../test/search.fixture.ts';
import { createToy, operators } from '../test/toy.fixture.ts';
import { optimize } from './optimize.ts';
import { benchesOf } from './panel.ts';

const options = {
  type: 'object',
  properties: {
    models: {
      type: 'array',
      items: { type: 'string', maspoRef: 'model' },
      description: 'Judges.',
    },
  },
} as const;

type Pairwise = ScoreRequest & Pick<Toolbox<{ readonly models: readonly string[] | undefined }>, 'ask' | 'options'>;

/** Each member looks in both orders; the majority decides. */
async function decide({ item, output, reference, ask, options: { models = [] } }: Pairwise) {
  const look = async (name: string, first: Vote['first']): Promise<Vote> => {
    const [a, b] = first === 'candidate' ? [output, reference] : [reference, output];
    const content = `${item.fields.text}\nA: ${a?.text}\nB: ${b?.text}`;
    const { text } = await ask(name, [{ role: 'user', content }]);
    return { model: name, first, choice: text === 'A' ? 'first' : text === 'B' ? 'second' : 'tie' };
  };
  const votes = await Promise.all(models.flatMap((name) => [look(name, 'candidate'), look(name, 'reference')]));
  const worth = models.map((name) => {
    const chosen = votes
      .filter((vote) => vote.model === name)
      .map(({ first, choice }) => (choice === 'tie' ? 0.5 : (choice === 'first') === (first === 'candidate') ? 1 : 0));
    return chosen[0] === chosen[1] ? (chosen[0] ?? 0.5) : 0.5;
  });
  const side = [1, 0].find((one) => 2 * worth.filter((value) => value === one).length > worth.length);
  return { score: side ?? 0.5, votes };
}

const panel = definePlugin({
  name: 'panel',
  score: { panel: { kind: 'pairwise', description: 'A panel.', options, maxCalls: 10, run: decide } },
  mutate: {
    all: {
      description: 'All that helps.',
      run: ({ parent }) => [parent.append('task', 'topic'), parent.append('task', 'match')],
    },
  },
});

/** Judges by their names: `judge…` is honest, `first…` always names the first. */
const judges = ['judge', 'judge2', 'first', 'first2'];

async function search(members: readonly string[], { fitness = true, short = false } = {}) {
  const toy = createToy();
  const honest = toy.plugin.forward?.toy;
  const models = definePlugin({
    name: 'toy',
    forward: {
      toy: {
        ...honest,
        run: (request: Parameters<NonNullable<typeof honest>['run']>[0]) =>
          request.model.startsWith('first')
            ? { text: 'A', finish: 'stop', usage: null }
            : honest?.run({ ...request, model: request.model.replace('2', '') }),
      },
    },
  } as never);
  const plan = testPlan({
    plugins: [models, operators, panel],
    // The options tell them apart: two names of one model are one call.
    models: ['small', ...judges].map((name) => model(name, { options: { name } })),
    score: { global: { use: 'panel', options: { models: members }, weight: 1 } },
    mutate: [{ use: 'all', options: {}, weight: 1 }],
    gate: { rule: 'majority', confidence: 0.95, ...(fitness ? {} : { fitness }) },
    search: { cycles: short ? 1 : 3, rounds: short ? 1 : 2, offspring: 2, batch: [short ? 4 : 12], patience: 3 },
    items: {
      train: messages('train', 24),
      validation: messages('validation', 20),
      test: messages('test', short ? 0 : 4),
    },
  });
  const context = openSearch(plan);
  const verdict = await optimize(context);
  await context.close();
  const notes = context.eventsOf('note').filter(({ from }) => from === 'panel');
  const asked = (name: string) => context.state().judges[name]?.pairs ?? 0;
  const stopped = context.events.findIndex(({ type }) => type === 'stop');
  const notedLate = notes.every((note) => context.events.indexOf(note) > stopped);
  return { verdict, notes, notedLate, asked, gate: context.eventsOf('gate')[0] };
}

test('a member that is shown to be unfit is named, and the others decide without it', async () => {
  const { verdict, notes, asked, gate } = await search(['judge', 'judge2', 'first']);
  assert.is(verdict, 'improved');
  assert.is(gate?.unfitJudge, null);
  assert.is(notes.length, 1);
  assert.match(
    notes[0]?.message ?? '',
    /^first changed its verdict with the order of the answers in \d+ of \d+ pairs; the others decide without it$/,
  );
  assert.ok(asked('first') < asked('judge'), 'it is asked no more');
});

test('one that only the gate shows to be unfit is left out there, on the items that it has judged already, and nobody is asked again', async () => {
  const { verdict, notes, notedLate, asked, gate } = await search(['judge', 'judge2', 'first'], { short: true });
  assert.equal([notes.length, notedLate], [1, true]);
  assert.is(asked('judge'), asked('first'));
  assert.is.not(verdict, 'seed-kept');
  assert.is(gate?.validation?.n, 20);
});

test('a panel with nobody fit decides nothing, and stays as it is', async () => {
  const { verdict, notes } = await search(['first', 'first2']);
  assert.is(verdict, 'seed-kept');
  assert.equal(notes, []);
});

test('where the config lets unfit judges decide, nobody is left out', async () => {
  const { notes, asked } = await search(['judge', 'judge2', 'first'], { fitness: false });
  assert.equal(notes, []);
  assert.is(asked('first'), asked('judge'));
});

test('judges that no option names stand for themselves, and decide where they may have judged the answer', () => {
  const unnamed = testPlan({ plugins: [operators], score: { global: { use: 'judge', options: {}, weight: 1 } } });
  assert.equal(benchesOf(unnamed, ['judge']), [{ members: ['judge'], decides: true }]);
  const labelled = testPlan({
    plugins: [operators],
    score: { local: { use: 'judge', options: {}, weight: 1 }, global: { use: 'exact', options: {}, weight: 1 } },
  });
  assert.equal(benchesOf(labelled, ['judge']), [], 'labels decide');
  const named = testPlan({
    plugins: [operators, panel],
    score: {
      local: { use: 'panel', options: { models: ['first'] }, weight: 1 },
      global: { use: 'panel', options: { models: ['judge', 'judge2', 'judge'] }, weight: 1 },
    },
  });
  assert.equal(benchesOf(named, ['judge', 'first']), [{ members: ['judge', 'judge2'], decides: true }]);
});

test.run();
