import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPlan, loadConfig, type Plan } from '@maspo/core';
import { type SimConfig, type SimConfigOptions, type SimSystem, simConfig, writeProject } from '@maspo/plugin-sim';

const SPLIT = { train: 20, validation: 20, test: 0 };

/** The plan of a simulated system in a folder of its own, with the real plugins of this repository. */
export async function planFor(
  sim: SimSystem,
  options: SimConfigOptions = {},
  overrides: SimConfig = {},
): Promise<Plan> {
  const dir = mkdtempSync(join(tmpdir(), 'maspo-sim-'));
  process.on('exit', () => rmSync(dir, { recursive: true, force: true }));
  const { split = SPLIT } = options;
  const config: SimConfig = { ...simConfig(sim, { ...options, split }), ...overrides };
  // A scratch folder has no packages.
  const plugins = (config.plugins as readonly string[]).map((name) =>
    fileURLToPath(import.meta.resolve(`@maspo/plugin-${name}`)),
  );
  writeProject(dir, { ...config, plugins }, sim.items(split.train + split.validation + split.test));
  return createPlan(await loadConfig({ cwd: dir, file: 'maspo.config.json' }));
}
process.setMaxListeners(0);
