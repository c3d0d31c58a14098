import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError } from '../errors.ts';
import { NOTHING_JUDGED } from '../evidence/fitness.ts';
import type { JudgeCounts } from '../run/events.ts';
import { id, messages, type PlanParts, testPlan } from '../test/plan.fixture.ts';
import { openSearch } from '../test/search.fixture.ts';
import { createToy, operators, type ToyOptions } from '../test/toy.fixture.ts';
import type { Output, View } from '../types.ts';
import { scorerKind } from './declared.ts';
import { comparePairs, isOpen, type Pair, scoreAnswers } from './score.ts';

const text = (value: string): Output => ({ kind: 'text', text: value, value, problem: null });
const failed: Output = { kind: 'failed', reason: 'refused' };
const [ITEM] = messages('train', 1);
const RIGHT = text(String(ITEM?.fields.team));
const WRONG = text('nothing of it');

const pair = (candidate: Output, reference: Output, view: View = 'global'): Pair => {
  if (ITEM === undefined) throw new RangeError('no item');
  return { view, agent: id('router'), item: ITEM, input: 'Note: x', candidate, reference };
};

const use = (name: string) => ({ use: name, options: {}, weight: 1 });

async function compare(score: NonNullable<PlanParts['score']>, pairs: readonly Pair[], options: ToyOptions = {}) {
  const toy = createToy(options);
  const context = openSearch(testPlan({ score, plugins: [toy.plugin, operators] }));
  try {
    const comparisons = await comparePairs(context, pairs, context.root.derive('turn', 1));
    return { comparisons, values: comparisons.map(({ value }) => value), toy, judges: context.state().judges };
  } finally {
    await context.close();
  }
}

test('an absolute scorer compares by its two scores, and keeps them', async () => {
  const { comparisons } = await compare({ global: use('exact') }, [pair(RIGHT, WRONG), pair(WRONG, RIGHT)]);
  assert.equal(
    comparisons.map(({ value, scores }) => ({ value, scores })),
    [
      { value: 1, scores: [1, 0] },
      { value: 0, scores: [0, 1] },
    ],
  );
  assert.not.ok(comparisons.some(isOpen));
});

test('a pairwise judge says itself which is better, whichever stands first', async () => {
  const { values, toy, judges } = await compare({ global: use('judge') }, [pair(RIGHT, WRONG), pair(WRONG, RIGHT)]);
  assert.equal(values, [1, 0]);
  assert.is(toy.requests.length, 2, 'both orders of one pair are both orders of its reverse');
  assert.equal(judges.judge, {
    ...NOTHING_JUDGED,
    pairs: 2,
    ties: 0,
    abstained: 0,
    bothDecided: 2,
    flips: 0,
    decided: 4,
    chosenFirst: 2,
  });
});

test('outputs of one canonical form tie without a call, for either kind of scorer', async () => {
  const shouted: Output = { kind: 'text', text: 'BILLING!', value: 'billing', problem: null };
  const plain: Output = { kind: 'text', text: 'billing', value: 'billing', problem: null };
  for (const name of ['judge', 'rubric', 'exact']) {
    const { values, toy } = await compare({ global: use(name) }, [pair(shouted, plain)]);
    assert.equal([values, toy.requests.length], [[0.5], 0], name);
  }
});

test('a failed output is never compared, on either side', async () => {
  const pairs = [pair(failed, RIGHT), pair(RIGHT, failed), pair(failed, failed)];
  for (const name of ['judge', 'exact']) {
    const { values, toy } = await compare({ global: use(name) }, pairs);
    assert.equal([values, toy.requests.length], [[null, null, null], 0], name);
  }
});

test('a view without a scorer does not apply', async () => {
  const { values } = await compare({ global: use('exact') }, [pair(RIGHT, WRONG, 'local'), pair(RIGHT, WRONG)]);
  assert.equal(values, [null, 1]);
});

test('a judge that cannot be read abstains: null, and counted', async () => {
  const { values, judges } = await compare({ global: use('judge') }, [pair(RIGHT, WRONG)], { judge: () => 'hm' });
  assert.equal(values, [null]);
  assert.equal([judges.judge?.pairs, judges.judge?.abstained, judges.judge?.decided], [1, 1, 0]);
});

test('a judge that always chooses the first has a tie, and a flip', async () => {
  const { values, judges } = await compare({ global: use('judge') }, [pair(RIGHT, WRONG)], { judge: () => 'A' });
  assert.equal(values, [0.5]);
  const { bothDecided, flips, decided, chosenFirst } = judges.judge ?? {};
  assert.equal({ bothDecided, flips, decided, chosenFirst }, { bothDecided: 1, flips: 1, decided: 2, chosenFirst: 2 });
});

test('a judge whose model refuses the question abstains; it does not vote, and nothing stops', async () => {
  const before: ToyOptions['before'] = ({ model }) => {
    if (model === 'judge') throw new CallError('item', 'refused', 'Leave it out.');
  };
  for (const name of ['judge', 'rubric'])
    assert.equal((await compare({ global: use(name) }, [pair(RIGHT, WRONG)], { before })).values, [null], name);
});

test('a pair that two views share is asked once and counted once', async () => {
  const score = { lookahead: use('judge'), global: use('judge') };
  const pairs = [pair(RIGHT, WRONG, 'lookahead'), pair(RIGHT, WRONG, 'global')];
  const { values, toy, judges } = await compare(score, pairs);
  assert.equal([values, toy.requests.length, judges.judge?.pairs], [[1, 1], 2, 1]);
});

test('a first look leaves a range; after the second the pair is what it is by full looks, to the last call and all counts but flips', async () => {
  const pairs = [pair(RIGHT, WRONG), pair(WRONG, RIGHT), pair(WRONG, text('no more of it'))];
  const outcomeOf = async (name: string, judge: ToyOptions['judge'], isLazy: boolean) => {
    const toy = createToy(judge === undefined ? {} : { judge });
    const context = openSearch(testPlan({ score: { global: use(name) }, plugins: [toy.plugin, operators] }));
    const place = context.root.derive('turn', 1);
    const known = isLazy ? await comparePairs(context, pairs, place, 'first') : [];
    const firstCalls = toy.requests.length;
    const firstCounts = context.state().judges.judge;
    const last = await comparePairs(context, pairs, place);
    await context.close();
    const outcome = {
      values: last.map(({ value }) => value),
      judges: context.state().judges,
      calls: toy.requests.length,
    };
    return { known, firstCalls, firstCounts, outcome, isSettled: !last.some(isOpen) };
  };
  for (const judge of [undefined, () => 'A', () => 'tie', () => 'hm']) {
    const lazy = await outcomeOf('lazy-judge', judge, true);
    const full = (await outcomeOf('judge', judge, false)).outcome;
    assert.equal(withoutFlips(lazy.outcome), withoutFlips(full));
    assert.ok(lazy.isSettled);
    assert.ok(lazy.firstCalls < full.calls);
    assert.is(lazy.firstCounts?.pairs, 3);
    for (const [index, { value, least }] of lazy.known.entries()) {
      const settled = lazy.outcome.values[index] ?? null;
      assert.ok(settled === null ? value === null : (least ?? 1) <= settled && settled <= (value ?? 0));
    }
  }
  const { known, outcome } = await outcomeOf('lazy-judge', undefined, true);
  const ranges = [
    [0.5, 1],
    [0, 0.5],
    [0.5, 0.5],
  ];
  for (const [index, { least, value }] of known.entries())
    if (least !== value) assert.equal([least, value], ranges[index]);
    else assert.is(value, outcome.values[index]);
});

/** What a judge did, but for what is counted of pairs that are judged in both orders at once. */
const withoutFlips = <T extends { readonly judges: Readonly<Record<string, JudgeCounts>> }>(outcome: T): T => ({
  ...outcome,
  judges: Object.fromEntries(
    Object.entries(outcome.judges).map(([model, counts]) => [model, { ...counts, bothDecided: 0, flips: 0 }]),
  ),
});

test('flips are those of a sample that is judged in full at once, however much is looked at again', async () => {
  const toy = createToy({ judge: () => 'A' });
  const plan = testPlan({ score: { global: use('lazy-judge') }, plugins: [toy.plugin, operators] });
  const context = openSearch(plan);
  const place = context.root.derive('turn', 1);
  const pairs = Array.from({ length: 400 }, (_, index) => pair(text(`one ${index}`), text(`other ${index}`)));
  const first = await comparePairs(context, pairs, place, 'first');
  const atOnce = first.filter((comparison) => !isOpen(comparison)).length;
  assert.ok(atOnce > 30 && atOnce < 75, `${atOnce} of 400`);
  assert.is(toy.requests.length, 400 + atOnce);
  await comparePairs(context, pairs, place);
  const { bothDecided, flips, pairs: judged, decided } = context.state().judges.judge ?? {};
  await context.close();
  assert.equal([bothDecided, flips, judged, decided], [atOnce, atOnce, 400, 800]);
});

test('a scorer that claims to have a look left after full looks is not asked for ever', async () => {
  const { comparisons } = await compare({ global: use('never-done') }, [pair(RIGHT, WRONG)]);
  assert.equal(comparisons.map(isOpen), [false]);
});

test('the kind of a scorer is what its plugin declares; a view that is not configured has none', () => {
  const plan = testPlan({ score: { local: use('exact'), global: use('judge') }, plugins: [operators] });
  assert.equal(
    (['local', 'lookahead', 'global'] as const).map((view) => scorerKind(plan, view)),
    ['absolute', null, 'pairwise'],
  );
});

test('answers have a score where the global scorer is absolute and they did not fail', async () => {
  const scores = async (name: string) => {
    const context = openSearch(testPlan({ score: { global: use(name) }, plugins: [createToy().plugin, operators] }));
    const { plan } = context;
    const episode = (output: Output) => ({
      item: pair(RIGHT, RIGHT).item,
      turns: new Map([[plan.system.lastNode(id('router')), { input: 'Note: x', output }]]),
    });
    const result = await scoreAnswers(context, [RIGHT, failed, WRONG].map(episode), context.root);
    await context.close();
    return result;
  };
  assert.equal(await scores('exact'), [1, null, 0]);
  assert.equal(await scores('rubric'), [1, null, 0]);
  assert.equal(await scores('judge'), [null, null, null]);
});

test.run();
