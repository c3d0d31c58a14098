import type { Plan, Result } from '@maspo/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { painter } from '../terminal.ts';
import { weightLines } from './weights.ts';

const plan = (weights: Readonly<Record<string, number>>): Plan =>
  ({
    score: Object.fromEntries(
      Object.entries(weights).map(([view, weight]) => [view, { use: 'x', options: {}, weight }]),
    ),
  }) as unknown as Plan;
const LEARNED = {
  learned: {
    weights: { local: 0.084, lookahead: 0.316, global: 0.6 },
    views: {
      local: { decided: 190, agreed: 40, opposed: 21 },
      lookahead: { decided: 63, agreed: 59, opposed: 1 },
    },
  },
} as unknown as Result;
const lines = (result: Result, weights: Readonly<Record<string, number>>): string[] =>
  weightLines(result, plan(weights), painter(false));

test('learned weights stand beside the configured ones, scaled alike, with their evidence', () => {
  assert.equal(lines(LEARNED, { local: 1, lookahead: 3, global: 6 }), [
    'weights learned: local 0.08 (of 0.10), lookahead 0.32 (of 0.30), global 0.60 (of 0.60)',
    'local: of 190 verdicts the answer agreed with 40 and went against 21',
    'lookahead: of 63 verdicts the answer agreed with 59 and went against 1',
  ]);
});

test('a view that is off is not told of', () => {
  const told = lines(LEARNED, { local: 0, lookahead: 1, global: 1 });
  assert.is(told.length, 2);
  assert.not.match(told.join('\n'), 'local');
});

test('where nothing was learned there is nothing to tell', () => {
  assert.equal(lines({} as Result, { local: 1, global: 1 }), []);
});

test.run();
