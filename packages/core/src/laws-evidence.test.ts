import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError } from './errors.ts';
import type { ForwardRequest } from './plugin/contract.ts';
import { searchesByCoin, shareOf } from './test/coin.fixture.ts';
import { budget, messages } from './test/plan.fixture.ts';
import { bytesOf, eventsOf, FULL, JUDGED, MANY, type Parts, RATED, resultOf, run } from './test/run.fixture.ts';
import { hash, textOf } from './test/toy.fixture.ts';

const REFUSED = /train-2 is|validation-1 is|test-3 is/;

test('law 4: an item that fails is no score: it is left out on both sides, and counted', async () => {
  const ran = await run(FULL, {
    before: (request) => {
      if (REFUSED.test(textOf(request)) && request.model === 'small')
        throw new CallError('item', 'refused', 'Leave it out.');
    },
  });
  const { validation, test: tested } = resultOf(ran);
  assert.is(validation?.excluded ?? 1, 1);
  assert.is(tested?.excluded, 1);
  assert.is((tested?.n ?? 0) + 1, ran.plan.data.splits.test.length);
  const rounds = eventsOf(ran).filter(({ type }) => type === 'round');
  const items = rounds.flatMap(({ standings }) => (standings as { n: number }[]).map(({ n }) => n));
  assert.ok(items.length > 0 && items.every((n) => n <= 6), String(items));
});

test("law 4: where only the candidate's call fails, the item is left out as well, and counts neither for nor against it", async () => {
  // Every prompt that has a word more than the seed is refused on most items.
  const ran = await run(
    { ...FULL, score: { global: { use: 'exact', options: {}, weight: 1 } } },
    {
      before: ({ messages }) => {
        const [prompt] = messages;
        if (messages.length === 2 && prompt?.content !== 'Write a note.' && prompt?.content !== 'Choose a team.')
          throw new CallError('item', 'refused', 'Leave it out.');
      },
    },
  );
  const rounds = eventsOf(ran).filter(({ type }) => type === 'round');
  const standings = rounds.flatMap(({ standings }) => standings as { n: number; score: number }[]);
  assert.ok(standings.length > 0);
  for (const { n, score } of standings) assert.equal([n, score], [0, 0.5]);
  assert.is(resultOf(ran).verdict, 'seed-kept');
});

test('law 4: proposals that are not tried are counted by their reason', async () => {
  const ran = await run({
    mutate: [
      { use: 'add-word', options: {}, weight: 1 },
      { use: 'same', options: {}, weight: 1 },
    ],
    search: { cycles: 2, rounds: 3 },
  });
  const { proposals } = resultOf(ran);
  const { made = 0, rejected = {} } = proposals.same ?? {};
  assert.ok(made > 0);
  assert.equal(rejected, { duplicate: made });
  assert.ok((proposals['add-word']?.rejected['nothing-to-add'] ?? 0) > 0, JSON.stringify(proposals));
});

test('law 4: more failures than are tolerated end the run with an example', async () => {
  const ran = await run(
    { ...FULL, run: { tolerate: 0.1 } },
    {
      before: ({ model }) => {
        if (model === 'small') throw new CallError('item', 'too long', 'Shorten.');
      },
    },
  );
  assert.match(ran.error?.message ?? '', 'agent calls failed for their item');
  assert.match(ran.error?.message ?? '', 'too long');
});

test('law 5: wording that helps is found from most seeds, and a gain that is claimed is there on the test', async () => {
  let found = 0;
  for (const seed of [2, 4, 5]) {
    const {
      verdict,
      validation,
      test: tested,
      agents,
    } = resultOf(
      await run({
        score: { global: { use: 'exact', options: {}, weight: 1 } },
        items: MANY,
        search: { cycles: 3, rounds: 2, offspring: 4, batch: [20] },
        run: { seed },
      }),
    );
    if (verdict !== 'improved') continue;
    found++;
    assert.ok((validation?.p ?? 1) < 0.05);
    assert.ok((tested?.difference ?? 0) > 0.3, String(tested?.difference));
    assert.match(agents.reader?.prompt.task ?? '', 'topic');
  }
  assert.ok(found >= 2, `${found} of 3`);
});

const JUDGE_ONLY: Parts = {
  ...FULL,
  score: {
    local: { use: 'judge', options: {}, weight: 0.4 },
    lookahead: { use: 'judge', options: {}, weight: 0.4 },
    global: { use: 'judge', options: {}, weight: 0.2 },
  },
};

test('law 5: a judge that always answers A leaves every comparison at one half, and the seed', async () => {
  const ran = await run(JUDGE_ONLY, { judge: () => 'A' });
  const { verdict, agents, judge } = resultOf(ran);
  const standings = eventsOf(ran)
    .filter(({ type }) => type === 'round')
    .flatMap(({ standings }) => standings as { score: number; n: number }[]);
  assert.ok(standings.some(({ n }) => n > 0));
  for (const { score } of standings) assert.is(score, 0.5);
  assert.is(verdict, 'seed-kept');
  assert.ok(Object.values(agents).every(({ changed }) => !changed));
  assert.is(judge.judge?.firstPositionShare, 1);
});

test('law 5: a judge that always answers A keeps the seed also where it need not be fit', async () => {
  const gate = { rule: 'majority', confidence: 0.95, fitness: false } as const;
  const ran = await run({ ...JUDGE_ONLY, gate }, { judge: () => 'A' });
  const { verdict, agents, validation } = resultOf(ran);
  assert.equal([verdict, validation], ['seed-kept', null]);
  assert.ok(Object.values(agents).every(({ changed }) => !changed));
});

test('law 5: a judge that throws a coin claims nothing by luck, where only the exact test stands in its way', async () => {
  const results = await searchesByCoin(16);
  assert.ok(shareOf(results, ({ validation }) => validation !== null) > 0.5);
  assert.ok(shareOf(results, ({ validation }) => (validation?.n ?? 0) > 20) > 0.2);
  // One of 40 would be due at most; the 200 runs of the long test say so.
  assert.ok(shareOf(results, ({ verdict }) => verdict === 'improved') <= 2 / 16);
});

test('law 5: a judge that throws a coin is found unfit by name, where it had anything to decide, and decides nothing', async () => {
  let reached = 0;
  for (const seed of [1, 2, 3, 4, 5]) {
    const parts = { ...JUDGE_ONLY, items: MANY, run: { seed }, search: { batch: [4, 10] } };
    // Every wording has its own answers, so that there is always something to judge.
    const reply = (request: ForwardRequest) => `answer ${hash(textOf(request), 1e6)}`;
    const ran = await run(parts, { reply, judge: (question) => 'AB'.charAt(hash(question, 2)) });
    const { verdict, validation, unfitJudge, agents } = resultOf(ran);
    assert.is(verdict, 'seed-kept');
    assert.ok(Object.values(agents).every(({ changed }) => !changed));
    if (validation === null) continue;
    reached++;
    assert.match(unfitJudge ?? '', /^judge changed its verdict with the order of the answers in \d+ of \d+ pairs$/);
  }
  assert.ok(reached >= 2, `${reached} runs reached the gate`);
});

test('law 5: a judge that cannot be read abstains everywhere', async () => {
  const ran = await run(JUDGE_ONLY, { judge: () => 'I like the first one, but B is also fine.' });
  const standings = eventsOf(ran)
    .filter(({ type }) => type === 'round')
    .flatMap(({ standings }) => standings as { better: number }[]);
  for (const { better } of standings) assert.is(better, 0.5);
  assert.is(resultOf(ran).verdict, 'seed-kept');
});

for (const [name, parts] of Object.entries({ FULL, JUDGED })) {
  test(`law 5: the search sees training items only; validation comes next and the test last, once (${name})`, async () => {
    const ran = await run({ ...parts, search: { cycles: 2, rounds: 2 }, run: { seed: 1 } });
    assert.is.not(resultOf(ran).verdict, 'seed-kept');
    const splitsOf = (request: ForwardRequest) =>
      new Set([...textOf(request).matchAll(/(train|validation|test)-\d+/g)].map(([, split = '']) => split));
    for (const request of ran.toy.requests.filter(({ model }) => model === 'writer'))
      assert.equal(splitsOf(request), new Set(['train']));
    const order = ran.toy.requests.flatMap((request) => [...splitsOf(request)]);
    assert.equal([...new Set(order)], ['train', 'validation', 'test']);
    assert.ok(order.lastIndexOf('train') < order.indexOf('validation'));
    assert.ok(order.lastIndexOf('validation') < order.indexOf('test'));
    const types = eventsOf(ran).map(({ type }) => type);
    assert.equal(
      types.filter((type) => ['stop', 'gate', 'test', 'finish'].includes(type)),
      ['stop', 'gate', 'test', 'finish'],
    );
  });
}

/** Validation decides nothing by itself, so more is drawn. */
const DRAWN: Parts = {
  score: { global: { use: 'exact', options: {}, weight: 1 } },
  items: {
    train: messages('train', 8),
    validation: messages('validation', 4),
    test: messages('test', 3),
    spare: messages('validation', 12).slice(4),
  },
  search: { cycles: 1, rounds: 2, batch: [8] },
  run: { seed: 2 },
};

test('law 1: a run that draws more items, killed at any call of the gate and resumed, gives the bytes of an uninterrupted one', async () => {
  const whole = await run(DRAWN);
  assert.ok((resultOf(whole).validation?.n ?? 0) > 4);
  assert.match(JSON.stringify(eventsOf(whole)), 'look 1 of 3 decides nothing');
  const expected = bytesOf(whole);
  const first = whole.toy.requests.findIndex((request) => textOf(request).includes('validation-')) + 1;
  assert.ok(first > 0);
  for (let k = first; k <= whole.toy.requests.length; k += 3) {
    const killed = await run(DRAWN, {
      before: (_, call) => {
        if (call >= k) throw new CallError('permanent', `killed at call ${k}`, 'Resume.');
      },
    });
    assert.match(killed.error?.message ?? '', `killed at call ${k}`);
    assert.equal(bytesOf(await run({ ...DRAWN, dir: killed.plan.dir })), expected, `killed at call ${k}`);
  }
});

test('law 5: items that are drawn were seen by nobody before', async () => {
  const { toy, plan } = await run(DRAWN);
  const spare = new Set((plan.data.splits.spare ?? []).map(({ id }) => id));
  const seen = toy.requests.map((request) =>
    [...textOf(request).matchAll(/(?:train|validation|test)-\d+/g)].map(String),
  );
  const firstDrawn = seen.findIndex((ids) => ids.some((id) => spare.has(id)));
  const lastTrained = seen.findLastIndex((ids) => ids.some((id) => id.startsWith('train')));
  assert.ok(firstDrawn > lastTrained && lastTrained > 0, `${firstDrawn} ${lastTrained}`);
});

/** What a run needs at least, as its refusal says. */
async function leastCalls(parts: Parts): Promise<number> {
  const { error } = await run({ ...parts, budget: budget({ calls: 1 }) });
  return Number(/need (\d+)/.exec(error?.message ?? '')?.[1]);
}

for (const [name, parts] of Object.entries({ FULL, JUDGED, RATED, DRAWN })) {
  test(`the cap on calls is never passed, validation and test included, and both still happen (${name})`, async () => {
    const least = await leastCalls(parts);
    assert.ok(least > 10);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: least, max: 3 * least }),
        fc.integer({ min: 1, max: 4 }),
        async (calls, seed) => {
          const ran = await run({ ...parts, budget: budget({ calls }), run: { seed } });
          const { validation, verdict } = resultOf(ran);
          assert.ok(ran.toy.requests.length <= calls, `${ran.toy.requests.length} of ${calls}`);
          assert.ok(verdict === 'seed-kept' || validation !== null);
          assert.is(eventsOf(ran).filter(({ type }) => type === 'test').length, 1);
        },
      ),
      { numRuns: 8 },
    );
  });
}

test('a budget that is too small is refused before any call, with the number needed', async () => {
  const ran = await run({ ...FULL, budget: budget({ calls: 20 }) });
  assert.is((ran.error as { code?: string } | null)?.code, 'MASPO-BUDGET-SMALL');
  assert.is(ran.toy.requests.length, 0);
  const least = await leastCalls(FULL);
  assert.ok((await run({ ...FULL, budget: budget({ calls: least }) })).result !== null);
});

test.run();
