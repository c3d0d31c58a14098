/**
 * The quickstart over several run seeds, and what each agent's prompt is worth.
 *
 *     npm run bench:quickstart -- --seeds 1,2,3,4,5
 *
 * Each seed draws its own splits, so the test items differ too. Results land in the example's journal: a second run of
 * the script only replays them. Prints two Markdown tables: docs/benchmarks.md holds what it printed.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  createPlan,
  createPrompt,
  evaluatePrompts,
  loadConfig,
  openSession,
  type Prompt,
  type Result,
} from '@maspo/core';
import { countRepeats } from '../packages/cli/src/bench/repeats.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1,2,3,4,5' },
    example: { type: 'string', default: join(import.meta.dirname, '..', 'examples', 'quickstart') },
  },
});

const percent = (share: number): string => (100 * share).toFixed(1);
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
// The clock of the example is for impatient people; here it must not make the result depend on the machine.
const overrides = { minutes: 60 };
const planFor = async (seed: number) =>
  createPlan(await loadConfig({ cwd: values.example }), { overrides: { ...overrides, seed } });

/** All seeds share a journal, so no request may come twice. */
const repeats = countRepeats('llama');

/** One run; the minutes are those of the calls that were really made in it. */
async function runSeed(seed: number): Promise<{ result: Result; minutes: number; paidCalls: number }> {
  const session = openSession(await planFor(seed), { tap: repeats.tap });
  const started = performance.now();
  const result = await session.run();
  return { result, minutes: (performance.now() - started) / 60_000, paidCalls: session.paid().attempts };
}

/** Test accuracy with the new prompts of these agents only, the seed's for the others. */
async function accuracyWith(seed: number, result: Result, agents: readonly string[]): Promise<number> {
  const chosen = Object.entries(result.agents).filter(([id]) => agents.includes(id));
  const prompts = new Map<string, Prompt>(chosen.map(([id, { prompt }]) => [id, createPrompt(prompt)]));
  const { score } = await evaluatePrompts(await planFor(seed), { prompts, split: 'test' });
  if (score === null) throw new Error('this bench needs a scorer that scores answers by themselves');
  return score.mean;
}

const seeds = values.seeds.split(',').map(Number);
const gains: number[] = [];
const ablation = new Map<string, number[]>();

console.log(
  '| run seed | verdict | test before | test after | gain | interval | p | calls | made in this run | minutes |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|');
for (const seed of seeds) {
  const { result, minutes, paidCalls } = await runSeed(seed);
  const { test } = result;
  if (test === null) throw new Error('this bench needs a test split');
  gains.push(test.difference);
  const [low, high] = test.interval;
  const calls = Object.values(result.calls).reduce((sum, { logical }) => sum + logical, 0);
  console.log(
    `| ${seed} | ${result.verdict} | ${percent(test.seed)} | ${percent(test.best)} | ${percent(test.difference)} | ${percent(low)} … ${percent(high)} | ${test.p === 0 ? '< 1e-12' : test.p.toPrecision(2)} | ${calls} | ${paidCalls} | ${minutes.toFixed(1)} |`,
  );
  const ids = Object.keys(result.agents);
  const sets = [[], ...ids.map((id) => [id]), ids];
  for (const set of sets) {
    const name =
      set.length === 0 ? 'seed prompts' : set.length === ids.length ? 'all new' : `only ${set.join(', ')} new`;
    ablation.set(name, [...(ablation.get(name) ?? []), await accuracyWith(seed, result, set)]);
  }
}
console.log(
  `\nMean gain ${percent(mean(gains))} points, smallest ${percent(Math.min(...gains))}, over ${seeds.length} run seeds. Requests that the model got twice: ${repeats.count()}.\n`,
);
console.log('| prompts | mean test accuracy |\n|---|---|');
for (const [name, scores] of ablation) console.log(`| ${name} | ${percent(mean(scores))} |`);
