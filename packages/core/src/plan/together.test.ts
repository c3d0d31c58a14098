import { copyFileSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CODES, type Mistake } from '../config/codes.ts';
import { ConfigError } from '../config/diagnostics.ts';
import { loadConfig } from '../config/load.ts';
import { createPlan } from './create.ts';

const fixtures = join(import.meta.dirname, '../../../../fixtures/config');
const CONFIG = `version: 1
plugins: [${JSON.stringify(join(fixtures, 'plugin.ts'))}]
models:
  small: { use: echo, temperature: 0, context: 64 }
system:
  agents:
    - id: reader
      model: small
      prompt: { role: Careful reader., task: Write a note. }
      input: "Message: {{item.text}}"
    - id: router
      after: [reader]
      model: small
      prompt: Name one of billing and bug.
      frozen: [one of billing]
      input: "{{item.text}} {{reader.output}}"
      output: { choice: [billing, bug] }
  answer: router
data: { file: tickets.jsonl, split: { train: 5, validation: 4 } }
mutate: [{ use: swap, share: 0.5 }, { use: rewrite, model: small }]
score: { global: { use: match, field: team } }
search: { cycles: 3, order: mix }
budget: { tokens: 2000, roles: { judge: { calls: 8 } } }
run: { seed: 7 }
`;

/** Mistakes that do not hide each other: what is written, what is written instead, and what must be said about it. */
const MISTAKES: readonly (readonly [string, string, Mistake])[] = [
  ['temperature: 0', 'temprature: 0', 'unknownKey'],
  ['context: 64', 'context: 6', 'notAllowed'],
  ['model: small\n      prompt: {', 'model: smal\n      prompt: {', 'unknownModel'],
  ['task: Write', 'tusk: Write', 'unknownSection'],
  ['{{item.text}}"\n    - id', '{{item.txt}}"\n    - id', 'unknownPlaceholder'],
  ['after: [reader]', 'after: [raeder]', 'unknownAgent'],
  ['[one of billing]', '[one of the teams]', 'frozenMissing'],
  ['choice: [billing, bug]', 'choice: [bug, bug]', 'badChoices'],
  ['train: 5', 'train: 50', 'splitTooLarge'],
  ['use: swap, share: 0.5', 'use: swop, share: 0.5', 'unknownOperator'],
  ['rewrite, model: small', 'rewrite, modell: small', 'unknownKey'],
  ['field: team', 'field: teem', 'unknownField'],
  ['order: mix', 'order: mox', 'notAllowed'],
  ['cycles: 3', 'cycles: three', 'wrongType'],
  ['tokens: 2000', 'tokens: 2_000', 'numberAsText'],
  ['judge: { calls: 8 }', 'juge: { calls: 8 }', 'unknownKey'],
  ['seed: 7', 'seed: 7, seed: 8', 'duplicateKey'],
  ['answer: router', 'awnser: router', 'unknownKey'],
];
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'maspo-together-')));
copyFileSync(join(fixtures, 'tickets.jsonl'), join(folder, 'tickets.jsonl'));

async function codesOf(config: string): Promise<string[]> {
  writeFileSync(join(folder, 'maspo.config.yaml'), config);
  try {
    await createPlan(await loadConfig({ cwd: folder }));
    return [];
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    return thrown.diagnostics.map(({ code, line }) => `${line} ${code}`).sort();
  }
}

const lineOf = (text: string): number => CONFIG.slice(0, CONFIG.indexOf(text)).split('\n').length;

test('whatever mistakes a config has, each is reported on its line, once, and no other', async () => {
  assert.equal(await codesOf(CONFIG), []);
  await fc.assert(
    fc.asyncProperty(fc.subarray([...MISTAKES], { minLength: 1 }), async (chosen) => {
      const config = chosen.reduce((text, [right, wrong]) => text.replace(right, () => wrong), CONFIG);
      const expected = chosen.map(([right, , mistake]) => `${lineOf(right)} ${CODES[mistake]}`);
      assert.equal(await codesOf(config), expected.sort());
    }),
    { numRuns: 40, seed: 7 },
  );
});

test('a misspelled key is not also reported as missing', async () => {
  for (const [right, wrong] of [
    ['data: {', 'date: {'],
    ['score: {', 'scores: {'],
    ['system:', 'sytem:'],
    ['use: rewrite, model', 'use: rewrite, modle'],
    ['input: "Message', 'inputs: "Message'],
  ] as const) {
    const line = lineOf(right);
    assert.equal(await codesOf(CONFIG.replace(right, wrong)), [`${line} ${CODES.unknownKey}`], wrong);
  }
});

test.after(() => rmSync(folder, { recursive: true }));

test.run();
