import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CODES } from '../config/codes.ts';
import { ConfigError, formatDiagnostics } from '../config/diagnostics.ts';
import { loadConfig } from '../config/load.ts';
import { treeOfValue } from '../config/module.ts';
import type { ConfigNode } from '../config/node.ts';
import { createPlan, type PlanOptions } from './create.ts';

const fixtures = join(import.meta.dirname, '../../../../fixtures/config');
/** As the command line has it, in small. */
const catalog = {
  forward: { ollama: 'ollama' },
  mutate: { 'phrase-swap': 'mutators' },
  score: { 'pairwise-judge': 'scorers' },
};
const presets = join(import.meta.dirname, '../../../cli/presets');
const foldersIn = (kind: string): string[] => readdirSync(join(fixtures, kind)).sort();

/** `UPDATE_GOLDEN=1` writes what is said now; look at the difference before committing it. */
const update = process.env.UPDATE_GOLDEN === '1';

async function mistakesOf(cwd: string): Promise<string> {
  try {
    await createPlan(await loadConfig({ cwd, env: { MASPO_SET: 'some value' }, presets }), { catalog });
    return 'no mistake';
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    return `${formatDiagnostics(thrown.diagnostics, { color: false, cwd })}\n`;
  }
}

for (const name of foldersIn('bad')) {
  test(`bad/${name} is told what is wrong with it, all at once and nothing twice`, async () => {
    const cwd = join(fixtures, 'bad', name);
    const golden = join(cwd, 'expected.txt');
    const said = await mistakesOf(cwd);
    if (update) writeFileSync(golden, said);
    assert.is(said, existsSync(golden) ? readFileSync(golden, 'utf8') : '');
  });
}

test('every kind of mistake has an example', () => {
  const named = new Set(foldersIn('bad').map((name) => `MASPO-${name.split('-')[0]}`));
  assert.equal(
    Object.values(CODES).filter((code) => !named.has(code)),
    [],
  );
});

test('an example of a mistake reports that mistake', () => {
  const others = foldersIn('bad').filter((name) => {
    const code = /^C\d{3}/.exec(name)?.[0];
    return (
      code !== undefined &&
      !readFileSync(join(fixtures, 'bad', name, 'expected.txt'), 'utf8').includes(`MASPO-${code}\n`)
    );
  });
  assert.equal(others, []);
});

for (const name of foldersIn('good')) {
  test(`good/${name} raises no false alarm`, async () => {
    assert.is(await mistakesOf(join(fixtures, 'good', name)), 'no mistake');
  });
}

const good = (name: string) => join(fixtures, 'good', name);
const planOf = async (cwd: string, options?: PlanOptions) =>
  createPlan(await loadConfig({ cwd, env: { MASPO_SET: 'some value' } }), options);

test('a plan is frozen, and says where it comes from', async () => {
  const plan = await planOf(good('chain'));
  assert.is(plan.file, join(good('chain'), 'maspo.config.yaml'));
  assert.is(plan.dir, good('chain'));
  for (const part of [plan, plan.models, plan.models.small, plan.data.splits.train, plan.mutate[0], plan.config])
    assert.ok(Object.isFrozen(part));
});

test('secrets are in the options of a model and nowhere in the config that is saved', async () => {
  const plan = await planOf(good('yaml-features'));
  assert.is(plan.models.small?.options.key, 'some value');
  assert.equal(plan.secrets, ['some value']);
  assert.not(JSON.stringify(plan.config).includes('some value'));
  assert.match(JSON.stringify(plan.config), '"key":"${env:MASPO_SET}"');
});

test('options have their defaults, and the keys of the core are not among them', async () => {
  const { models, mutate, score } = await planOf(good('yaml-features'));
  assert.equal(models.twin?.options, { model: 'parrot', key: 'some value' });
  assert.equal(models.twin?.sampling, { temperature: 0, maxTokens: 512, stop: ['\n'] });
  assert.equal(models.twin?.price, { input: 0.1, output: 0 });
  assert.equal(mutate[0], { use: 'swap', options: { strict: false, share: 0.5, target: 'router-2' }, weight: 1 });
  assert.equal(score, { global: { use: 'match', options: { field: 'team' }, weight: 0.5 } });
});

test('what a config leaves out is decided as documented', async () => {
  const plan = await planOf(good('typescript'));
  const { operators, ...search } = plan.search;
  assert.equal(search, {
    cycles: 3,
    rounds: 3,
    offspring: 2,
    batch: [3, 10, 20],
    order: 'mix',
    together: 1,
    patience: 1,
  });
  assert.equal([operators, plan.weights], ['weighted', 'fixed']);
  assert.not.match(JSON.stringify(plan.config), /"operators"|"weights"/, 'the run of an older config stays the same');
  assert.equal(plan.gate, { rule: 'majority', confidence: 0.95 });
  assert.equal(plan.budget, { calls: null, tokens: null, usd: null, minutes: null, roles: {} });
  assert.equal(plan.run, { concurrency: 4, seed: 7, tolerate: 0.05 });
  assert.equal(plan.init, [{ use: 'seed', options: {} }]);
  assert.equal(plan.select, { use: 'beam', options: { width: 4 } });
  assert.is(plan.system.answer, 'router');
  assert.equal(
    [plan.data.splits.train.length, plan.data.splits.validation.length, plan.data.splits.test.length],
    [4, 3, 5],
  );
});

test('weights and operators are learned where the config says so', async () => {
  const { search, weights } = await planOf(good('yaml-features'));
  assert.equal([search.operators, weights], ['bandit', 'auto']);
});

test('a program has a model of its own, and reads the agents that it runs after', async () => {
  const { system, models } = await planOf(good('program'));
  const tests = system.agents.find(({ id }) => id === 'tests');
  assert.is(tests?.prompt, null);
  assert.is(tests?.model, 'tests');
  assert.is(tests?.input.source, '{{writer.output}}');
  assert.equal(models.tests?.options, { command: ['python3', 'run_tests.py'] });
});

test('what may be meant and is a mistake more often is noted: one input for all items, labels that are no choice', async () => {
  const config = {
    version: 1,
    plugins: ['../../plugin.ts'],
    models: { small: { use: 'echo' } },
    system: {
      agents: [
        { id: 'reader', model: 'small', prompt: 'Read.', input: 'Message' },
        {
          id: 'router',
          model: 'small',
          prompt: 'Sort.',
          input: '{{reader.output}}',
          output: { choice: ['sales', 'BUG.'] },
        },
      ],
    },
    data: { file: '../../tickets.jsonl' },
    mutate: [{ use: 'swap' }],
    score: { global: { use: 'match', field: 'team' } },
  };
  const file = join(good('chain'), 'maspo.config.json');
  const { root } = treeOfValue({ file, text: JSON.stringify(config) }, config);
  const loaded = { file, dir: good('chain'), secrets: [], diagnostics: [], presets: new Map(), complete: true };
  const { data } = await createPlan({ ...loaded, root: root as ConfigNode });
  const notes = data.notes?.filter((note) => note.includes('agent')) ?? [];
  assert.is(notes[0], 'agent "reader" gets the same input for every item: "Message"');
  assert.match(notes[1] ?? '', /^\d+ of \d+ items have a "team" that agent "router" cannot answer, such as "billing":/);
  assert.is((await planOf(good('chain'))).data.notes?.some((note) => note.includes('agent')) ?? false, false);
});

test('files are read from the folder of the config that names them', async () => {
  const plan = await planOf(good('extends-chain'));
  assert.is(plan.system.agents[0]?.prompt?.get('task'), 'Sort the message.');
  assert.is(plan.data.fields.length, 3);
  assert.is(plan.search.rounds, 2);
  assert.is(plan.search.cycles, 2);
  assert.equal(
    plan.mutate.map(({ use }) => use),
    ['rewrite'],
  );
});

test('the saved config holds the texts of prompt files, so that an edited prompt is another plan', async () => {
  const { config } = await planOf(good('chain'));
  assert.match(JSON.stringify(config), 'Name one of: billing, bug, account.');
  assert.not(JSON.stringify(config).includes('router.md'));
});

test('files for each split have ids of their own', async () => {
  const { splits } = (await planOf(good('json'))).data;
  assert.equal(
    [splits.train, splits.validation].map((items) => items.map(({ id }) => id)),
    [
      ['train:1', 'train:2'],
      ['validation:1', 'validation:3'],
    ],
  );
});

test('the command line wins over the config, and its mistakes are placed there', async () => {
  const plan = await planOf(good('chain'), { overrides: { seed: 0, calls: 5, cycles: 1 } });
  assert.equal([plan.run.seed, plan.run.concurrency, plan.budget.calls, plan.budget.tokens], [0, 4, 5, 2_000_000]);
  assert.is(plan.search.cycles, 1);
  assert.match(JSON.stringify(plan.config), '"seed":0');
  try {
    await planOf(good('chain'), { overrides: { seed: -1 } });
    assert.unreachable();
  } catch (thrown) {
    assert.instance(thrown, ConfigError);
    const [diagnostic] = (thrown as ConfigError).diagnostics;
    assert.is(diagnostic?.file, 'command line');
    assert.is(diagnostic?.message, 'run.seed cannot be -1');
  }
});

test.run();
