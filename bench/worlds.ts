/**
 * What the search gains in simulated worlds, where the quality of prompts is known exactly.
 *
 *     node -C @maspo/source bench/worlds.ts --worlds handoff,null --seeds 10 --calls 2000 --set '{"search":{"order":"credit"}}'
 *
 * Each seed is a world and a run of its own. Prints Markdown: gain of what is returned and of what the search had found before
 * the gate, in points of accuracy, with the standard error of the mean; share of runs more than a point below the seed.
 */
import { parseArgs } from 'node:util';
import { MaspoError } from '@maspo/core';
import { type SimOptions, WORLDS, type WorldName } from '@maspo/plugin-sim';
import { runWorld, type WorldRun } from './worlds/run.ts';

const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: WORLDS.filter((world) => world !== 'fan-48').join(',') },
    seeds: { type: 'string', default: '10' },
    first: { type: 'string', default: '1' },
    calls: { type: 'string', default: '2000' },
    train: { type: 'string', default: '60' },
    validation: { type: 'string', default: '40' },
    /** Keys of the config, as JSON. */
    set: { type: 'string', default: '{}' },
    /** Options of the system (judgeError, noise, skill …), as JSON. */
    sim: { type: 'string', default: '{}' },
    'label-free': { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

/** True quality is known: a test split would only cost calls. */
const split = { train: Number(values.train), validation: Number(values.validation), test: 0 };

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
const points = (share: number): string => (100 * share).toFixed(1);

function withError(numbers: readonly number[]): string {
  const middle = mean(numbers);
  const variance = numbers.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, numbers.length - 1);
  return `${points(middle)} ± ${points(Math.sqrt(variance / numbers.length))}`;
}

async function runSeed(world: WorldName, seed: number): Promise<WorldRun> {
  const run = await runWorld({
    sim: { world, seed, ...(JSON.parse(values.sim) as Partial<SimOptions>) },
    config: { calls: Number(values.calls), runSeed: seed, labels: !values['label-free'], split },
    overrides: JSON.parse(values.set) as Readonly<Record<string, unknown>>,
  });
  if (values.verbose) console.error(world, seed, JSON.stringify(run));
  return run;
}

const callsOf = ({ calls }: WorldRun): number => Object.values(calls).reduce((sum, value) => sum + value, 0);
const share = (runs: readonly WorldRun[], holds: (run: WorldRun) => boolean): string =>
  `${Math.round((100 * runs.filter(holds).length) / runs.length)} %`;

function row(world: string, runs: readonly WorldRun[]): string {
  const cells = [
    world,
    points(mean(runs.map(({ seed }) => seed))),
    points(mean(runs.map(({ optimum }) => optimum))),
    withError(runs.map(({ returned, seed }) => returned - seed)),
    withError(runs.map(({ found, seed }) => found - seed)),
    share(runs, ({ returned, seed }) => returned < seed - 0.01),
    share(runs, ({ verdict }) => verdict === 'improved'),
    mean(runs.map(callsOf)).toFixed(0),
    mean(runs.map(({ calls }) => calls.judge ?? 0)).toFixed(0),
    mean(runs.map(({ duplicates }) => duplicates)).toFixed(0),
    mean(runs.map(({ seconds }) => seconds)).toFixed(1),
  ];
  return `| ${cells.join(' | ')} |`;
}

const first = Number(values.first);
const seeds = Array.from({ length: Number(values.seeds) }, (_, at) => first + at);
console.log(
  '| world | seed | optimum | gain | found before the gate | below seed | improved | calls | judge | duplicates | s |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|---|');
for (const world of values.worlds.split(',') as WorldName[]) {
  const runs: WorldRun[] = [];
  try {
    for (const seed of seeds) runs.push(await runSeed(world, seed));
    console.log(row(world, runs));
  } catch (error) {
    if (!(error instanceof MaspoError) || error.code !== 'MASPO-BUDGET-SMALL') throw error;
    console.log(`| ${world} | ${error.hint} |`);
  }
}
