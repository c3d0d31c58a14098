import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allExplanations, explainedCodes } from '../packages/cli/src/messages.ts';
import { CODES } from '../packages/core/src/config/codes.ts';
import { closestName } from '../packages/core/src/config/diagnostics.ts';
import { CallError } from '../packages/core/src/errors.ts';
import { sourcesIn } from './lib/imports.ts';

const test = suite('messages of codes');
const repo = join(import.meta.dirname, '..');

/** Codes as the source writes them; those of calls are made from the kind of failure. */
function codesInSource(): Set<string> {
  const files = sourcesIn(repo, 'packages/*/src/**/*.ts').filter((file) => !/\.(test|fixture)\.ts$/.test(file));
  const written = files.flatMap((file) =>
    [...readFileSync(join(repo, file), 'utf8').matchAll(/'(MASPO-[A-Z][A-Z0-9-]*)'/g)].map(([, code]) => code ?? ''),
  );
  const ofCalls = (['transient', 'permanent', 'item'] as const).map((kind) => new CallError(kind, '', '').code);
  return new Set([...written, ...Object.values(CODES), ...ofCalls]);
}

test('every code that the source has is explained, and no other', () => {
  const codes = codesInSource();
  assert.ok(codes.size > 80, `only ${codes.size} codes were found`);
  const explained = explainedCodes();
  assert.equal(
    [...codes].filter((code) => !explained.includes(code)),
    [],
  );
  assert.equal(
    explained.filter((code) => !codes.has(code)),
    [],
  );
});

test('every explanation has a title, a meaning, a wrong and a right example, and a way to mend it', () => {
  for (const { code, title, text } of allExplanations()) {
    assert.match(title, /^[A-Z].*[^.]$/, code);
    const [meaning = '', wrong = '', right = '', mend = '', ...more] = text.split(
      /^## (?:Wrong|Right|How to mend it)\n$/m,
    );
    assert.equal(more, [], code);
    for (const prose of [meaning, mend]) assert.ok(prose.trim().length >= 20 && !prose.includes('```'), code);
    for (const example of [wrong, right]) assert.match(example.trim(), /^```\w+[\s\S]+?\n```$/, code);
  }
});

test('no two codes have the same title', () => {
  const titles = allExplanations().map(({ title }) => title);
  assert.is(new Set(titles).size, titles.length);
});

test('codes are told apart by their names: a slip leads to the one that was meant', () => {
  assert.is(closestName('MASPO-RUN-BUSSY', explainedCodes()), 'MASPO-RUN-BUSY');
  assert.is(closestName('MASPO-PREFLGHT', explainedCodes()), 'MASPO-PREFLIGHT');
});

test.run();
