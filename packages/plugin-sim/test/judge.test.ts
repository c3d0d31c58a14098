import type { ForwardRequest, Score } from '@maspo/core';
import { callProvider, fakeAgent, fakeOutput, operatorOf, testOperator } from '@maspo/core/testing';
import scorers from '@maspo/plugin-scorers';
import plugin, { simSystem } from '@maspo/plugin-sim';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const operator = operatorOf(plugin, 'sim');
const sim = simSystem({ world: 'handoff' });
const answersOf =
  (options: Readonly<Record<string, unknown>>) =>
  async ({ messages, sampling }: Pick<ForwardRequest, 'messages' | 'sampling'>) =>
    callProvider(
      { operator, options: { world: 'handoff', part: 'judge', judgeError: 0, positionBias: 0, ...options } },
      messages,
      sampling,
    );

interface Pair {
  readonly output: string;
  readonly reference: string;
  readonly input?: string;
}

/** What the real pairwise judge makes of a pair, with a judge of the world behind it. */
async function compare(
  { output, reference, input = 'To: reader\nTicket T0001: text' }: Pair,
  options: Readonly<Record<string, unknown>> = {},
) {
  const { result } = await testOperator<Score>(scorers.score?.['pairwise-judge'], {
    options: { model: 'm' },
    agent: fakeAgent({ id: 'reader' }),
    input,
    output: fakeOutput(output),
    reference: fakeOutput(reference),
    replies: answersOf(options),
  });
  return typeof result === 'object' && result !== null ? result.score : result;
}

const note = (clarity: number, finding: string, id = 'T0001', opening = 'It is about'): string =>
  `Note of reader on ${id}, clarity ${clarity}. ${opening} ${finding}. Style: plain.`;
const item = (id: string) => sim.items(1, Number(id.slice(1)))[0];
const truth = item('T0001')?.team ?? 'bug';
const wrong = truth === 'bug' ? 'billing' : 'bug';

test('an honest judge prefers what looks clearer, and what is right', async () => {
  assert.is(await compare({ output: note(4, truth), reference: note(3, truth) }), 1);
  assert.is(await compare({ output: note(3, wrong), reference: note(3, truth) }), 0);
  assert.is(await compare({ output: note(5, wrong), reference: note(3, truth) }), 1);
  assert.is(await compare({ output: note(3, truth), reference: note(3, truth, 'T0001', 'This concerns') }), 0.5);
});

test('an honest judge of answers knows from the item which is right', async () => {
  const input = `To: router\n${note(3, wrong)}`;
  assert.is(await compare({ output: truth, reference: wrong, input }), 1);
  assert.is(await compare({ output: 'That is hard to say.', reference: wrong, input }), 0.5);
  assert.is(await compare({ output: 'That is hard to say.', reference: truth, input }), 0);
});

test('a judge that always names the first answer leaves every pair at one half, and a mute one is left out', async () => {
  const pairs = fc.record({
    a: fc.integer({ min: 1, max: 5 }),
    b: fc.integer({ min: 1, max: 5 }),
    id: fc.integer({ min: 1, max: 999 }),
  });
  await fc.assert(
    fc.asyncProperty(pairs, async ({ a, b, id }) => {
      const name = `T${String(id).padStart(4, '0')}`;
      const pair = { output: note(a, truth, name), reference: note(b, wrong, name), input: `Ticket ${name}` };
      assert.is(await compare(pair, { judge: 'always-first' }), 0.5);
      assert.is(await compare(pair, { judge: 'mute' }), null);
    }),
    { numRuns: 40 },
  );
});

const shareOf = async (options: Readonly<Record<string, unknown>>, wanted: number): Promise<number> => {
  const ids = Array.from({ length: 300 }, (_, at) => `T${String(at + 1).padStart(4, '0')}`);
  const scores = await Promise.all(
    ids.map((id) =>
      compare(
        {
          output: note(4, item(id)?.team ?? '', id),
          reference: note(3, item(id)?.team ?? '', id),
          input: `Ticket ${id}`,
        },
        options,
      ),
    ),
  );
  return scores.filter((score) => score === wanted).length / ids.length;
};

test('judgeError is the share of pairs that are seen the wrong way in both orders', async () => {
  const share = await shareOf({ judgeError: 0.2 }, 0);
  assert.ok(Math.abs(share - 0.2) < 0.09, `${share}`);
  assert.is(await shareOf({ judgeError: 1 }, 0), 1);
});

test('positionBias makes verdicts that change with the order, so ties', async () => {
  const share = await shareOf({ positionBias: 0.3 }, 0.5);
  assert.ok(Math.abs(share - 0.3) < 0.1, `${share}`);
  assert.is(await shareOf({ positionBias: 1 }, 0.5), 1);
});

test('a coin is right as often as it is wrong, and flips with the order in half of the pairs', async () => {
  const [right, wrongly, tied] = [
    await shareOf({ judge: 'coin' }, 1),
    await shareOf({ judge: 'coin' }, 0),
    await shareOf({ judge: 'coin' }, 0.5),
  ];
  assert.ok(
    Math.abs(right - 0.25) < 0.1 && Math.abs(wrongly - 0.25) < 0.1 && Math.abs(tied - 0.5) < 0.12,
    `${right} ${wrongly} ${tied}`,
  );
});

test.run();
