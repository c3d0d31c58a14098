import { createPrompt, isPrompt, type Prompt, type Proposal } from '@maspo/core';
import { fakeAgent, fakeCandidate, type OperatorTest, testOperator } from '@maspo/core/testing';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from './index.ts';

const sentence = fc.constantFrom(
  'Read the message carefully. ',
  'Please be brief. ',
  'Decide which team gets it.\n',
  'Answer with one word',
  '- Do not explain.\n',
  'Reply as {"team": "a. B"}. ',
  'End with \\boxed{x}. ',
  'Key words: refund, invoice. ',
  'KEEP THIS. And this ',
  '你好。',
  ' ',
);
const text = fc.oneof(
  fc.array(sentence, { maxLength: 4 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const prompt = fc.record({ role: text, task: text, context: text, format: text }).map(createPrompt);
const frozen = fc.subarray(['KEEP THIS. And this', '{"team": "a. B"}', 'one word']);
const seed = fc.integer({ min: 0, max: 1000 });

const operators = {
  'phrase-swap': plugin.mutate?.['phrase-swap'],
  'keyword-insert': plugin.mutate?.['keyword-insert'],
  'drop-section': plugin.mutate?.['drop-section'],
  'section-recombine': plugin.crossover?.['section-recombine'],
  'sentence-splice': plugin.crossover?.['sentence-splice'],
  variants: plugin.init?.variants,
} as const;

async function propose(name: keyof typeof operators, inputs: OperatorTest): Promise<readonly Proposal[]> {
  return (await testOperator<readonly Proposal[]>(operators[name], inputs)).result;
}

const lost = (parents: readonly Prompt[], child: Prompt, spans: readonly string[]): string[] =>
  spans.filter((span) => parents.every((parent) => parent.text.includes(span)) && !child.text.includes(span));

for (const name of Object.keys(operators) as (keyof typeof operators)[]) {
  test(`${name}: a proposal is new, not empty, and keeps all frozen spans`, () =>
    fc.assert(
      fc.asyncProperty(prompt, prompt, frozen, seed, async (parent, other, spans, randomSeed) => {
        const proposals = await propose(name, {
          seed: parent,
          parent,
          parents: [parent, other],
          population: [fakeCandidate(parent), fakeCandidate(other)],
          agent: fakeAgent({ frozen: spans, purpose: parent.text }),
          randomSeed,
        });
        assert.ok(proposals.length > 0);
        const parents = name === 'section-recombine' || name === 'sentence-splice' ? [parent, other] : [parent];
        for (const child of proposals.filter(isPrompt)) {
          assert.ok(parents.every(({ id }) => id !== child.id));
          assert.is.not(child.text, '');
          assert.equal(lost(parents, child, spans), []);
        }
      }),
      { numRuns: 150 },
    ));
}

const words = (...prompts: readonly Prompt[]): Set<string> =>
  new Set(
    prompts.flatMap(({ text: whole }) =>
      whole
        .replace(/[。！？｡]/g, '$& ')
        .trim()
        .split(/\s+/),
    ),
  );

test('crossover makes nothing up: each word comes from a parent', () =>
  fc.assert(
    fc.asyncProperty(prompt, prompt, seed, async (first, second, randomSeed) => {
      for (const name of ['section-recombine', 'sentence-splice'] as const) {
        const [child] = await propose(name, { parents: [first, second], randomSeed });
        if (child === undefined || !isPrompt(child)) continue;
        assert.equal(
          [...words(child)].filter((word) => !words(first, second).has(word)),
          [],
        );
      }
    }),
    { numRuns: 150 },
  ));

test.run();
