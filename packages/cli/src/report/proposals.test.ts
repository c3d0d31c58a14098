import type { Result } from '@maspo/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { painter } from '../terminal.ts';
import { judgeLines } from './proposals.ts';

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
