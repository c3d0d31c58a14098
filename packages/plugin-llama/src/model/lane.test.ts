import type { LlamaContext, LlamaContextSequence, Token } from 'node-llama-cpp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createLane } from './lane.ts';

const tokens = (text: string): Token[] => [...text].map((character) => character.charCodeAt(0) as Token);
const { signal } = new AbortController();

/** A context whose sequences only remember their tokens, and write down each evaluation. */
function fakeContext({ sequences = 2, isRecurrent = false, failing = new Set<string>() } = {}) {
  const evaluated: string[] = [];
  const textOf = (list: readonly Token[]): string => String.fromCharCode(...list);
  const sequence = () => {
    let held: Token[] = [];
    return {
      get nextTokenIndex() {
        return held.length;
      },
      get text() {
        return textOf(held);
      },
      clearHistory: async () => {
        held = [];
      },
      evaluateWithoutGeneratingNewTokens: async (list: Token[]) => {
        if (failing.delete(textOf(list))) throw new Error('out of memory');
        evaluated.push(textOf(list));
        held = [...held, ...list];
      },
      eraseContextTokenRanges: async ([range]: [{ start: number; end: number }]) => {
        held = held.slice(0, range.start);
      },
    };
  };
  const context = {
    totalSequences: sequences,
    model: { fileInsights: { isRecurrent, isHybrid: false } },
    getSequence: sequence,
    dispose: async () => {},
  } as unknown as LlamaContext;
  return { lane: createLane(context), evaluated };
}

/** A request: the prefix is prepared, then something is added to it. */
async function request(lane: ReturnType<typeof createLane>, prefix: string): Promise<string> {
  const sequence = await lane.prepare(tokens(prefix), signal);
  const { text } = sequence as LlamaContextSequence & { text: string };
  await sequence.evaluateWithoutGeneratingNewTokens(tokens('…'));
  return text;
}

test('a prefix is evaluated once, and is all that the sequence holds at each request', async () => {
  const { lane, evaluated } = fakeContext();
  assert.is(await request(lane, 'reader'), 'reader');
  assert.is(await request(lane, 'reader'), 'reader');
  assert.equal(
    evaluated.filter((text) => text !== '…'),
    ['reader'],
  );
});

test('prefixes that alternate are kept side by side', async () => {
  const { lane, evaluated } = fakeContext();
  for (const prefix of ['reader', 'router', 'reader', 'router']) await request(lane, prefix);
  assert.is(evaluated.filter((text) => text !== '…').length, 2);
});

test('the least recently used prefix gives way', async () => {
  const { lane } = fakeContext();
  for (const prefix of ['a', 'b', 'a', 'c']) await request(lane, prefix);
  assert.ok(lane.holds(tokens('a')) && lane.holds(tokens('c')));
  assert.not.ok(lane.holds(tokens('b')));
});

test('a long prefix is evaluated in batches', async () => {
  const { lane, evaluated } = fakeContext();
  await lane.prepare(tokens('x'.repeat(300)), signal);
  assert.equal(
    evaluated.map((text) => text.length),
    [128, 128, 44],
  );
});

test('an evaluation that failed midway is not believed', async () => {
  const { lane } = fakeContext({ failing: new Set(['reader']) });
  let failed = false;
  await request(lane, 'reader').catch(() => {
    failed = true;
  });
  assert.ok(failed);
  assert.not.ok(lane.holds(tokens('reader')));
  assert.is(await request(lane, 'reader'), 'reader');
});

test('an evaluation that was aborted midway is not believed', async () => {
  const { lane } = fakeContext();
  await request(lane, 'reader');
  let failed = false;
  await lane.prepare(tokens('x'.repeat(300)), AbortSignal.abort()).catch(() => {
    failed = true;
  });
  assert.ok(failed);
  assert.not.ok(lane.holds(tokens('x'.repeat(300))));
});

test('a recurrent model keeps nothing, because its state cannot be cut back', async () => {
  const { lane, evaluated } = fakeContext({ isRecurrent: true });
  await request(lane, 'reader');
  await request(lane, 'reader');
  assert.is(evaluated.filter((text) => text === 'reader').length, 2);
});

test('a request without a prefix starts empty', async () => {
  const { lane } = fakeContext({ sequences: 1 });
  await request(lane, '');
  assert.is(await request(lane, ''), '');
});

test.run();
