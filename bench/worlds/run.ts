import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPlan, type Hooks, loadConfig, openSession, type RunEvent, type Section } from '@maspo/core';
import {
  type SimConfig,
  type SimConfigOptions,
  type SimOptions,
  type SimSystem,
  simConfig,
  simSystem,
  writeProject,
} from '@maspo/plugin-sim';

type Prompts = Readonly<Record<string, Readonly<Record<Section, string>>>>;

/** What a run in a world came to. Qualities are true ones: probabilities that an answer is right. */
export interface WorldRun {
  readonly verdict: string;
  readonly stop: string;
  readonly seed: number;
  readonly optimum: number;
  /** Of the prompts that the run returned. */
  readonly returned: number;
  /** Of the prompts that the search ended with, before the gate. */
  readonly found: number;
  readonly calls: Readonly<Record<string, number>>;
  /** Requests that a model got twice. */
  readonly duplicates: number;
  readonly seconds: number;
}

export interface WorldRunOptions {
  readonly sim: SimOptions;
  readonly config: SimConfigOptions & Required<Pick<SimConfigOptions, 'split'>>;
  /** Spread over the config. */
  readonly overrides?: Readonly<Record<string, unknown>>;
}

/** One run of the real engine in a folder of its own, which is removed afterwards. */
export async function runWorld({ sim, config, overrides }: WorldRunOptions): Promise<WorldRun> {
  const system = simSystem(sim);
  const dir = mkdtempSync(join(tmpdir(), 'maspo-worlds-'));
  const started = performance.now();
  try {
    const plan = await planIn(dir, system, config, overrides);
    const duplicates = countDuplicates();
    const search = followSearch();
    const session = openSession(plan, { tap: duplicates.tap, onEvent: search.see });
    const { verdict, stop, agents, calls } = await session.run();
    const returned = Object.fromEntries(Object.entries(agents).map(([id, { prompt }]) => [id, prompt]));
    return {
      verdict,
      stop: stop.reason,
      seed: system.seedQuality,
      optimum: system.optimum,
      returned: system.quality(returned),
      found: system.quality(search.prompts()),
      calls: Object.fromEntries(Object.entries(calls).map(([role, { logical }]) => [role, logical])),
      duplicates: duplicates.count(),
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function planIn(dir: string, system: SimSystem, options: WorldRunOptions['config'], overrides = {}) {
  const { split } = options;
  const items = system.items(split.train + split.validation + split.test);
  const config: SimConfig = { ...simConfig(system, options), ...overrides };
  const plugins = (config.plugins as readonly string[]).map(fileOf);
  writeProject(dir, { ...config, plugins }, items);
  return createPlan(await loadConfig({ cwd: dir, file: 'maspo.config.json' }));
}

/** A scratch folder has no packages; those of this repository are taken by their files. */
const fileOf = (name: string): string => fileURLToPath(import.meta.resolve(`@maspo/plugin-${name}`));

function countDuplicates() {
  const asked = new Set<string>();
  let repeats = 0;
  return {
    count: () => repeats,
    /** Looks at each call before its provider does, and lets it answer. */
    tap: ({ forward }: Hooks): void => {
      const look = async ({
        model,
        messages,
        sampling,
      }: Parameters<Parameters<ReturnType<Hooks['forward']['for']>['tap']>[1]>[0]) => {
        const request = JSON.stringify([model, messages, sampling]);
        if (asked.has(request)) repeats++;
        asked.add(request);
        return undefined;
      };
      forward.for('sim').tap('bench', look, { stage: -1 });
    },
  };
}

/** The incumbents at the end of the search: what the gate then judges. */
function followSearch() {
  const sections = new Map<string, Readonly<Record<Section, string>>>();
  const incumbents: Record<string, Readonly<Record<Section, string>>> = {};
  const see = (event: RunEvent): void => {
    if (event.type === 'proposal' && event.candidate !== null && event.prompt !== null)
      sections.set(event.candidate, event.prompt);
    if (event.type !== 'adopt' || event.veto !== null) return;
    const prompt = sections.get(event.to.candidate);
    if (prompt !== undefined) incumbents[event.agent] = prompt;
  };
  return { see, prompts: (): Prompts => incumbents };
}
