import { Ajv } from 'ajv';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { composeSchema, operatorsOf } from './compose.ts';
import { definePlugin } from './contract.ts';
import { checkOperators, VOCABULARY } from './dialect.ts';

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

test('an author is told what is wrong with an operator', () => {
  const problems = (options: object): string[] =>
    checkOperators({ name: 'x', mutate: { op: { description: 'Op.', options, run: () => [] } } } as never).map(
      ({ problem }) => problem,
    );
  const described = { type: 'integer', description: 'A number.' };
  const of = (properties: object, more: object = {}): string[] => problems({ type: 'object', properties, ...more });
  assert.equal(of({ a: described, definitions: described }), []);
  assert.equal(of({ a: { type: 'integer' } }), ['its option "a" has no description']);
  assert.equal(of({ weight: described }), ['its option "weight" has the name of a key that the core reads']);
  assert.equal(of({ a: described }, { allOf: [] }), ['its options must not use "allOf" at the top']);
  assert.equal(of({ a: { ...described, items: { $ref: '#/x' } } }), ['its options must not use "$ref"']);
  assert.equal(of({ a: described }, { required: ['b'] }), ['it requires the option "b", which it does not have']);
  assert.equal(of({ a: { ...described, default: 1.5 } }), ['the default of its option "a" must be integer']);
  assert.equal(problems({ type: 'array' }), ['its options must be { type: "object", properties: { … } }']);
  assert.match(of({ a: { ...described, minimun: 1 } })[0] ?? '', 'unknown keyword: "minimun"');
  assert.match(of({ a: { ...described, type: 'int' } })[0] ?? '', 'no valid schema');
});

test('operators need a plain name, a description and a run function', () => {
  const check = (name: string, operator: object): string | undefined =>
    checkOperators({ name: 'x', mutate: { [name]: operator } } as never)[0]?.problem;
  assert.match(check('Op', { description: 'Op.', run: () => [] }) ?? '', 'its name');
  assert.match(check('op', { run: () => [] }) ?? '', 'no description');
  assert.match(check('op', { description: 'Op.' }) ?? '', 'no `run`');
  assert.is(check('op', { description: 'Op.', run: () => [] }), undefined);
});

test.run();
