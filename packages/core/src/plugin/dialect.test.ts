import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkOperators } from './dialect.ts';

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
