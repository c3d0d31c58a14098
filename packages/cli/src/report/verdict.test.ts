import type { HeldOut, Plan, Result } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { painter } from '../terminal.ts';
import { verdictLines } from './verdict.ts';

const test = suite('verdict in the report');

const heldOut: HeldOut = {
  n: 80,
  wins: 35,
  losses: 2,
  ties: 43,
  seed: 0.125,
  best: 0.5375,
  difference: 0.4125,
  interval: [0.301, 0.524],
  confidence: 0.95,
  p: 0.00001,
  excluded: 3,
};
const planWith = (kind: 'absolute' | 'pairwise'): Plan =>
  ({
    plugins: [{ plugin: { score: { judge: { kind } } } }],
    score: { global: { use: 'judge' } },
    gate: { rule: 'majority', confidence: 0.95 },
    // 83: as many as `heldOut` has, those that were left out among them.
    data: { splits: { validation: Array.from({ length: 83 }) } },
  }) as unknown as Plan;
const resultWith = (parts: Partial<Result>): Result =>
  ({
    verdict: 'improved',
    stop: { reason: 'cycles', detail: '3 cycles done' },
    validation: null,
    unfitJudge: null,
    test: null,
    agents: { router: { changed: true } },
    ...parts,
  }) as Result;
const linesOf = (parts: Partial<Result>, kind: 'absolute' | 'pairwise' = 'absolute'): string =>
  verdictLines(resultWith(parts), planWith(kind), painter(false)).join('\n');

test('an improvement names both scores, the interval, p, the counts and what was left out', () => {
  const text = linesOf({ test: heldOut, validation: { ...heldOut, itemsToDecide: null } });
  assert.match(text, /^improved: /);
  assert.match(text, 'held out: 12.5 % → 53.8 % on 80 test items');
  assert.match(text, '+41.3 points, 95 % interval +30.1 … +52.4, p < 0.001');
  assert.match(text, '35 better, 2 worse, 43 equal, 3 left out');
  assert.match(text, 'validation: 12.5 % → 53.8 % on 80 items');
});

test('a promising result says how many items would decide it', () => {
  assert.match(
    linesOf({ verdict: 'promising', validation: { ...heldOut, itemsToDecide: 1234 } }),
    'About 1,234 validation items would decide it.',
  );
});

test('items that the gate has drawn are counted', () => {
  const drawn = linesOf({ validation: { ...heldOut, n: 120, itemsToDecide: null } });
  assert.match(drawn, /^validation: .* \(40 drawn at the gate\)$/m);
  assert.not.match(linesOf({ validation: { ...heldOut, itemsToDecide: null } }), 'drawn');
});

test('a test split that was looked at before says how often', () => {
  const lines = (looks?: number) =>
    verdictLines(resultWith({ test: heldOut }), planWith('absolute'), painter(false), looks).join('\n');
  assert.match(lines(2), /^test seen before: 2 times; prompts that are chosen by a test need new test items\.$/m);
  assert.not.match(lines(), 'seen before');
});

test('an unfit judge that was let decide is named beside what it decided', () => {
  const text = linesOf({ verdict: 'promising', unfitJudge: 'big flips' });
  assert.match(text, /^unfit judge: big flips; it decided because gate\.fitness is false\.$/m);
  assert.not.match(linesOf({ verdict: 'seed-kept', unfitJudge: 'big flips' }), 'gate.fitness');
});

test('where the seed is kept, it says why', () => {
  assert.match(linesOf({ verdict: 'seed-kept' }), 'seed kept: no other prompts reached validation.');
  assert.match(
    linesOf({ verdict: 'seed-kept', unfitJudge: 'big flips\u001b[2J' }),
    'the judge is unfit to decide: big flips·[2J.',
  );
  assert.match(linesOf({ verdict: 'no-gain' }), 'did not pass validation; the seed is returned');
});

test('where the seed is returned, only its own score is shown', () => {
  const agents = { router: { changed: false } } as unknown as Result['agents'];
  const text = linesOf({ verdict: 'no-gain', test: heldOut, agents });
  assert.match(text, 'The seed scores 12.5 % on 80 test items.');
  assert.not.match(text, '→');
});

test('where a judge compares, scores are preferences', () => {
  const text = linesOf(
    { test: { ...heldOut, seed: 0.5, best: 0.64 }, validation: { ...heldOut, itemsToDecide: null } },
    'pairwise',
  );
  assert.match(text, 'preference over the seed: 50.0 % → 64.0 %');
  assert.match(text, 'validation: preferred in 53.8 % of 80 items');
});

test.run();
