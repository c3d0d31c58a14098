import { createPrompt, type Prompt, type Proposal } from '@maspo/core';
import { fakeAgent, promptsOf, rejectionsOf, testOperator } from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from '../index.ts';

type Name = 'section-recombine' | 'sentence-splice';

/** The texts of all children that some seed leads to. */
async function children(name: Name, parents: readonly [Prompt, Prompt], frozen: readonly string[] = []) {
  const texts = new Set<string>();
  for (let randomSeed = 0; randomSeed < 40; randomSeed++)
    for (const { text } of promptsOf(await cross(name, parents, frozen, randomSeed))) texts.add(text);
  return [...texts].sort();
}

async function cross(name: Name, parents: readonly [Prompt, Prompt], frozen: readonly string[] = [], randomSeed = 1) {
  const test = { parents, agent: fakeAgent({ frozen }), randomSeed };
  return (await testOperator<readonly Proposal[]>(plugin.crossover?.[name], test)).result;
}

test('section-recombine: every child has something of both parents', async () => {
  const parents = [createPrompt({ role: 'R1', task: 'T1' }), createPrompt({ role: 'R2', task: 'T2' })] as const;
  assert.equal(await children('section-recombine', parents), ['R1\nT2', 'R2\nT1']);
});

test('section-recombine: equal sections stay', async () => {
  const first = createPrompt({ role: 'R', task: 'T1', format: 'F1' });
  assert.equal(await children('section-recombine', [first, createPrompt({ role: 'R', task: 'T2', format: '' })]), [
    'R\nT1',
    'R\nT2\nF1',
  ]);
});

test('section-recombine: where one section differs its sentences are mixed', async () => {
  const first = createPrompt({ role: 'R', task: 'Aaa. Bbb.' });
  assert.equal(await children('section-recombine', [first, first.set('task', 'Ccc.')]), [
    'R\nAaa. Bbb. Ccc.',
    'R\nAaa. Ccc.',
    'R\nAaa. Ccc. Bbb.',
    'R\nCcc. Aaa. Bbb.',
  ]);
});

test('section-recombine: a section that one parent lacks is halved', async () => {
  const first = createPrompt({ role: 'R', task: 'Aaa. Bbb.' });
  assert.equal(await children('section-recombine', [first, first.drop('task')]), ['R\nAaa.', 'R\nBbb.']);
  const short = first.set('task', 'Aaa.');
  assert.equal(rejectionsOf(await cross('section-recombine', [short, short.drop('task')])), [
    'the parents have nothing to recombine',
  ]);
  assert.equal(rejectionsOf(await cross('section-recombine', [first, first])), ['the parents do not differ']);
});

test('section-recombine: a frozen span that stands in different sections is not lost', async () => {
  const parents = [
    createPrompt({ role: 'KEEP', task: 'T1', format: 'F1' }),
    createPrompt({ role: 'R2', task: 'KEEP', format: 'F2' }),
  ] as const;
  const texts = await children('section-recombine', parents, ['KEEP']);
  assert.ok(texts.length > 0);
  assert.ok(
    texts.every((text) => text.includes('KEEP')),
    texts.join(' | '),
  );
  const two = [createPrompt({ role: 'KEEP', task: 'T1' }), createPrompt({ role: 'R2', task: 'KEEP' })] as const;
  assert.equal(await children('section-recombine', two, ['KEEP']), ['KEEP\nKEEP']);
});

test('sentence-splice: takes a beginning of one and an end of the other, or alternates', async () => {
  const parents = [
    createPrompt({ task: 'Read it. Be brief.' }),
    createPrompt({ task: 'Look at it. Decide.' }),
  ] as const;
  const texts = await children('sentence-splice', parents);
  assert.ok(texts.includes('Read it. Decide.'));
  assert.ok(texts.includes('Read it. Look at it. Be brief. Decide.'));
});

test('sentence-splice: sentences that both have stand once', async () => {
  const parents = [
    createPrompt({ task: 'Read it. Be brief.' }),
    createPrompt({ task: 'Be  brief! Read it. Decide.' }),
  ] as const;
  for (const text of await children('sentence-splice', parents))
    assert.is(text.split('Read it.').length <= 2, true, text);
});

test('sentence-splice: JSON and \\boxed{} are never cut', async () => {
  const parents = [
    createPrompt({ format: 'Reply with {"a": "One. Two."} only. Stop.' }),
    createPrompt({ format: 'End with \\boxed{One. Two}. No words.' }),
  ] as const;
  for (const text of await children('sentence-splice', parents))
    assert.not.match(text.replace('{"a": "One. Two."}', '').replace('\\boxed{One. Two}', ''), /One|Two|\{|\}/);
});

test('sentence-splice: a sentence without a stop does not run into the next', async () => {
  const parents = [createPrompt({ task: 'Answer with one word' }), createPrompt({ task: 'Be brief.' })] as const;
  assert.equal(await children('sentence-splice', parents), [
    'Answer with one word\nBe brief.',
    'Be brief. Answer with one word',
  ]);
});

test('sentence-splice: without a section to mix it says so', async () => {
  const first = createPrompt({ role: 'R.', task: 'T.' });
  for (const second of [first, createPrompt({ task: 'T.', format: 'F.' })])
    assert.equal(rejectionsOf(await cross('sentence-splice', [first, second])), ['no section has sentences to mix']);
});

test.run();
