import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { answer } from '../test/toy.fixture.ts';
import type { Message } from '../types.ts';
import { add, boundOf, boundOfBytes, costOf, NOTHING, nothingByRole, scale, totalSpend } from './usage.ts';

const messages = (...texts: readonly string[]): Message[] => texts.map((content) => ({ role: 'user', content }));
const usage = (inputTokens: number, outputTokens: number) => ({ ...answer(''), usage: { inputTokens, outputTokens } });
const PRICE = { input: 0.15, output: 0.6 };

test('a cost is in whole nano-dollars, rounded up', () => {
  assert.equal(costOf([], usage(1000, 100), PRICE), {
    calls: 1,
    inputTokens: 1000,
    outputTokens: 100,
    nanoUsd: 210_000,
  });
  assert.is(costOf([], usage(1, 0), { input: 0.0001, output: 0 }).nanoUsd, 1);
  assert.is(costOf([], usage(1000, 100), null).nanoUsd, 0);
});

test('where a provider does not count, four bytes are taken for a token', () => {
  const cost = costOf(messages('12345678', 'é'), { ...answer('12345'), usage: null }, null);
  assert.equal([cost.inputTokens, cost.outputTokens], [3, 2]);
});

test('a bound is exact bytes, overhead for each message, and maxTokens', () => {
  assert.equal(boundOf(messages('é€', 'a'), 20, PRICE), {
    calls: 1,
    inputTokens: 6 + 16 * 3,
    outputTokens: 20,
    nanoUsd: Math.ceil((54 * 0.15 + 20 * 0.6) * 1000),
  });
  assert.equal(boundOfBytes(100, 20, null), { calls: 1, inputTokens: 148, outputTokens: 20, nanoUsd: 0 });
});

test('no call costs more than its bound while a tokenizer makes no more tokens than there are bytes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { maxLength: 4 }),
      fc.nat(50),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (texts, maxTokens, share) => {
        const sent = messages(...texts);
        const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
        const bound = boundOf(sent, maxTokens, PRICE);
        const cost = costOf(sent, usage(Math.floor(bytes * share), Math.floor(maxTokens * share)), PRICE);
        assert.ok(cost.inputTokens <= bound.inputTokens && cost.outputTokens <= bound.outputTokens);
        assert.ok(cost.nanoUsd <= bound.nanoUsd);
      },
    ),
  );
});

test('sums do not depend on their order', () => {
  const spends = fc.array(fc.tuple(fc.nat(9999), fc.nat(9999)), { maxLength: 20 });
  fc.assert(
    fc.property(spends, (tokens) => {
      const costs = tokens.map(([input, output]) => costOf([], usage(input, output), PRICE));
      assert.equal(costs.reduce(add, NOTHING), costs.toReversed().reduce(add, NOTHING));
    }),
  );
});

test('spends are scaled and summed over roles', () => {
  const one = { calls: 1, inputTokens: 2, outputTokens: 3, nanoUsd: 4 };
  assert.equal(scale(one, 3), { calls: 3, inputTokens: 6, outputTokens: 9, nanoUsd: 12 });
  assert.equal(totalSpend({ ...nothingByRole(), agent: one, judge: scale(one, 2) }), scale(one, 3));
  assert.equal(totalSpend(nothingByRole()), NOTHING);
});

test.run();
