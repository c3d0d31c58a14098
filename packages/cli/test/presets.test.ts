import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ConfigError, createPlan, loadConfig, type Plan } from '@maspo/core';
import { simConfig, simSystem } from '@maspo/plugin-sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ABLATIONS } from '../src/bench/contenders.ts';
import { PRESETS } from '../src/project.ts';

const names = readdirSync(PRESETS).map((file) => basename(file, '.yaml'));

const folder = mkdtempSync(join(tmpdir(), 'maspo-presets-'));
test.before(() => {
  symlinkSync(join(import.meta.dirname, '../../../node_modules'), join(folder, 'node_modules'));
  const items = Array.from({ length: 9 }, (_, index) => JSON.stringify({ text: `Message ${index}`, team: 'bug' }));
  writeFileSync(join(folder, 'items.jsonl'), `${items.join('\n')}\n`);
});
test.after(() => rmSync(folder, { recursive: true }));

/** What a user writes beside `extends`. */
const config = (name: string, score: object) => ({
  version: 1,
  extends: name,
  plugins: ['exec', 'mutators', 'scorers', 'selectors', './echo.mjs'],
  models: { small: { use: 'echo' }, judge: { use: 'echo' }, writer: { use: 'echo' } },
  system: {
    agents: [
      { id: 'reader', model: 'small', prompt: 'Read.', input: '{{item.text}}' },
      {
        id: 'router',
        model: 'small',
        prompt: 'Route.',
        input: '{{reader.output}}',
        after: ['reader'],
        output: { choice: ['bug', 'ok'] },
      },
    ],
  },
  data: { file: 'items.jsonl', split: { train: 3, validation: 3, test: 3 } },
  ...score,
});
const ECHO = `import { definePlugin } from '@maspo/core';
export default definePlugin({ name: 'echo', forward: { echo: {
  description: 'Repeats.', run: async () => ({ text: 'bug', finish: 'stop', usage: null }) } } });`;

async function planOf(name: string, score: object = {}): Promise<Plan> {
  writeFileSync(join(folder, 'echo.mjs'), ECHO);
  const file = `${name.replace(':', '-')}.json`;
  writeFileSync(join(folder, file), JSON.stringify(config(name, score)));
  return createPlan(await loadConfig({ cwd: folder, file, presets: PRESETS }));
}

const METRIC = { score: { global: { use: 'exact-match', field: 'team' } } };

for (const name of names) {
  test(`maspo:${name} is a config that runs with any system, with a metric in the place of its judge`, async () => {
    const plan = await planOf(`maspo:${name}`, METRIC);
    assert.is(plan.score.global?.use, 'exact-match');
    assert.ok(plan.mutate.length > 0);
  });
}

test('the default, the published method and each peer are there', () => {
  assert.equal(names.sort(), ['default', 'evoprompt', 'gepa', 'opro', 'paper', 'protegi', 'random', 'spo']);
});

test('maspo:paper has the settings of the paper', async () => {
  const { search, score, select } = await planOf('maspo:paper');
  assert.equal([search.cycles, search.rounds, search.offspring, search.batch], [3, 3, 2, [10]]);
  assert.equal([score.local?.weight, score.lookahead?.weight, score.global?.weight], [0.4, 0.4, 0.2]);
  assert.is(select.options.width, 2);
});

test('an unknown preset is told with the names that there are', async () => {
  try {
    await planOf('maspo:papr');
    assert.unreachable();
  } catch (error) {
    assert.instance(error, ConfigError);
    assert.match((error as Error).message, 'Did you mean "maspo:paper"?');
  }
});

test('what a preset needs is told once, where the user names the preset', async () => {
  const { writer: _, ...models } = config('', {}).models;
  const found = await planOf('maspo:default', { ...METRIC, models }).then(
    () => [],
    (error: ConfigError) => error.diagnostics,
  );
  assert.equal(
    found.map(({ file, message }) => [basename(file), message]),
    [['maspo-default.json', 'maspo:default: there is no model "writer"']],
  );
  assert.match(found[0]?.frame ?? '', 'maspo:default');
});

test('the ablations and the simulated config mutate as maspo:default does', async () => {
  const { mutate } = await planOf('maspo:default', METRIC);
  const chances = (uses: readonly { readonly use: string; readonly weight?: number }[]) =>
    uses.map(({ use, weight = 1 }) => ({ use, weight })).sort((a, b) => (a.use < b.use ? -1 : 1));
  type Uses = Parameters<typeof chances>[0];
  const expected = chances(mutate);
  assert.equal(chances(simConfig(simSystem({ world: 'null' })).mutate as Uses), expected);
  for (const operator of ['repair', 'align', 'explore']) {
    const ablation = ABLATIONS.find(({ name }) => name === `default, no ${operator}`);
    const others = expected.filter(({ use }) => use !== operator);
    assert.equal(chances((ablation?.changes.mutate ?? []) as Uses), others, operator);
  }
});

test.run();
