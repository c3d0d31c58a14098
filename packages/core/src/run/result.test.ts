import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NOTHING } from '../calls/usage.ts';
import { NOTHING_JUDGED } from '../evidence/fitness.ts';
import { createPrompt, type Prompt } from '../system/prompt.ts';
import { id } from '../test/plan.fixture.ts';
import type { HeldOut, JudgeCounts, RunEvent, Verdict } from './events.ts';
import { resultOf } from './result.ts';
import { emptyState, reduce } from './state.ts';

const SEED = createPrompt({ task: 'Seed.' });
const CHILD = SEED.append('task', 'Child.');
const GRANDCHILD = CHILD.append('task', 'Grandchild.');
const reader = id('reader');

const start: RunEvent = {
  type: 'start',
  runId: 'abc',
  seed: 1,
  agents: [
    { id: reader, prompt: SEED.sections, candidate: SEED.id, reads: [] },
    { id: id('program'), prompt: null, candidate: null, reads: [reader] },
  ],
  answer: id('program'),
  pairwise: false,
  splits: { train: 1, validation: 1, test: 1 },
};
const proposal = (
  child: Prompt | null,
  parents: readonly Prompt[],
  rejected: string | null = null,
  operator = 'rewrite',
): RunEvent => ({
  type: 'proposal',
  agent: reader,
  operator,
  by: 'mutators',
  parents: parents.map((parent) => parent.id),
  candidate: child?.id ?? null,
  prompt: child?.sections ?? null,
  rejected,
});
const adopt = (from: Prompt, to: Prompt, veto: string | null = null): RunEvent => ({
  type: 'adopt',
  agent: reader,
  from: from.id,
  to: { candidate: to.id, n: 5, score: 0.6, better: 0.9, views: { local: 0.6, lookahead: null, global: 0.6 } },
  veto,
});
const HELD_OUT: HeldOut = {
  n: 4,
  wins: 2,
  losses: 1,
  ties: 1,
  seed: 0.25,
  best: 0.5,
  difference: 0.25,
  interval: [-0.1, 0.6],
  confidence: 0.95,
  p: 1,
  excluded: 0,
};
const end = (verdict: Verdict, validation: HeldOut | null = HELD_OUT): RunEvent[] => [
  { type: 'stop', reason: 'cycles', detail: '1 cycles done' },
  { type: 'gate', validation, itemsToDecide: 99, unfitJudge: null, verdict },
  { type: 'test', test: HELD_OUT },
  { type: 'finish', verdict },
];
const isBest = (verdict: Verdict): boolean => verdict === 'improved';
const resultFor = (...events: readonly RunEvent[]) => resultOf([start, ...events].reduce(reduce, emptyState), isBest);

test('what is returned has its lineage, from the seed on', () => {
  const { agents, verdict } = resultFor(
    proposal(CHILD, [SEED]),
    proposal(GRANDCHILD, [CHILD], null, 'splice'),
    adopt(SEED, GRANDCHILD),
    ...end('improved'),
  );
  assert.is(verdict, 'improved');
  assert.equal(Object.keys(agents), ['reader']);
  assert.equal(agents.reader, {
    changed: true,
    seed: SEED.sections,
    prompt: GRANDCHILD.sections,
    lineage: [
      { candidate: SEED.id, operator: null, by: null, parents: [] },
      { candidate: CHILD.id, operator: 'rewrite', by: 'mutators', parents: [SEED.id] },
      { candidate: GRANDCHILD.id, operator: 'splice', by: 'mutators', parents: [CHILD.id] },
    ],
  });
});

test('where the gate was not passed the seed is returned, whatever was adopted', () => {
  const { agents, test: tested } = resultFor(proposal(CHILD, [SEED]), adopt(SEED, CHILD), ...end('no-gain'));
  assert.equal([agents.reader?.changed, agents.reader?.prompt], [false, SEED.sections]);
  assert.is(agents.reader?.lineage.length, 1);
  assert.equal(tested, HELD_OUT);
});

test('a vetoed challenger is not adopted', () => {
  const { agents, proposals } = resultFor(proposal(CHILD, [SEED]), adopt(SEED, CHILD, 'too curt'), ...end('improved'));
  assert.is(agents.reader?.changed, false);
  assert.is(proposals.rewrite?.accepted, 0);
});

test('proposals are counted by operator: made, rejected by reason without its details, accepted', () => {
  const { proposals } = resultFor(
    proposal(CHILD, [SEED]),
    proposal(null, [SEED], 'model-failed: too long'),
    proposal(null, [SEED], 'model-failed: refused'),
    proposal(CHILD, [SEED], 'duplicate'),
    proposal(GRANDCHILD, [SEED], null, 'splice'),
    adopt(SEED, CHILD),
    ...end('improved'),
  );
  assert.equal(proposals, {
    rewrite: { made: 4, rejected: { 'model-failed': 2, duplicate: 1 }, accepted: 1 },
    splice: { made: 1, rejected: {}, accepted: 0 },
  });
});

const NO_VIEWS = { local: null, lookahead: null, global: null };
const round = (number: number, standings: readonly Prompt[], beam: readonly Prompt[]): RunEvent => ({
  ...{ type: 'round', cycle: 1, turn: 1, agent: reader, round: number },
  standings: standings.map(({ id: candidate }) => ({ candidate, n: 5, score: 0.6, better: 0.9, views: NO_VIEWS })),
  beam: beam.map((prompt) => prompt.id),
});

test('where a bandit chose operators, the result tells what was kept of each and its chance in the last round', () => {
  const { proposals } = resultFor(
    { type: 'operators', chances: { rewrite: 0.6, splice: 0.4 } },
    proposal(CHILD, [SEED]),
    proposal(null, [SEED], 'nothing', 'splice'),
    round(1, [CHILD], [CHILD]),
    { type: 'operators', chances: { rewrite: 1 } },
    ...end('improved'),
  );
  assert.equal(proposals, {
    rewrite: { made: 1, rejected: {}, accepted: 0, kept: 1, chance: 1 },
    splice: { made: 1, rejected: { nothing: 1 }, accepted: 0, kept: 0, chance: 0 },
  });
});

test('where weights were learned, the result has the last ones and what they were learned from', () => {
  const views = { local: { decided: 6, agreed: 3, opposed: 2 }, lookahead: { decided: 0, agreed: 0, opposed: 0 } };
  const weights = { local: 0.1, lookahead: 0.3, global: 0.6 };
  const first: RunEvent = { type: 'weights', turn: 1, weights: { ...weights, local: 0.2 }, views };
  const { learned } = resultFor(first, { type: 'weights', turn: 2, weights, views }, ...end('improved'));
  assert.equal(learned, { weights, views });
  assert.is('learned' in resultFor(...end('improved')), false);
});

test('a candidate that is proposed again keeps the lineage of its first proposal', () => {
  const { agents } = resultFor(
    proposal(CHILD, [SEED], null, 'first'),
    proposal(CHILD, [GRANDCHILD], 'duplicate', 'second'),
    adopt(SEED, CHILD),
    ...end('improved'),
  );
  assert.is(agents.reader?.lineage.at(-1)?.operator, 'first');
});

test('calls are summed by role, money from whole nano-dollars', () => {
  const spend = { ...NOTHING, calls: 2, inputTokens: 10, outputTokens: 3, nanoUsd: 1_500 };
  const { calls } = resultFor(
    { type: 'step', spend: { agent: spend } },
    { type: 'step', spend: { agent: spend, judge: { ...spend, calls: 1 } } },
    ...end('improved'),
  );
  assert.equal(calls, {
    agent: { logical: 4, inputTokens: 20, outputTokens: 6, usd: 0.000003 },
    judge: { logical: 1, inputTokens: 10, outputTokens: 3, usd: 0.0000015 },
  });
});

test('what judges did is summed by model', () => {
  const counts: JudgeCounts = {
    ...NOTHING_JUDGED,
    pairs: 3,
    ties: 1,
    abstained: 0,
    bothDecided: 2,
    flips: 1,
    decided: 3,
    chosenFirst: 1,
  };
  const none: JudgeCounts = { ...counts, decided: 0, chosenFirst: 0 };
  const { judge } = resultFor(
    { type: 'judged', judges: { a: counts } },
    { type: 'judged', judges: { a: counts, b: none } },
    ...end('improved'),
  );
  assert.equal(judge.a, {
    ...NOTHING_JUDGED,
    pairs: 6,
    ties: 2,
    abstained: 0,
    bothDecided: 4,
    flips: 2,
    decided: 6,
    chosenFirst: 2,
    firstPositionShare: 0.333333333333,
  });
  assert.is(judge.b?.firstPositionShare, null);
});

test('the gate and the stop are told as they were', () => {
  const { stop, validation, unfitJudge } = resultFor(...end('promising'));
  assert.equal(stop, { reason: 'cycles', detail: '1 cycles done' });
  assert.equal(validation, { ...HELD_OUT, itemsToDecide: 99 });
  assert.is(unfitJudge, null);
  assert.is(resultFor(...end('seed-kept', null)).validation, null);
});

test('a run that has not finished has no result', () => {
  assert.throws(
    () => resultOf([start, ...end('improved').slice(0, 3)].reduce(reduce, emptyState), isBest),
    /not finished/,
  );
});

test('a reducer leaves the state before as it was', () => {
  const before = [start, proposal(CHILD, [SEED])].reduce(reduce, emptyState);
  const copy = structuredClone(before);
  for (const event of [adopt(SEED, CHILD), proposal(GRANDCHILD, [CHILD]), ...end('improved')]) reduce(before, event);
  assert.equal(before, copy);
});

test.run();
