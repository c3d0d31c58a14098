import type { Result } from '@maspo/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { painter } from '../terminal.ts';
import { judgeLines, proposalLines } from './proposals.ts';

const judged = (decided: number, chosenFirst: number): Result =>
  ({
    judge: {
      arbiter: {
        ...{ pairs: decided, ties: 0, abstained: 0, bothDecided: 0, flips: 0, decided, chosenFirst },
        firstPositionShare: decided === 0 ? null : chosenFirst / decided,
      },
    },
  }) as unknown as Result;
const warning = (result: Result): string => judgeLines(result, painter(false))[2] ?? '';

const proposed = (parts: object): Result =>
  ({
    proposals: {
      rewrite: { made: 9, rejected: { duplicate: 2 }, accepted: 1, ...parts },
      seed: { made: 2, rejected: {}, accepted: 0 },
    },
  }) as unknown as Result;
const tableOf = (result: Result): string[] => proposalLines(result, painter(false), 80).slice(0, 3);

test('operators are told with what became of their proposals', () => {
  assert.equal(tableOf(proposed({})), [
    'proposals  made  rejected  adopted',
    'rewrite       9         2        1',
    'seed          2         0        0',
  ]);
});

test('where a bandit chose them, also with what got into a beam and the chance now', () => {
  assert.equal(tableOf(proposed({ kept: 3, chance: 0.615 })), [
    'proposals  made  rejected  in a beam  adopted  chance now',
    'rewrite       9         2          3        1      61.5 %',
    'seed          2         0                   0',
  ]);
});

test('a judge that leans by more than ten points to one place is named', () => {
  assert.is(warning(judged(40, 26)), 'biased: arbiter prefers the answer shown first; another judge would waste less.');
  assert.match(warning(judged(40, 12)), 'shown second');
});

test('one that does not, or has decided too little to tell, is not', () => {
  for (const result of [judged(40, 24), judged(40, 20), judged(10, 10), judged(0, 0)]) assert.is(warning(result), '');
});

test('without a judge there is nothing to tell', () => {
  assert.equal(judgeLines({ judge: {} } as unknown as Result, painter(false)), []);
});

test.run();
