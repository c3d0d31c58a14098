import { join } from 'node:path';
import { type Plan, printPrompt } from '@maspo/core';
import * as sim from '@maspo/plugin-sim';
import { presetContender } from '../../packages/cli/src/bench/contenders.ts';
import { inWorld, runWorld, type WorldOptions, type WorldRun } from '../../packages/cli/src/bench/run-world.ts';
import { type Proposal, watchProposals } from './proposals.ts';
import { servePeer } from './serve.ts';
import { openPeerWorld, promptsOf, type Repeats } from './world.ts';

/** Where a contender runs. */
export interface Place {
  readonly world: sim.WorldName;
  readonly seed: number;
  readonly budget: number;
  /** The Python that has GEPA. */
  readonly python: string;
}

export interface Contender {
  readonly name: string;
  run(place: Place): Promise<{ readonly run: WorldRun; readonly proposals: readonly Proposal[] }>;
}

const FOLDER = join(import.meta.dirname, '..');

/** What all contenders share: world, items, splits, budget, seed; answers are scored by their labels. */
function optionsOf({ world, seed, budget }: Place, preset: string, skill?: number): WorldOptions {
  const simSystem = () => sim.simSystem({ world, seed, ...(skill === undefined ? {} : { skill }) });
  const contender = presetContender(preset);
  return { sim: { WORLDS: sim.WORLDS, simSystem }, folder: FOLDER, world, seed, budget, contender, labels: true };
}

const preset = (name: string): Contender => ({
  name: `maspo:${name}`,
  run: async (place) => {
    const { tap, proposals } = watchProposals(sim.simSystem(place), null);
    return { run: await runWorld({ ...optionsOf(place, name), tap }), proposals };
  },
});

interface GepaSettings {
  readonly merge: boolean;
  readonly repeats?: Repeats;
  /** Of the writer; the world's by default. */
  readonly skill?: number;
}

const gepa = (name: string, { merge, repeats = 'free', skill }: GepaSettings): Contender => ({
  name,
  run: async (place) =>
    inWorld(optionsOf(place, 'default', skill), async (plan) => {
      const started = performance.now();
      const system = sim.simSystem(place);
      const agents = plan.system.agents.map(({ view }) => view);
      const { tap, proposals } = watchProposals(system, agents);
      const world = openPeerWorld(plan, tap, repeats);
      try {
        const { prompts } = await servePeer(place.python, { ...taskOf(plan, place), merge }, world);
        const returned = system.quality(promptsOf(prompts));
        const run = {
          // It claims nothing about what it returns.
          verdict: null,
          seed: system.seedQuality,
          optimum: system.optimum,
          returned,
          found: returned,
          calls: world.calls(),
          duplicates: world.repeated(),
          seconds: (performance.now() - started) / 1000,
        };
        return { run, proposals };
      } finally {
        await world.close();
      }
    }),
});

const taskOf = ({ system, data: { splits } }: Plan, { seed, budget }: Place) => ({
  prompts: Object.fromEntries(
    system.agents.flatMap(({ id, prompt }) => (prompt === null ? [] : [[id, printPrompt(prompt)]])),
  ),
  train: splits.train.map(({ id }) => id),
  validation: splits.validation.map(({ id }) => id),
  seed,
  calls: budget,
});

/**
 * GEPA as its package has it pays for each call, also for one that it has made before; maspo never does. The last contender
 * answers what GEPA would find if its feedback helped the writer as much as misaligned cases do.
 */
export const CONTENDERS: readonly Contender[] = [
  preset('default'),
  preset('gepa'),
  gepa('GEPA', { merge: false }),
  gepa('GEPA, merge', { merge: true }),
  gepa('GEPA, merge, repeats charged', { merge: true, repeats: 'charged' }),
  gepa('GEPA, merge, skill 0.45', { merge: true, skill: 0.45 }),
];
