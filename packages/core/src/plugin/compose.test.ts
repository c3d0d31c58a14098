import { Ajv } from 'ajv';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { composeSchema, operatorsOf } from './compose.ts';
import { definePlugin } from './contract.ts';
import { VOCABULARY } from './dialect.ts';

const plugin = definePlugin({
  name: 'small',
  forward: {
    echo: {
      description: 'Echoes.',
      options: { type: 'object', properties: { model: { type: 'string', description: 'Model.', default: 'a' } } },
      run: async () => ({ text: '', finish: 'stop', usage: null }),
    },
  },
  mutate: {
    swap: {
      description: 'Swaps.',
      options: {
        type: 'object',
        required: ['count'],
        properties: { count: { type: 'integer', minimum: 1, description: 'How often.' } },
      },
      run: () => [],
    },
    drop: { description: 'Drops.', run: () => [] },
  },
  score: { match: { kind: 'absolute', description: 'Matches.', run: () => 1 } },
  select: { beam: { description: 'Best.', run: () => [] } },
});

const valid = () => ({
  plugins: ['small'],
  models: { m: { use: 'echo' } },
  system: { agents: [{ id: 'a', model: 'm', prompt: 'Do it.', input: 'x' }] as object[] },
  data: { file: 'items.jsonl' } as object,
  mutate: [{ use: 'swap', count: 2 }] as object[],
  score: { global: { use: 'match' } } as object,
});

function errorsOf(config: object): string[] {
  const ajv = new Ajv({ allErrors: true, useDefaults: true, strict: false });
  for (const word of VOCABULARY) ajv.addKeyword(word);
  const validate = ajv.compile({ ...composeSchema([plugin]) });
  validate(config);
  return (validate.errors ?? [])
    .filter(({ keyword }) => keyword !== 'if')
    .map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}

test('a valid config has no error, and gets the defaults of the core and of its operators', () => {
  const config = valid();
  assert.equal(errorsOf(config), []);
  assert.is((config.models.m as { model?: string }).model, 'a');
  assert.is((config.models.m as { timeout?: number }).timeout, 120);
  assert.equal((config as { select?: object }).select, { use: 'beam' });
});

test('each mistake is one error', () => {
  const mistakes: [string, object, string][] = [
    ['unknown operator', { mutate: [{ use: 'swop', count: 2 }] }, '/mutate/0/use enum'],
    ['no operator', { mutate: [{ count: 2 }] }, '/mutate/0 required'],
    ['unknown option', { mutate: [{ use: 'swap', count: 2, size: 1 }] }, '/mutate/0 additionalProperties'],
    ['option of another operator', { mutate: [{ use: 'drop', count: 2 }] }, '/mutate/0 additionalProperties'],
    ['missing option', { mutate: [{ use: 'swap' }] }, '/mutate/0 required'],
    ['wrong option', { mutate: [{ use: 'swap', count: 0 }] }, '/mutate/0/count minimum'],
    ['wrong key of the core', { mutate: [{ use: 'swap', count: 1, weight: 'a' }] }, '/mutate/0/weight type'],
    ['wrong use', { mutate: [{ use: 3 }] }, '/mutate/0/use enum'],
    ['a phase without operators', { crossover: [{ use: 'splice' }] }, '/crossover/0/use not'],
    ['neither file nor files', { data: {} }, '/data required'],
    ['file and files', { data: { file: 'a', files: { train: 'a', validation: 'b' } } }, '/data/file false schema'],
  ];
  for (const [name, change, expected] of mistakes) assert.equal(errorsOf({ ...valid(), ...change }), [expected], name);
});

test('an agent is a prompt on a model, or a program with the options of its operator', () => {
  const agents = (agent: object): string[] => errorsOf({ ...valid(), system: { agents: [agent] } });
  assert.equal(agents({ id: 'a', use: 'echo', model: 'b', after: [] }), []);
  assert.equal(agents({ id: 'a', use: 'echo', prompt: 'x' }), ['/system/agents/0 additionalProperties']);
  assert.equal(agents({ id: 'a', model: 'm', prompt: 'x', input: 'y', command: [] }), [
    '/system/agents/0 additionalProperties',
  ]);
  assert.equal(agents({ id: 'a', prompt: 'x', input: 'y' }), ['/system/agents/0 required']);
});

test('the default of init is the seed where a plugin has it', () => {
  const init = (schema: object): unknown =>
    (schema as { properties: { init: { default: unknown } } }).properties.init.default;
  assert.equal(init(composeSchema([plugin])), []);
  const seed = definePlugin({ name: 'seed', init: { seed: { description: 'The seed.', run: () => [] } } });
  assert.equal(init(composeSchema([plugin, seed])), [{ use: 'seed' }]);
});

test('editors are told what each operator is for', () => {
  const schema = JSON.stringify(composeSchema([plugin]));
  assert.match(schema, '"enum":["swap","drop"],"enumDescriptions":["Swaps.","Drops."]');
});

test('of two operators with one name the first counts', () => {
  const other = definePlugin({ name: 'other', mutate: { drop: { description: 'Other.', run: () => [] } } });
  assert.is(operatorsOf([plugin, other], 'mutate').get('drop')?.description, 'Drops.');
});

test.run();
