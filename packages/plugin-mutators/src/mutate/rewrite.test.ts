import { createPrompt, type Proposal, printPrompt } from '@maspo/core';
import {
  agentId,
  fakeAgent,
  fakeOutput,
  fakeTrace,
  type OperatorTest,
  promptsOf,
  rejectionsOf,
  supportItems,
  testOperator,
} from '@maspo/core/testing';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from '../index.ts';

const parent = createPrompt({ role: 'You route.', task: 'Decide.' });

async function rewrite(replies: NonNullable<OperatorTest['replies']>, more: OperatorTest = {}) {
  const { result, requests } = await testOperator<readonly Proposal[]>(plugin.mutate?.rewrite, {
    parent,
    replies,
    ...more,
    options: { model: 'big', ...more.options },
  });
  const shown = requests.map(({ messages }) => messages.map(({ content }) => content).join('\n'));
  return { prompts: promptsOf(result), rejections: rejectionsOf(result), requests, shown };
}

const good = '<prompt>\n## role\nYou sort.\n\n## format\nOne word.\n</prompt>';

test('the prompt in the reply is the proposal', async () => {
  const { prompts, requests } = await rewrite([`Because of this: ${good} Good luck.`]);
  assert.equal(prompts[0]?.sections, { role: 'You sort.', task: '', context: '', format: 'One word.' });
  assert.is(requests.length, 1);
  assert.is(requests[0]?.model, 'big');
  assert.equal(requests[0]?.sampling, { temperature: 0.7, maxTokens: 1024 });
});

test('braces, JSON, \\boxed{} and tags of the prompt survive', async () => {
  const text = 'Reply {"a": {"b": [1]}} and \\boxed{${x}} in <case>…</case>, $& too.';
  const { prompts, shown } = await rewrite([`<prompt>## task\n${text}</prompt>`], {
    parent: createPrompt({ task: text.slice(1) }),
  });
  assert.is(prompts[0]?.get('task'), text);
  assert.ok(shown[0]?.includes('{"a": {"b": [1]}} and \\boxed{${x}}'));
  const copied = await rewrite(['<prompt>## task\nLook at &lt;case>.</prompt>'], {
    parent: createPrompt({ task: 'See <case>.' }),
  });
  assert.is(copied.prompts[0]?.get('task'), 'Look at <case>.');
});

test('a code fence around the prompt is not part of it', async () => {
  const { prompts } = await rewrite(['<prompt>\n```markdown\n## task\nGo.\n```\n</prompt>']);
  assert.is(prompts[0]?.text, 'Go.');
});

test('a reply without the tag is repaired once', async () => {
  const { prompts, requests, shown } = await rewrite(['You should sort better.', good]);
  assert.is(prompts.length, 1);
  assert.is(requests.length, 2);
  assert.match(shown[1] ?? '', /You should sort better\.\nYour reply cannot be used: no <prompt> in the reply\./);
});

test('a reply that is nothing but a prompt needs no tags', async () => {
  const { prompts, requests } = await rewrite(['## role\nYou sort.\n\n## format\nOne word.\n']);
  assert.is(prompts[0]?.get('format'), 'One word.');
  assert.is(requests.length, 1);
});

const copied = '<prompt>## task\nIf it says "I was charged twice for the invoice of May", say billing.</prompt>';

const useless: readonly (readonly [reply: string, counted: string, said: string])[] = [
  ['no tag', 'no-reply', 'no <prompt> in the reply'],
  ['', 'no-reply', 'no <prompt> in the reply'],
  ['<prompt>## task\nCut', 'unreadable', 'do not pair'],
  ['</prompt><prompt>', 'unreadable', 'do not pair'],
  [`${good}${good}`, 'unreadable', 'more than one <prompt> in the reply'],
  ['<prompt> </prompt>', 'empty', 'an empty prompt in the reply'],
  ['<prompt>## style\nNice.</prompt>', 'unreadable', 'unknown section in the reply'],
  ['<prompt>## task\na\n## role\nb\n## task\nc</prompt>', 'unreadable', 'duplicate section in the reply'],
  [`<prompt>${printPrompt(parent)}</prompt>`, 'unchanged', 'the new prompt is the old one'],
  [`<prompt>${'Be brief. '.repeat(500)}</prompt>`, 'too-long', 'longer than 1200 characters'],
  ['## task\nCut </prompt>', 'unreadable', 'do not pair'],
  [
    '## task\nSort.\n## context\n<neighbour name="reader">\nRead.\n</neighbour>',
    'echo',
    'the new prompt repeats <neighbour> of the request',
  ],
  [copied, 'leak', 'the new prompt copies a case word for word: "i was charged twice for the invoice of"'],
];
for (const [reply, counted, said] of useless)
  test(`${JSON.stringify(reply.slice(0, 50))} twice is rejected as ${counted}`, async () => {
    const { prompts, rejections, requests, shown } = await rewrite(() => reply);
    assert.equal(prompts, []);
    assert.equal(rejections, [counted]);
    assert.is(requests.length, 2);
    assert.match(shown[1] ?? '', said);
  });

test('a reply that was cut says so, and the model is told to be shorter', async () => {
  const cut = { text: '<prompt>## task\nOnce upon', finish: 'length', usage: null } as const;
  const { rejections, shown } = await rewrite([cut, cut]);
  assert.equal(rejections, ['cut']);
  assert.match(shown[1] ?? '', /was cut before <\/prompt>: be shorter/);
});

test('what the parent quotes may stay in the new prompt', async () => {
  const quoting = createPrompt({ task: 'Decide. Example: I was charged twice for the invoice of May.' });
  const { prompts } = await rewrite(['<prompt>Example: I was charged twice for the invoice of May. Sort.</prompt>'], {
    parent: quoting,
  });
  assert.is(prompts.length, 1);
});

test('a reply that lost frozen text is repaired, and told what to keep', async () => {
  const agent = fakeAgent({ frozen: ['Decide.'] });
  const { prompts, shown } = await rewrite([good, '<prompt>## task\nThink. Decide.</prompt>'], { agent });
  assert.is(prompts[0]?.text, 'Think. Decide.');
  assert.match(shown[1] ?? '', /frozen text is missing/);
  assert.match(shown[0] ?? '', /must stay in the prompt word for word: "Decide\."/);
});

test('it is shown the place of the agent, and its cases with label and score', async () => {
  const agent = fakeAgent({
    id: 'reader',
    isAnswer: false,
    predecessors: [agentId('finder')],
    successors: [agentId('router')],
    contract: { kind: 'text', maxWords: 9 },
  });
  const agents = [
    fakeAgent({ id: 'finder', purpose: 'Find it.' }),
    agent,
    fakeAgent({ id: 'router', purpose: 'Route it.' }),
  ];
  const next = [{ agent: agentId('router'), output: fakeOutput('bug') }];
  const trace = fakeTrace({
    output: fakeOutput('a note'),
    next,
    answer: fakeOutput('bug', { value: null, problem: 'names none' }),
  });
  const { shown } = await rewrite([good], { agent, agents, traces: [trace] });
  for (const part of [
    'called reader',
    'output of finder',
    'Find it.',
    'read by router',
    'Route it.',
    'at most 9 words',
    'charged twice',
    'a note',
    '<case_next agent="router">\nbug',
    'this output names none',
    '<case_expected>\nbilling',
    'from 0 to 1: 0',
  ])
    assert.ok(shown[0]?.includes(part), part);
});

test('misaligned cases come first, and no item is shown twice', async () => {
  const tried = createPrompt({ task: 'Tell a story.' });
  const [first, second, third] = supportItems.map((item) => fakeTrace({ item }));
  if (first === undefined || second === undefined || third === undefined) throw new Error('three items are needed');
  const misalignments = [
    {
      prompt: tried,
      trace: third,
      reference: fakeTrace({ output: fakeOutput('before') }),
      local: 1,
      lookahead: 0,
      global: null,
    },
  ];
  const { shown } = await rewrite([good], { traces: [first, third, second], misalignments, options: { examples: 2 } });
  assert.match(
    shown[0] ?? '',
    /Case 1, misaligned\. Here the agent's own output got better, but the next agents got worse\./,
  );
  assert.match(shown[0] ?? '', /<case_output when="before">\nbefore\n/);
  assert.is(shown[0]?.split('I cancelled').length, 2);
  assert.match(shown[0] ?? '', /Case 2\.\n<case_input>\nMessage: I was charged twice/);
  assert.not.match(shown[0] ?? '', /Case 3/);
});

test('the model is told what has been tried, and a prompt of these is repaired once, then counted', async () => {
  const tried = [createPrompt({ task: 'Route it with care.' })];
  const again = '<prompt>## task\nRoute it with care.</prompt>';
  const { prompts, shown } = await rewrite([again, good], { tried });
  assert.match(shown[0] ?? '', /make another:\n\n<tried>\nadded "Route it with care\."/);
  assert.match(shown[1] ?? '', /cannot be used: the new prompt has been tried already\./);
  assert.is(prompts.length, 1);
  assert.equal((await rewrite([again, again], { tried })).rejections, ['duplicate']);
});

test('examples: 0 shows none, and of misaligned cases three are shown at most', async () => {
  assert.not.match((await rewrite([good], { options: { examples: 0 } })).shown[0] ?? '', /<case/);
  const misalignments = supportItems.map((item) => {
    const trace = fakeTrace({ item });
    return { prompt: createPrompt({}), trace, reference: trace, local: 1, lookahead: 0, global: null };
  });
  const { shown } = await rewrite([good], { misalignments, traces: [], options: { examples: 9 } });
  assert.is(shown[0]?.match(/, misaligned\./g)?.length, 3);
});

test('two rewrites of one parent are different calls, unless the model is greedy', async () => {
  const sampleOf = async (randomSeed: number, temperature: number) =>
    (await rewrite([good], { randomSeed, options: { temperature } })).requests[0]?.sample;
  assert.is.not(await sampleOf(1, 0.7), await sampleOf(2, 0.7));
  assert.is(await sampleOf(1, 0), await sampleOf(2, 0));
});

const hostile = fc
  .array(
    fc.oneof(
      fc.string(),
      fc.constantFrom('</case_input>', '<prompt>', '</prompt>', '</ case_output >', '<CASE_ANSWER>', '## role\n', '\n'),
    ),
  )
  .map((parts) => parts.join(''));

test('data can neither close its tag nor open another', () =>
  fc.assert(
    fc.asyncProperty(hostile, hostile, hostile, async (input, output, label) => {
      const trace = fakeTrace({ item: { id: '1', fields: { team: label } }, input, output: fakeOutput(output) });
      const { shown } = await rewrite([good], { traces: [trace] });
      const tags = (shown[0] ?? '').match(/<\s*\/?\s*case_\w+/gi);
      const pair = (tag: string) => [`<${tag}`, `</${tag}`];
      assert.equal(tags, ['case_input', 'case_output', 'case_answer', 'case_expected'].flatMap(pair));
      assert.is(shown[0]?.match(/<\s*\/?\s*prompt\b/gi)?.length, 2);
    }),
    { numRuns: 50 },
  ));

test('long texts are shortened', async () => {
  const { shown } = await rewrite([good], {
    traces: [fakeTrace({ input: 'x'.repeat(100_000), output: fakeOutput('y'.repeat(100_000)) })],
  });
  assert.ok((shown[0]?.length ?? 0) < 10_000);
  assert.match(shown[0] ?? '', /xxx \[…\]/);
});

test.run();
