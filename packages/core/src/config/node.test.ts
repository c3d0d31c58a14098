import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { interpolate } from './env.ts';
import { type ConfigNode, mergeNodes, placeOf, showPath, toValue, withoutSecrets } from './node.ts';
import { parseText } from './text.ts';

function tree(file: string, text: string): ConfigNode {
  const { root } = parseText({ file, text });
  if (root === undefined) throw new Error('nothing was read');
  return root;
}

test('a map that uses another operator drops the options of the one below it, and keeps its weight', () => {
  const base = tree(
    '/base.yaml',
    'score: { global: { use: judge, model: small, weight: 0.5 }, local: { use: a, x: 1 } }\n',
  );
  const merged = mergeNodes(
    base,
    tree('/over.yaml', 'score: { global: { use: exact, field: team }, local: { use: a, y: 2 } }\n'),
  );
  assert.equal(toValue(merged), {
    score: { global: { use: 'exact', field: 'team', weight: 0.5 }, local: { use: 'a', x: 1, y: 2 } },
  });
});

test('a model on another provider keeps how it samples and is called, and drops the options and the price of the old one', () => {
  const base = tree(
    '/base.yaml',
    'models: { small: { use: llama, model: a, parallel: 2, maxTokens: 24, stop: ["."], price: { input: 1 } } }\n',
  );
  const merged = mergeNodes(base, tree('/over.yaml', 'models: { small: { use: ollama, model: b } }\n'));
  assert.equal(toValue(merged), {
    models: { small: { use: 'ollama', model: 'b', maxTokens: 24, stop: ['.'] } },
  });
});

test('maps merge, lists and values are replaced, and every value keeps its file', () => {
  const base = tree('/base.yaml', 'm: { a: 1, b: { c: 2 } }\nl: [1, 2]\nv: old\n');
  const merged = mergeNodes(base, tree('/over.yaml', 'm: { b: { d: 3 } }\nl: [3]\nv: new\n'));
  assert.equal(toValue(merged), { m: { a: 1, b: { c: 2, d: 3 } }, l: [3], v: 'new' });
  const fileOf = (...path: string[]): string => placeOf(merged, path).source.file;
  assert.is(fileOf('m', 'a'), '/base.yaml');
  assert.is(fileOf('m', 'b', 'c'), '/base.yaml');
  assert.is(fileOf('m', 'b', 'd'), '/over.yaml');
  assert.is(fileOf('v'), '/over.yaml');
});

test('the environment fills texts in, and its values are known as secrets', () => {
  const root = tree('/a.yaml', 'url: "https://${env:HOST}/${env:KEY}"\nn: [x, "${env:SHORT}"]\n');
  const { root: filled, secrets, diagnostics } = interpolate(root, { HOST: 'example.org', KEY: 'k-123', SHORT: 'ab' });
  assert.equal(toValue(filled), { url: 'https://example.org/k-123', n: ['x', 'ab'] });
  assert.equal(secrets, ['example.org', 'k-123']);
  assert.equal(diagnostics, []);
});

test('what is shown and saved has the names of variables, and the defaults', () => {
  const { root } = interpolate(tree('/a.yaml', 'm: { key: "${env:KEY}" }\nl: ["${env:KEY}", b]\n'), { KEY: 'k-123' });
  const shown = withoutSecrets({ m: { key: 'k-123', limit: 4 }, l: ['k-123', 'b'], d: true }, root);
  assert.equal(shown, { m: { key: '${env:KEY}', limit: 4 }, l: ['${env:KEY}', 'b'], d: true });
});

test('every missing variable is reported at its place', () => {
  const { diagnostics } = interpolate(tree('/a.yaml', 'a: "${env:ONE} ${env:TWO}"\nb: "${env:}"\n'), {});
  assert.equal(
    diagnostics.map(({ line, column, message }) => `${line}:${column} ${message}`),
    [
      '1:5 the environment variable ONE is not set',
      '1:16 the environment variable TWO is not set',
      '2:5 "" is not the name of an environment variable',
    ],
  );
});

test('a variable may be empty, and its value is never read for variables again', () => {
  const { root, diagnostics } = interpolate(tree('/a.yaml', 'a: "[${env:EMPTY}]"\nb: "${env:TRICK}"\n'), {
    EMPTY: '',
    TRICK: '${env:OTHER}',
  });
  assert.equal(toValue(root), { a: '[]', b: '${env:OTHER}' });
  assert.equal(diagnostics, []);
});

test('paths are shown as people write them', () => {
  assert.is(showPath(['system', 'agents', 1, 'input']), 'system.agents[1].input');
});

test.run();
