import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildSystem } from '../system/graph.ts';
import { createPrompt } from '../system/prompt.ts';
import { agent, id, type PlanParts, testPlan } from '../test/plan.fixture.ts';
import { openSearch } from '../test/search.fixture.ts';
import { createToy, operators } from '../test/toy.fixture.ts';
import { optimize } from './optimize.ts';
import { type Population, seedPopulation } from './population.ts';
import { besides } from './schedule.ts';

/** a and b are read by c. */
const FAN_IN: Partial<PlanParts> = {
  agents: [
    agent('a', 'Write a note.', 'Message: {{item.text}}'),
    agent('b', 'Write a note, too.', 'Message: {{item.text}}'),
    agent('c', 'Route it.', 'Notes: {{a.output}} {{b.output}}'),
  ],
  answer: 'c',
  mutate: [{ use: 'add-word', options: {}, weight: 1 }],
};

async function run(together: number, parts: Partial<PlanParts> = {}) {
  const toy = createToy({ latency: () => 1 });
  const context = openSearch(
    testPlan({
      ...FAN_IN,
      ...parts,
      search: { cycles: 2, together, ...parts.search },
      plugins: [toy.plugin, operators],
    }),
  );
  let steps = 0;
  const { gateway } = context;
  const counting = {
    ...gateway,
    step: (...args: Parameters<typeof gateway.step>) => {
      steps++;
      return gateway.step(...args);
    },
  };
  await optimize({
    ...context,
    gateway: counting,
    execute: (jobs, step = counting.step) => context.execute(jobs, step),
  });
  await context.close();
  return { turns: context.eventsOf('turn'), events: context.events, steps: () => steps, most: toy.most() };
}

test('agents that no path connects have their turns side by side, in fewer and larger steps', async () => {
  const [alone, together] = [await run(1), await run(3)];
  const order = (events: typeof alone.turns) => events.map((event) => event.agent);
  assert.equal(order(alone.turns), ['a', 'b', 'c', 'a', 'b', 'c']);
  assert.equal(order(together.turns), order(alone.turns));
  assert.ok(together.steps() < alone.steps(), `${together.steps()} of ${alone.steps()} steps`);
});

test('turns side by side tell the same story each time, whatever finishes first', async () => {
  const [one, other] = [await run(3), await run(3)];
  assert.equal(one.events, other.events);
});

test('where the budget ends among turns side by side, each keeps what it had selected, and the search stops once', async () => {
  for (const calls of [105, 130, 150]) {
    const { events } = await run(3, { budget: { ...testPlan({ ...FAN_IN, plugins: [] }).budget, calls } });
    const stops = events.filter((event) => event.type === 'stop');
    assert.equal(
      stops.map((event) => event.type === 'stop' && event.reason),
      ['budget'],
    );
    assert.ok(events.some((event) => event.type === 'finish'));
  }
});

const population = (name: string, parts: Partial<Population> = {}): Population => ({
  ...seedPopulation(id(name), createPrompt({ task: name })),
  ...parts,
});
const system = buildSystem(
  [
    agent('a', 'A.', '{{item.text}}'),
    agent('b', 'B.', '{{item.text}}'),
    agent('c', 'C.', '{{a.output}}'),
    agent('d', 'D.', '{{b.output}} {{c.output}}'),
  ],
  id('d'),
  1,
);
const beside = (chosen: readonly string[], populations: readonly Population[]): string[] =>
  besides(populations, chosen.map(id), system).map((one) => one.agent);

test('beside an agent go those without a path to it, and none that has had more turns', () => {
  const all = ['a', 'b', 'c', 'd'].map((name) => population(name));
  assert.equal(beside([], all), ['a', 'b', 'c', 'd']);
  assert.equal(beside(['a'], all), ['b']);
  assert.equal(beside(['b'], all), ['a', 'c']);
  assert.equal(beside(['d'], all), []);
  assert.equal(beside(['a'], [...all.slice(0, 1), population('b', { visits: 1 }), ...all.slice(2)]), []);
});

test.run();
