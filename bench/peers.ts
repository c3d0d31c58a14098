/**
 * GEPA itself (PyPI) in the simulated worlds, beside presets of maspo at the same number of calls. What it needs and what is
 * compared: peers/README.md.
 *
 *     npm run bench:peers -- --seeds 20 --budget 2500
 *
 * Prints two Markdown tables: the one of `maspo bench`, and how often the model that writes prompts was of use.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { WORLDS, type WorldName } from '@maspo/plugin-sim';
import { type Entry, HEAD, markdownLines, rowOf } from '../packages/cli/src/bench/table.ts';
import { CONTENDERS, type Contender } from './peers/contenders.ts';
import { PROPOSALS_HEAD, type Proposal, rowOfProposals } from './peers/proposals.ts';

const { values } = parseArgs({
  options: {
    worlds: { type: 'string', default: 'handoff,coupled,null,noisy,deceptive' },
    seeds: { type: 'string', default: '20' },
    // The first seed. What was chosen with some seeds in view is to be looked at on others.
    from: { type: 'string', default: '1' },
    budget: { type: 'string', default: '2500' },
    // Part of the names of contenders. The rows of maspo change with it, those of GEPA take most of the time.
    only: { type: 'string', default: '' },
    python: { type: 'string', default: join(import.meta.dirname, 'peers', '.venv', 'bin', 'python') },
  },
});

const worlds = values.worlds.split(',').map((name): WorldName => {
  const world = WORLDS.find((known) => known === name);
  if (world === undefined) throw new Error(`there is no world "${name}", only ${WORLDS.join(', ')}`);
  return world;
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => Number(values.from) + index);

async function runAll(world: WorldName, contender: Contender) {
  const proposals: Proposal[] = [];
  const runs: Entry['runs'][number][] = [];
  for (const seed of seeds) {
    const place = { world, seed, budget: Number(values.budget), python: values.python };
    const done = await contender.run(place);
    runs.push(done.run);
    proposals.push(...done.proposals);
  }
  console.error(`${world}: ${contender.name} done`);
  return { entry: { world, contender: contender.name, runs }, proposals };
}

const chosen = CONTENDERS.filter(({ name }) => name.includes(values.only));
const results = [];
for (const world of worlds) for (const contender of chosen) results.push(await runAll(world, contender));
console.log(markdownLines([HEAD, ...results.map(({ entry }) => rowOf(entry))]).join('\n'));
console.log(`\n${markdownLines([PROPOSALS_HEAD, ...results.map(rowOfProposals)]).join('\n')}`);
