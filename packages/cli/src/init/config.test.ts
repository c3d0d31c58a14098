import { join } from 'node:path';
import { checkBudgetInConfig, createPlan, loadConfig, type Plan } from '@maspo/core/plan';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { emptyProject, type Project } from '../../test/project.ts';
import { columnsOf, guessFields, type Item } from './columns.ts';
import { configFile, type Job } from './config.ts';
import { ownJob, sampleJob } from './job.ts';
import { messagesFile } from './messages.ts';
import { FIRST_MODEL, PROVIDERS, type Provider } from './providers.ts';

const test = suite('the config that maspo init writes');
let project: Project;
test.before(() => {
  project = emptyProject();
});
test.after(() => project.remove());

/** Writes a config and reads it as `maspo validate` does. @throws ConfigError */
async function planFor(provider: Provider, job: Job, thinks = false): Promise<Plan> {
  project.write('maspo.config.yaml', configFile({ provider, model: FIRST_MODEL[provider], thinks }, job));
  const loaded = await loadConfig({ cwd: project.dir, env: {} });
  const plan = await createPlan(loaded);
  checkBudgetInConfig(plan, loaded);
  return plan;
}

/** Writes items as the data of a user. @returns what a config for them says; the label as guessed by default. */
function jobFor(items: readonly Item[], label?: null): Job {
  project.write('our data/items.jsonl', items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  const columns = columnsOf(items);
  const guess = guessFields(columns);
  const file = join(project.dir, 'our data/items.jsonl');
  return ownJob(project.dir, { file, columns }, guess.input, label === undefined ? guess.label : label);
}

const itemsOf = (count: number, labelOf: (index: number) => unknown): Item[] =>
  Array.from({ length: count }, (_, index) => ({ text: `This is message number ${index}.`, label: labelOf(index) }));

for (const provider of PROVIDERS) {
  test(`with the sample it is valid for ${provider}, and has no note`, async () => {
    project.write('messages.jsonl', messagesFile());
    const plan = await planFor(provider, sampleJob());
    assert.equal(plan.data.notes ?? [], []);
    assert.is(plan.models.small?.use, provider);
  });

  test(`without right answers it is valid for ${provider}, with a judge`, async () => {
    const plan = await planFor(provider, jobFor(itemsOf(40, String), null));
    assert.is(plan.score.global?.use, 'pairwise-judge');
    assert.is(plan.models.judge?.use, provider);
  });
}

const LABELS: readonly (readonly [name: string, labelOf: (index: number) => unknown, use: string])[] = [
  ['choices', (index) => ['yes', 'No: "never"', '- #1'][index % 3], 'exact-match'],
  ['booleans', (index) => index % 2 === 0, 'exact-match'],
  ['numbers', (index) => index * 7, 'numeric'],
  ['words', (index) => `answer ${index}`, 'exact-match'],
  ['lists', (index) => [`answer ${index}`, String(index)], 'exact-match'],
  ['JSON', (index) => ({ at: index }), 'json-equal'],
  ['long texts', (index) => `${index} `.repeat(60), 'pairwise-judge'],
  ['hostile texts', (index) => ['${env:HOME}', '{{item.text}}', '\u202e"\n'][index % 3], 'exact-match'],
];
for (const [name, labelOf, use] of LABELS) {
  test(`with ${name} as right answers it is valid and scores by ${use}`, async () => {
    const plan = await planFor('ollama', jobFor(itemsOf(36, labelOf)));
    assert.is(plan.score.global?.use, use);
    assert.equal(plan.data.notes ?? [], []);
  });
}

test('it is valid for few items and for many, and its budget leaves room for a search', async () => {
  for (const count of [2, 3, 10, 200, 5000]) {
    const { splits } = (await planFor('llama', jobFor(itemsOf(count, (index) => `answer ${index}`)))).data;
    assert.ok(splits.train.length >= 1 && splits.validation.length >= 1, `${count} items`);
    assert.ok(splits.train.length <= 60 && splits.test.length <= 80, `${count} items`);
  }
  await planFor('llama', jobFor(itemsOf(5000, String), null));
});

test('a field with a strange name is quoted, and several fields are read each under its name', async () => {
  const items = Array.from({ length: 30 }, (_, index) => ({
    ключ: `text ${index} that is long enough to be read`,
    context: `What it is about: ${index}.`,
    null: ['a', 'b'][index % 2],
  }));
  const plan = await planFor('llama', jobFor(items));
  assert.match(plan.system.agents[0]?.input.source ?? '', 'Context: {{item.context}}\nКлюч: {{item.ключ}}');
  assert.equal(plan.data.labelFields, ['null']);
});

test('a model that thinks is told not to: its replies are short', async () => {
  const plan = await planFor('ollama', sampleJob(), true);
  assert.is(plan.models.small?.options.think, false);
});

test.run();
