import { isAbsolute, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { storeDirectory } from './directory.ts';
import { parseReference } from './reference.ts';

const urlOf = (model: string, env = {}): string => {
  const reference = parseReference(model, '/project', env);
  return reference.kind === 'url' ? reference.url : reference.kind;
};
const messageOf = (model: string): string => {
  try {
    return `no error: ${JSON.stringify(parseReference(model, '/project', {}))}`;
  } catch (thrown) {
    return (thrown as Error).message;
  }
};

test('a plain word is a name of the store', () => {
  assert.equal(parseReference('smollm2-135m', '/project', {}), { kind: 'name', name: 'smollm2-135m' });
});

test('a separator or the ending .gguf make a path, relative to the config’s folder', () => {
  for (const model of ['models/a', './a', 'a.gguf', '/m/a.GGUF', 'C:\\m\\a.gguf'])
    assert.equal(parseReference(model, '/project', {}), { kind: 'path', path: resolve('/project', model) });
});

test('hf: names a file on Hugging Face, at a revision if one is given', () => {
  assert.is(urlOf('hf:o/r/f.gguf'), 'https://huggingface.co/o/r/resolve/main/f.gguf');
  assert.is(urlOf('hf:o/r-GGUF@abc123/sub/f.gguf'), 'https://huggingface.co/o/r-GGUF/resolve/abc123/sub/f.gguf');
});

test('HF_ENDPOINT names a mirror', () => {
  assert.is(
    urlOf('hf:o/r/f.gguf', { HF_ENDPOINT: 'https://mirror.test/' }),
    'https://mirror.test/o/r/resolve/main/f.gguf',
  );
});

test('what is no file on Hugging Face is refused with the form to write', () => {
  for (const model of ['hf:o/r', 'hf:f.gguf', 'hf:o/r/f.bin'])
    assert.match(messageOf(model), 'names no file on Hugging Face');
});

test('only https is fetched, except from this machine', () => {
  assert.match(messageOf('http://models.test/a.gguf'), 'is no https address');
  assert.match(messageOf('ftp://models.test/a.gguf'), 'is no https address');
  assert.is(urlOf('http://127.0.0.1:8080/a.gguf'), 'http://127.0.0.1:8080/a.gguf');
  assert.is(urlOf('https://models.test/a.gguf'), 'https://models.test/a.gguf');
});

test('files of the same name from different places have different places in the store', () => {
  const files = ['https://a.test/m.gguf', 'https://b.test/m.gguf'].map((url) => parseReference(url, '/project', {}));
  const names = files.map((reference) => (reference.kind === 'url' ? reference.file : ''));
  assert.is(new Set(names).size, 2);
  assert.ok(names.every((name) => /^m-[0-9a-f]{8}\.gguf$/.test(name)));
});

test('an address cannot choose a place outside the store', () => {
  const reference = parseReference('https://a.test/x/..%2f..%2fevil%00.gguf', '/project', {});
  assert.ok(reference.kind === 'url' && /^[\w.-]+\.gguf$/.test(reference.file), JSON.stringify(reference));
});

test('the store is where the option says, else MASPO_MODELS, else the cache folder', () => {
  const env = { MASPO_MODELS: '/models', XDG_CACHE_HOME: '/cache' };
  assert.is(storeDirectory('mine', '/project', env), resolve('/project/mine'));
  assert.is(storeDirectory(undefined, '/project', env), resolve('/models'));
  assert.is(storeDirectory(undefined, '/project', { XDG_CACHE_HOME: '/cache' }), '/cache/maspo/models');
  const home = storeDirectory(undefined, '/project', { XDG_CACHE_HOME: 'relative' });
  assert.ok(isAbsolute(home) && home.endsWith('.cache/maspo/models'), home);
});

test.run();
