import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seedRoot } from '../random.ts';
import { buildSystem } from '../system/graph.ts';
import { createPrompt } from '../system/prompt.ts';
import { agent, id } from '../test/plan.fixture.ts';
import { type Population, seedPopulation } from './population.ts';
import { nextAgent } from './schedule.ts';

/** a → b → c: an edit to a re-runs three nodes, one to c only itself. */
const system = buildSystem(
  [agent('a', 'A.', '{{item.text}}'), agent('b', 'B.', '{{a.output}}'), agent('c', 'C.', '{{b.output}}')],
  id('c'),
  1,
);
const rng = (seed: number) => seedRoot(seed).derive('order').stream();
const population = (name: string, visits = 0, wins = 0): Population => ({
  ...seedPopulation(id(name), createPrompt({ task: name })),
  visits,
  wins,
});
const all = (...visits: readonly [number, number, number]) =>
  ['a', 'b', 'c'].map((name, index) => population(name, visits[index]));

/** How often each agent is chosen over many seeds. */
function shares(order: 'credit' | 'mix', populations: readonly Population[]): Record<string, number> {
  const counts: Record<string, number> = { a: 0, b: 0, c: 0 };
  for (let seed = 0; seed < 400; seed++) {
    const chosen = nextAgent(order, populations, system, rng(seed));
    counts[chosen] = (counts[chosen] ?? 0) + 1 / 400;
  }
  return counts;
}

test('topological visits each agent in turn, upstream first, whatever is drawn', () => {
  const turns = [all(0, 0, 0), all(1, 0, 0), all(1, 1, 0), all(1, 1, 1), all(2, 1, 1)];
  for (const seed of [1, 2, 3])
    assert.equal(
      turns.map((populations) => nextAgent('topological', populations, system, rng(seed))),
      ['a', 'b', 'c', 'a', 'b'],
    );
});

test('credit prefers what is cheap to try: fewer re-run nodes', () => {
  const { a = 0, b = 0, c = 0 } = shares('credit', all(0, 0, 0));
  assert.ok(c > b && b > a && a > 0, JSON.stringify({ a, b, c }));
});

test('credit goes to agents that won, and leaves those that never did', () => {
  const even = shares('credit', all(5, 5, 5));
  const won = shares('credit', [population('a', 5, 5), population('b', 5, 0), population('c', 5, 0)]);
  assert.ok((won.a ?? 0) > (even.a ?? 0) + 0.3, JSON.stringify({ even, won }));
});

test('coupling goes where most neighbours have a new prompt since the last turn, else to the least visited', () => {
  const [a, b, c] = all(2, 2, 1).map((one, index) => ({ ...one, visitedAt: [6, 5, 3][index] ?? 0 }));
  if (a === undefined || b === undefined || c === undefined) throw new RangeError('three agents');
  const next = (...populations: Population[]) => nextAgent('coupling', populations, system, rng(1));
  assert.is(next(a, b, c), 'c', 'nothing has changed: the least visited');
  assert.is(next(a, { ...b, wonAt: 5 }, { ...c, visits: 9 }), 'c', 'b is new to c, which has not met it');
  assert.is(next({ ...a, wonAt: 6 }, b, { ...c, visits: 9, visitedAt: 7 }), 'b');
  assert.is(next({ ...a, visitedAt: 1, visits: 9 }, { ...b, wonAt: 5 }, { ...c, wonAt: 2, visitedAt: 6 }), 'a');
});

test('mix visits the least visited half of the time', () => {
  const { a = 0 } = shares('mix', all(0, 9, 9));
  assert.ok(a >= 0.5 && a < 0.9, String(a));
  const behind = shares('mix', all(9, 9, 0));
  assert.ok((behind.c ?? 0) >= 0.5);
});

test('the choice is a function of the place in the run', () => {
  for (const order of ['credit', 'mix'] as const)
    assert.is(nextAgent(order, all(3, 1, 2), system, rng(5)), nextAgent(order, all(3, 1, 2), system, rng(5)));
});

test('a system without prompts has no turn', () => {
  assert.throws(() => nextAgent('mix', [], system, rng(1)), /no agent has a prompt/);
});

test.run();
