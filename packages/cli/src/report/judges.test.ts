import type { JudgeCounts, Result } from '@maspo/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { painter } from '../terminal.ts';
import { judgeLines } from './judges.ts';

const NOTHING = {
  ...{ quiz: 0, quizRight: 0, pairs: 0, ties: 0, abstained: 0, bothDecided: 0, flips: 0, decided: 0, chosenFirst: 0 },
  ...{ again: 0, alike: 0, graded: 0, unread: 0, firstPositionShare: null },
};
const resultWith = (counts: Partial<JudgeCounts>, unfitJudge: string | null = null): Result =>
  ({ unfitJudge, judge: { arbiter: { ...NOTHING, ...counts } } }) as unknown as Result;
const judged = (decided: number, chosenFirst: number): Result => {
  const firstPositionShare = decided === 0 ? null : chosenFirst / decided;
  return resultWith({ pairs: decided, decided, chosenFirst, ...{ firstPositionShare } });
};
const linesOf = (result: Result): string[] => judgeLines(result, painter(false));
const warning = (result: Result): string => judgeLines(result, painter(false))[2] ?? '';

test('a judge that leans by more than ten points to one place is named', () => {
  assert.is(warning(judged(40, 26)), 'biased: arbiter prefers the answer shown first; another judge would waste less.');
  assert.match(warning(judged(40, 12)), 'shown second');
});

test('one that does not, or has decided too little to tell, is not', () => {
  for (const result of [judged(40, 24), judged(40, 20), judged(10, 10), judged(0, 0)]) assert.is(warning(result), '');
});

test('a judge that samples is shown with how often it said the same again, a greedy one without', () => {
  const same = (again: number, alike: number) => linesOf(resultWith({ pairs: 9, again, alike }))[1] ?? '';
  assert.match(same(8, 6), /75.0 % of 8$/);
  assert.match(same(0, 0), /not sampled$/);
});

test('a grader is shown with the outputs that it could not grade', () => {
  const lines = linesOf(resultWith({ graded: 40, unread: 3, again: 10, alike: 9 }));
  assert.match(lines[0] ?? '', /^grader +outputs +unreadable +same again$/);
  assert.match(lines[1] ?? '', /^arbiter +40 +3 +90.0 % of 10$/);
});

test('an unfit judge is named, unless the verdict has done so', () => {
  const counts = { pairs: 12, bothDecided: 12, flips: 8 };
  const fault = 'arbiter changed its verdict with the order of the answers in 8 of 12 pairs';
  assert.is(linesOf(resultWith(counts))[2], `unfit: ${fault}.`);
  assert.is(linesOf(resultWith(counts, fault)).length, 2);
});

test('how a judge agrees with labels is told with interval and kappa, and marked where it may be chance', () => {
  const told = (p: number): string => {
    const counts = { right: 14, wrong: 4, undecided: 2, abstained: 1 };
    const found = { judge: 'arbiter', ...counts, share: 0.7, interval: [0.457, 0.881] as const, kappa: 0.45, p };
    return linesOf({ ...resultWith({}), calibration: [found] })[0] ?? '';
  };
  const text =
    'arbiter agrees with the labels in 14 of 20 pairs (70 %, interval 46 % … 88 %; 4 wrong, 2 undecided, 1 not readable), kappa 0.45';
  assert.is(told(0.02), text);
  assert.is(told(0.2), `calibration: ${text}: not shown to be better than chance`);
});

test('one that was only asked the obvious pairs has judged nothing', () => {
  assert.equal(linesOf(resultWith({ quiz: 4, quizRight: 4 })), []);
});

test('without a judge there is nothing to tell', () => {
  assert.equal(judgeLines({ judge: {} } as unknown as Result, painter(false)), []);
});

test.run();
