import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePlugin, type Plugin } from '../plugin/contract.ts';
import { budget, messages, type PlanParts, testPlan } from '../test/plan.fixture.ts';
import { openSearch } from '../test/search.fixture.ts';
import { createToy, operators } from '../test/toy.fixture.ts';
import { optimize } from './optimize.ts';

/** Adds the word that helps, then words that do nothing. */
const helpful = (): Plugin => {
  let count = 0;
  return definePlugin({
    name: 'helpful',
    mutate: {
      help: {
        description: 'Adds the word that the agent lacks.',
        run: ({ agent, parent }) => {
          const word = agent.id === 'reader' ? 'topic' : 'match';
          return [parent.append('task', parent.text.includes(word) ? `now ${++count}` : word)];
        },
      },
    },
  });
};

const HELP: PlanParts['mutate'] = [{ use: 'help', options: {}, weight: 1 }];
const NOTHING: PlanParts['mutate'] = [{ use: 'nothing', options: {}, weight: 1 }];
const nothing = definePlugin({
  name: 'nothing',
  mutate: { nothing: { description: 'None.', run: () => [{ rejected: 'none' }] } },
});
const MANY = { train: messages('train', 12), validation: messages('validation', 30), test: messages('test', 30) };

async function search(parts: Omit<PlanParts, 'plugins'>, extra: readonly Plugin[] = [helpful(), nothing]) {
  const toy = createToy();
  const context = openSearch(
    testPlan({ ...parts, search: { batch: [12], ...parts.search }, plugins: [toy.plugin, operators, ...extra] }),
  );
  const verdict = await optimize(context);
  await context.close();
  const [stop] = context.eventsOf('stop');
  const [gate] = context.eventsOf('gate');
  const [tested] = context.eventsOf('test');
  return { verdict, context, toy, stop, gate, tested: tested?.test };
}

test('what helps is found, passes the gate, and the test tells by how much', async () => {
  const { verdict, gate, tested } = await search({ mutate: HELP, items: MANY });
  assert.is(verdict, 'improved');
  assert.ok((gate?.validation?.wins ?? 0) > (gate?.validation?.losses ?? 0));
  assert.is(tested?.best, 1);
  assert.ok((tested?.difference ?? 0) > 0.3);
  assert.is(gate?.itemsToDecide, null);
});

test('few items make a promise, no claim, and say how many would decide', async () => {
  const items = { ...MANY, validation: MANY.validation.slice(0, 5) };
  const { verdict, gate } = await search({ mutate: HELP, items });
  assert.is(verdict, 'promising');
  assert.ok((gate?.itemsToDecide ?? 0) >= 5);
  const strict = await search({ mutate: HELP, items, gate: { rule: 'strict', confidence: 0.95 } });
  assert.equal([strict.verdict, strict.gate?.itemsToDecide], ['no-gain', null]);
  // What is tested is what is returned: here the seed.
  assert.equal([strict.tested?.difference, strict.tested?.ties], [0, 30]);
});

test('without a new incumbent there is nothing to validate; a metric still tells where the seed stands', async () => {
  const { verdict, gate, tested, toy } = await search({ mutate: NOTHING });
  assert.equal([verdict, gate?.validation], ['seed-kept', null]);
  assert.equal([tested?.n, tested?.difference], [6, 0]);
  assert.not.ok(toy.requests.some(({ messages: [, user] }) => user?.content.includes('validation-')));
});

test('a judge has nothing to compare where the seed is returned: the test stays closed', async () => {
  const { tested, toy } = await search({
    mutate: NOTHING,
    score: { global: { use: 'judge', options: {}, weight: 1 } },
  });
  assert.is(tested, null);
  assert.not.ok(toy.requests.some(({ messages: [, user] }) => user?.content.includes('test-')));
});

test('without labels the test is a paired preference: the seed stands at one half', async () => {
  const { verdict, tested } = await search({
    mutate: HELP,
    items: MANY,
    score: { global: { use: 'judge', options: {}, weight: 1 } },
  });
  assert.is(verdict, 'improved');
  assert.is(tested?.seed, 0.5);
  assert.ok((tested?.best ?? 0) > 0.6);
});

test('no test split, no test', async () => {
  const { tested, verdict } = await search({ mutate: HELP, items: { ...MANY, test: [] } });
  assert.equal([tested, verdict], [null, 'improved']);
});

test('the search ends when its cycles are done, each a turn of every agent', async () => {
  const { stop, context } = await search({ mutate: NOTHING, search: { cycles: 3 } });
  assert.equal([stop?.reason, stop?.detail], ['cycles', '3 cycles done']);
  assert.equal(
    context.eventsOf('turn').map(({ cycle, turn, agent }) => `${cycle}.${turn} ${agent}`),
    ['1.1 reader', '1.2 router', '2.3 reader', '2.4 router', '3.5 reader', '3.6 router'],
  );
});

test('patience is counted since the last new incumbent, for every agent', async () => {
  const idle = await search({ mutate: NOTHING, search: { cycles: 9, patience: 2 } });
  assert.equal([idle.stop?.reason, idle.context.eventsOf('turn').length], ['patience', 4]);
  assert.is(idle.stop?.detail, 'every agent had 2 turns since the last new incumbent');
  const { context } = await search({ mutate: HELP, items: MANY, search: { cycles: 9, patience: 1 } });
  const order = context.events.filter(({ type }) => type === 'turn' || type === 'adopt').map(({ type }) => type);
  assert.equal(order.slice(order.lastIndexOf('adopt')), ['adopt', 'turn', 'turn']);
});

test('a budget that ends in the search still leaves validation and test, and the cap is named', async () => {
  const { stop, gate, tested, toy, verdict } = await search({
    mutate: HELP,
    items: { ...MANY, validation: MANY.validation.slice(0, 6), test: MANY.test.slice(0, 6) },
    budget: budget({ calls: 140 }),
    search: { cycles: 9 },
  });
  assert.is(stop?.reason, 'budget');
  assert.match(stop?.detail ?? '', 'the budget of calls is used up');
  assert.ok(gate?.validation !== null && tested?.n === 6);
  assert.is.not(verdict, 'seed-kept');
  assert.ok(toy.requests.length <= 140);
});

test('first prompts alone make a search, without mutations', async () => {
  const variants = definePlugin({
    name: 'variants',
    init: { variants: { description: 'Both words.', run: ({ seed }) => [seed.append('task', 'topic match')] } },
  });
  const { verdict, context } = await search(
    { init: [{ use: 'variants', options: {} }], mutate: [], items: MANY, search: { cycles: 1, rounds: 1 } },
    [variants],
  );
  assert.is(verdict, 'improved');
  assert.is(context.eventsOf('adopt').length, 2);
});

test('every run ends with one stop, one gate, one test and one finish, in this order', async () => {
  for (const mutate of [HELP, NOTHING]) {
    const { context, verdict } = await search({ mutate });
    const ends = context.events.filter(({ type }) => ['stop', 'gate', 'test', 'finish'].includes(type));
    assert.equal(
      ends.map(({ type }) => type),
      ['stop', 'gate', 'test', 'finish'],
    );
    assert.equal(context.events.at(-1), { type: 'finish', verdict });
  }
});

test.run();
