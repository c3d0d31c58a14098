import { createPrompt, isPrompt, type Output, type Prompt, type Proposal, printPrompt, type Trace } from '@maspo/core';
import {
  agentId,
  fakeAgent,
  fakeCandidate,
  fakeItems,
  fakeOutput,
  fakeTrace,
  type OperatorTest,
  operatorInputs,
  promptsOf,
  testOperator,
} from '@maspo/core/testing';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from './index.ts';

const OPERATORS = [
  ...Object.entries(plugin.init ?? {}),
  ...Object.entries(plugin.mutate ?? {}),
  ...Object.entries(plugin.crossover ?? {}),
].map(([name, operator]) => ({ name, operator }));
/** Those that need a model; others are tried with one and without. */
const BY_MODEL = ['rewrite', 'repair', 'explore', 'merge'];
const uses = [
  // `align` needs a reply with two prompts: its own test has them.
  ...OPERATORS.filter(({ name }) => !['seed', 'align'].includes(name)).map(({ name, operator }) => ({
    name,
    operator,
    options: BY_MODEL.includes(name) ? { model: 'big' } : {},
  })),
  ...OPERATORS.filter(({ name }) => ['variants', 'tighten'].includes(name)).map(({ name, operator }) => ({
    name: `${name} by model`,
    operator,
    options: { model: 'big' },
  })),
  ...OPERATORS.filter(({ name }) => name === 'phrase-swap').map(({ name, operator }) => ({
    name: `${name} by model`,
    operator,
    options: { model: 'big', from: ['model'], swaps: 2 },
  })),
];

const LEAKY = 'the parcel that I sent back has never come to your shop';
const KEPT = ['KEEP THIS. And this', '{"team": "a. B"}', 'one word', 'Answer: bug', 'exactly one'];
const sentence = fc.constantFrom(
  'Read the message carefully. ',
  'Please be brief. ',
  'Read it in order to sort it, then decide, please (if you can). ',
  'Decide which team gets it.\n',
  'Answer with one word',
  'Say billing, bug or account. ',
  'Answer with exactly one word: billing, bug or account. ',
  '- Do not explain.\n',
  '1. Note that it is very short.\n',
  'Reply as {"team": "a. B"}. ',
  'End with \\boxed{x}. ',
  'Key words: refund, invoice. ',
  'KEEP THIS. And this ',
  '<example>\nMessage: {x. Y\nAnswer: bug\n</example>\n',
  '<prompt> </prompt> &lt;phrase> $& $1 \\d ',
  '```\nA. B\n',
  '## role\n',
  '你好。',
  ' ',
);
const text = fc.oneof(
  fc.array(sentence, { maxLength: 4 }).map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const prompt = fc.record({ role: text, task: text, context: text, format: text }).map(createPrompt);
const frozen = fc.subarray(KEPT);

/** What a model may reply: anything, in the right form or not, with the parents or an item in it. */
const replyTo = (parents: readonly Prompt[]) => {
  const inside = fc.oneof(text, prompt.map(printPrompt), fc.constant(LEAKY), fc.constant(KEPT.join('. ')));
  const shown = fc.constantFrom(...parents.map(printPrompt));
  const tagged = fc
    .tuple(fc.constantFrom('prompt', 'variant', 'phrase'), fc.oneof(inside, shown), inside)
    .map(([tag, a, b]) => `<${tag}>${a}${tag === 'phrase' ? '' : `\n${b}`}</${tag}>`);
  const chaos = fc
    .array(fc.oneof(inside, fc.constantFrom('<prompt>', '</prompt>', '<phrase>', '</variant>')), { maxLength: 4 })
    .map((parts) => parts.join(''));
  return fc.record({
    text: fc.oneof(
      { weight: 4, arbitrary: tagged },
      fc.array(tagged, { maxLength: 3 }).map((all) => all.join('')),
      chaos,
    ),
    finish: fc.constantFrom('stop', 'length'),
    usage: fc.constant(null),
  });
};

const output: fc.Arbitrary<Output> = fc.oneof(
  fc.constantFrom<Output>({ kind: 'failed', reason: 'refused' }, fakeOutput('bug')),
  fc
    .tuple(text, fc.constantFrom('names none of a', 'names a and b', 'is empty', 'is not JSON', 'odd'))
    .map(([said, problem]) => fakeOutput(said, { value: null, problem })),
);
const items = fakeItems([
  { text: LEAKY, team: 'billing' },
  { text: 'It crashes', team: 'bug', more: [{ deep: 'x' }, null, 1] },
  { text: '', team: 'billing' },
  {},
]);
const router = agentId('router');
const trace: fc.Arbitrary<Trace> = fc
  .record({ item: fc.constantFrom(...items), input: text, output, answer: output, score: fc.constantFrom(null, 0, 1) })
  .map((parts) => fakeTrace({ ...parts, next: [{ agent: router, output: parts.answer }] }));
const contract = fc.constantFrom(
  { kind: 'text' as const },
  { kind: 'text' as const, maxWords: 3 },
  { kind: 'choice' as const, choices: ['billing', 'bug', 'account'] },
  { kind: 'choice' as const, choices: ['very', 'a. B'] },
  { kind: 'regex' as const, pattern: '^[{]$' },
  { kind: 'json' as const, schema: { type: 'object' } },
  { kind: 'json' as const, schema: true },
);

const scene: fc.Arbitrary<OperatorTest & { readonly parents: readonly [Prompt, Prompt] }> = fc
  .record({ parent: prompt, other: prompt, spans: frozen, traces: fc.array(trace, { maxLength: 3 }), contract })
  .chain(({ parent, other, spans, traces, contract: form }) => {
    const agent = fakeAgent({
      id: 'reader',
      // A config with frozen text that its prompt lacks is refused.
      frozen: spans.filter((span) => parent.text.includes(span)),
      purpose: parent.text,
      contract: form,
      successors: [router],
    });
    const [first] = traces;
    const cases = traces.map((one) => ({
      prompt: other,
      trace: one,
      reference: first ?? one,
      local: 1,
      lookahead: 0,
      global: null,
    }));
    return fc
      .record({ replies: fc.array(replyTo([parent, other]), { minLength: 2, maxLength: 2 }), seed: fc.nat(1000) })
      .map(({ replies, seed }) => ({
        seed: parent,
        parent,
        parents: [parent, other] as const,
        population: [fakeCandidate(parent), fakeCandidate(other)],
        others: [
          { agent: fakeAgent({}), incumbent: parent, population: [fakeCandidate(parent), fakeCandidate(other)] },
        ],
        agent,
        agents: [agent, fakeAgent({ contract: { kind: 'choice', choices: ['billing', 'bug', 'account'] } })],
        items,
        traces,
        misalignments: cases,
        replies,
        randomSeed: seed,
      }));
  });

const lost = (parents: readonly Prompt[], child: Prompt, spans: readonly string[]): string[] =>
  spans.filter((span) => parents.every((parent) => parent.text.includes(span)) && !child.text.includes(span));

// `testOperator` runs each twice and compares: that they draw all chance from rng is a law that it checks.
for (const { name, operator, options } of uses) {
  const isCrossover = name in (plugin.crossover ?? {});
  // What is new of a joint proposal is that two prompts are tried together: its own is a parent, as it is.
  const isJoint = name === 'system-merge';
  test(`${name}: proposals are new, each once, not empty, keep frozen spans and copy no item`, async () => {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(scene, async (inputs) => {
        const { result } = await testOperator<readonly Proposal[]>(operator, { ...inputs, options });
        const parents = isCrossover ? inputs.parents : inputs.parents.slice(0, 1);
        const children = promptsOf(result);
        made += children.length;
        assert.ok(result.length > 0);
        assert.is(new Set(children.map(({ id }) => id)).size, children.length);
        for (const child of children) {
          assert.ok(isJoint || parents.every(({ id }) => id !== child.id));
          assert.ok(isJoint || child.text !== '');
          assert.equal(lost(parents, child, inputs.agent?.frozen ?? []), []);
          // Beam members may have quoted an item before: `phrase-swap` takes sentences of them.
          assert.is.not(operatorInputs(inputs, operator.quotes).refusal(child)?.reason, 'leak');
        }
      }),
      // Few replies and traces hold what can be taken.
      { numRuns: / by model$|^example$/.test(name) || BY_MODEL.includes(name) ? 210 : 70 },
    );
    assert.ok(made > 0, 'nothing was proposed');
  });
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

test('crossover without a model makes nothing up: each word comes from a parent', () =>
  fc.assert(
    fc.asyncProperty(prompt, prompt, fc.nat(1000), async (first, second, randomSeed) => {
      for (const name of ['section-recombine', 'sentence-splice'] as const) {
        const inputs = { parents: [first, second] as const, randomSeed };
        const { result } = await testOperator<readonly Proposal[]>(plugin.crossover?.[name], inputs);
        for (const child of result.filter(isPrompt))
          assert.equal(
            [...words(child)].filter((word) => !words(first, second).has(word)),
            [],
          );
      }
    }),
    { numRuns: 100 },
  ));

test('what drops and tightens makes a prompt shorter', () =>
  fc.assert(
    fc.asyncProperty(scene, async (inputs) => {
      for (const name of ['drop', 'drop-section', 'tighten'] as const) {
        const { result } = await testOperator<readonly Proposal[]>(plugin.mutate?.[name], inputs);
        for (const child of result.filter(isPrompt))
          assert.ok(child.text.length < (inputs.parent?.text.length ?? 0), child.text);
      }
    }),
    { numRuns: 50 },
  ));

test.run();
