import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPlan, createPrompt, loadConfig } from '@maspo/core';
import { simSystem } from '@maspo/plugin-sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planFor } from './project.ts';

const repo = join(import.meta.dirname, '../../..');
const sim = simSystem({ world: 'handoff' });

test('the example is the system that the package makes for its world', async () => {
  const example = await createPlan(await loadConfig({ cwd: join(repo, 'examples/simulated') }));
  const made = await planFor(sim, { split: { train: 60, validation: 40, test: 80 } });
  const systemOf = ({ system }: typeof example) =>
    system.agents.map(({ id, input, prompt, contract }) => [id, input.source, prompt?.id, contract]);
  assert.equal(systemOf(example), systemOf(made));
  assert.equal(
    Object.values(example.data.splits)
      .flat()
      .map(({ fields }) => fields)
      .sort((a, b) => (`${a.id}` < `${b.id}` ? -1 : 1)),
    sim.items(180),
  );
  assert.equal(example.mutate, made.mutate);
});

test('the README gives the qualities of the worlds as they are', () => {
  const readme = readFileSync(join(repo, 'packages/plugin-sim/README.md'), 'utf8');
  const rows = [...readme.matchAll(/^\| `([\w-]+)` \|.*\| (\d+) \| (\.\d+) → (\.\d+) \|$/gm)];
  assert.is(rows.length, 8);
  for (const [, world = '', agents, seed, optimum] of rows) {
    const system = simSystem({ world: world as 'handoff' });
    const told = [system.world.agents.length, system.seedQuality.toFixed(2), system.optimum.toFixed(2)];
    assert.equal(told, [Number(agents), `0${seed}`, `0${optimum}`], world);
  }
});

test('the best prompts are prompts of the core as well as texts', () => {
  const prompts = Object.fromEntries(
    Object.entries(sim.bestPrompts).map(([id, sections]) => [id, createPrompt(sections)]),
  );
  assert.is(sim.quality(prompts), sim.optimum);
  assert.is(sim.quality(Object.fromEntries(Object.entries(prompts).map(([id, { text }]) => [id, text]))), sim.optimum);
});

test.run();
