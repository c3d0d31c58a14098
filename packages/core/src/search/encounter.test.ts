import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { View } from '../types.ts';
import { firstVerdicts, type Judged } from './encounter.ts';
import type { Comparison, Pair } from './score.ts';

const compared = (value: number | null, least = value): Comparison => ({
  value,
  least,
  scores: [null, null],
});
const judged = (comparisons: readonly (readonly [View, Comparison])[], answerIsNext = false): Judged => ({
  pairs: comparisons.map(([view]) => ({ view }) as Pair),
  comparisons: comparisons.map(([, comparison]) => comparison),
  answerIsNext,
});

test('a first look that chose the candidate says better, one that chose the incumbent worse, whatever a second may say', () => {
  const { local, lookahead, global } = firstVerdicts(
    judged([
      ['local', compared(1, 0.5)],
      ['lookahead', compared(0.5, 0)],
      ['global', compared(0.5)],
    ]),
  );
  assert.equal([local, lookahead, global], [0.75, 0.25, 0.5]);
});

test('a full verdict is its own first verdict, and one that is not there stays away', () => {
  assert.equal(firstVerdicts(judged([['global', compared(0)]])), { local: null, lookahead: null, global: 0 });
  assert.equal(firstVerdicts(judged([['local', compared(null)]])), { local: null, lookahead: null, global: null });
});

test.run();
