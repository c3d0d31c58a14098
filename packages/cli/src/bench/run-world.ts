import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPlan, type Hooks, loadConfig, openSession, type Plan, type RunEvent } from '@maspo/core';
import { PRESETS } from '../project.ts';
import type { Contender } from './contenders.ts';
import { countRepeats } from './repeats.ts';
import type { Sim, SimSystem } from './sim.ts';

/** What a run in a world came to. Qualities are true ones: probabilities that an answer is right. */
export interface WorldRun {
  /** null where an optimizer claims nothing. */
  readonly verdict: string | null;
  readonly seed: number;
  readonly optimum: number;
  /** Of the prompts that the run returned. */
  readonly returned: number;
  /** Of the prompts that the search ended with, before the gate. */
  readonly found: number;
  readonly calls: number;
  /** Requests that a model got twice. */
  readonly duplicates: number;
  readonly seconds: number;
}

export interface WorldOptions {
  readonly sim: Sim;
  /** Plugins are found from here; scratch projects are made below its `.maspo`. */
  readonly folder: string;
  readonly world: string;
  readonly seed: number;
  readonly budget: number;
  readonly contender: Contender;
  /** Whether answers are scored by their label instead of by the judge. */
  readonly labels: boolean;
  /** Sees the calls of a run, beside what counts them. */
  readonly tap?: (hooks: Hooks) => void;
}

/** Items of each split. */
const SPLIT = { train: 60, validation: 40, test: 0 };

/** One run of the real engine. */
export async function runWorld(options: WorldOptions): Promise<WorldRun> {
  const started = performance.now();
  return inWorld(options, async (plan, system) => {
    const duplicates = countRepeats('sim');
    const incumbents = followIncumbents();
    const tap = (hooks: Hooks): void => {
      duplicates.tap(hooks);
      options.tap?.(hooks);
    };
    const session = openSession(plan, { tap, onEvent: incumbents.see });
    const { verdict, agents, calls } = await session.run();
    const returned = Object.fromEntries(Object.entries(agents).map(([id, { prompt }]) => [id, prompt]));
    return {
      verdict,
      seed: system.seedQuality,
      optimum: system.optimum,
      returned: system.quality(returned),
      found: system.quality(incumbents.prompts),
      calls: Object.values(calls).reduce((sum, { logical }) => sum + logical, 0),
      duplicates: duplicates.count(),
      seconds: (performance.now() - started) / 1000,
    };
  });
}

/** Work on the plan of a world, in a folder of its own, which is removed afterwards. */
export async function inWorld<T>(
  options: WorldOptions,
  work: (plan: Plan, system: SimSystem) => Promise<T>,
): Promise<T> {
  const { sim, folder, world, seed } = options;
  const system = sim.simSystem({ world, seed });
  const scratch = join(folder, '.maspo', 'bench');
  mkdirSync(scratch, { recursive: true });
  const dir = mkdtempSync(join(scratch, 'world-'));
  try {
    writeProject(dir, system, options);
    const plan = await createPlan(await loadConfig({ cwd: dir, file: 'contender.json', presets: PRESETS }));
    return await work(plan, system);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A config in three layers: the preset, the world, and what is changed. */
function writeProject(dir: string, system: SimSystem, { seed, budget, contender, labels }: WorldOptions): void {
  const items = system.items(SPLIT.train + SPLIT.validation + SPLIT.test);
  writeFileSync(join(dir, 'items.jsonl'), items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  const world = {
    version: 1,
    extends: contender.base,
    plugins: ['sim', 'mutators', 'scorers', 'selectors'],
    models: system.models,
    system: system.system,
    data: { file: 'items.jsonl', split: SPLIT },
    ...(labels ? { score: { global: { use: 'exact-match', field: 'team' } } } : {}),
    // The budget ends the search, not the settings: contenders are compared at equal calls.
    search: { cycles: 200, patience: 20 },
    budget: { calls: budget },
    run: { seed, concurrency: 64 },
  };
  writeFileSync(join(dir, 'world.json'), JSON.stringify(world));
  writeFileSync(join(dir, 'contender.json'), JSON.stringify({ extends: './world.json', ...contender.changes }));
}

/** The prompts that the search ends with: what the gate then judges. */
function followIncumbents() {
  const sections = new Map<string, Readonly<Record<string, string>>>();
  const companions = new Map<string, Readonly<Record<string, Readonly<Record<string, string>>>>>();
  const prompts: Record<string, Readonly<Record<string, string>>> = {};
  const see = (event: RunEvent): void => {
    if (event.type === 'proposal' && event.candidate !== null && event.prompt !== null)
      sections.set(event.candidate, event.prompt);
    if (event.type === 'proposal' && event.candidate !== null) companions.set(event.candidate, event.companions ?? {});
    if (event.type !== 'adopt' || event.veto !== null) return;
    const prompt = sections.get(event.to.candidate);
    if (prompt !== undefined) prompts[event.agent] = prompt;
    Object.assign(prompts, companions.get(event.to.candidate));
  };
  return { see, prompts };
}
