import type { Result } from '@maspo/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { painter } from '../terminal.ts';
import { proposalLines } from './proposals.ts';

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

test.run();
