import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError } from './errors.ts';
import type { Plan } from './plan.ts';
import type { ForwardRequest } from './plugin/contract.ts';
import { journalFile } from './run/folder.ts';
import type { Result } from './run/result.ts';
import { openSession } from './session.ts';
import { budget, messages, type PlanParts, scratchFolder, testPlan } from './test/plan.fixture.ts';
import { createToy, hash, operators, type Toy, type ToyOptions, textOf } from './test/toy.fixture.ts';

type Parts = Omit<PlanParts, 'plugins'>;

/** A search that uses every kind of operator: models propose and judge, two parents are crossed. */
const FULL: Parts = {
  mutate: [
    { use: 'add-word', options: {}, weight: 2 },
    { use: 'ask-word', options: {}, weight: 1 },
  ],
  crossover: [{ use: 'splice', options: {}, rate: 0.3 }],
  score: {
    local: { use: 'tidy', options: {}, weight: 0.2 },
    lookahead: { use: 'judge', options: {}, weight: 0.3 },
    global: { use: 'exact', options: {}, weight: 0.5 },
  },
};
/** A judge scores everything, and every answer of the system is rated by a model too. */
const JUDGED: Parts = { ...FULL, score: { ...FULL.score, global: { use: 'judge', options: {}, weight: 0.5 } } };
const RATED: Parts = { ...FULL, score: { ...FULL.score, global: { use: 'rubric', options: {}, weight: 0.5 } } };

const MANY = { train: messages('train', 20), validation: messages('validation', 20), test: messages('test', 20) };

interface Ran {
  readonly toy: Toy;
  readonly plan: Plan;
  readonly result: Result | null;
  readonly error: Error | null;
}

async function run(parts: Parts, options: ToyOptions = {}): Promise<Ran> {
  const toy = createToy(options);
  const plan = testPlan({ ...parts, plugins: [toy.plugin, operators] });
  try {
    return { toy, plan, result: await openSession(plan).run(), error: null };
  } catch (error) {
    return { toy, plan, result: null, error: error as Error };
  }
}

const resultOf = ({ result, error }: Ran): Result => {
  if (result === null) throw error ?? new Error('no result');
  return result;
};

/** All that a run left which must not depend on how it came about, byte for byte. */
function bytesOf({ plan }: Ran): Record<string, string> {
  const { folder } = openSession(plan);
  const names = [
    'result.json',
    'events.jsonl',
    ...readdirSync(join(folder, 'prompts')).map((name) => `prompts/${name}`),
  ];
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

function eventsOf({ plan }: Ran): { readonly type: string; readonly [key: string]: unknown }[] {
  const text = readFileSync(join(openSession(plan).folder, 'events.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function journaled(dir: string): number {
  const database = new DatabaseSync(journalFile(dir));
  const count = Number(database.prepare('SELECT count(*) AS n FROM calls').get()?.n);
  database.close();
  return count;
}

const scattered =
  (salt: number) =>
  (request: ForwardRequest): number =>
    hash(`${salt} ${textOf(request)}`, 7);

for (const [name, parts] of Object.entries({ FULL, JUDGED, RATED })) {
  test(`law 1: a run that is run again gives the same bytes and makes no call (${name})`, async () => {
    const first = await run(parts);
    assert.ok(resultOf(first).proposals['add-word']?.made);
    const before = bytesOf(first);
    const again = await run({ ...parts, dir: first.plan.dir });
    assert.equal(resultOf(again), resultOf(first));
    assert.equal(bytesOf(again), before);
    assert.is(again.toy.requests.length, 0);
  });

  test(`law 2: concurrency and latency change no byte (${name})`, async () => {
    const runs: Ran[] = [];
    for (const concurrency of [1, 2, 7, 64])
      runs.push(await run({ ...parts, run: { concurrency } }, { latency: scattered(concurrency) }));
    assert.ok(runs[0]?.toy.most() === 1 && (runs[3]?.toy.most() ?? 0) > 7);
    for (const other of runs.slice(1)) assert.equal(bytesOf(other), bytesOf(runs[0] as Ran));
  });

  test(`law 3: a provider never sees a request twice in a run, and what is charged is what it saw (${name})`, async () => {
    const ran = await run(parts);
    const seen = ran.toy.requests.map(textOf);
    assert.is(new Set(seen).size, seen.length);
    const charged = Object.values(resultOf(ran).calls).reduce((sum, { logical }) => sum + logical, 0);
    assert.is(charged, seen.length);
  });
}

/** Small enough to be killed at every call. */
const SMALL: Parts = {
  ...FULL,
  items: { train: messages('train', 3), validation: messages('validation', 3), test: messages('test', 3) },
  search: { cycles: 2, rounds: 1, offspring: 1, batch: [1, 3] },
  run: { concurrency: 3, seed: 2 },
};

test('law 1: a run that is killed at any call and resumed gives the bytes of an uninterrupted one, and repays nothing', async () => {
  const whole = await run(SMALL);
  const expected = bytesOf(whole);
  const total = whole.toy.requests.length;
  assert.ok(total > 20, `${total} calls`);
  for (let k = 1; k <= total; k++) {
    const killed = await run(SMALL, {
      before: (_, call) => {
        if (call >= k) throw new CallError('permanent', `killed at call ${k}`, 'Resume.');
      },
    });
    assert.match(killed.error?.message ?? '', `killed at call ${k}`);
    const kept = journaled(killed.plan.dir);
    const resumed = await run({ ...SMALL, dir: killed.plan.dir });
    assert.equal(bytesOf(resumed), expected, `killed at call ${k}`);
    assert.is(resumed.toy.requests.length, total - kept, `killed at call ${k}: a journaled call was made again`);
  }
});

test('law 1: a journal that other runs have filled changes no byte', async () => {
  const cold = await run({ ...FULL, run: { seed: 1 } });
  const dir = scratchFolder();
  await run({ ...FULL, dir, run: { seed: 2 } });
  const warm = await run({ ...FULL, dir, run: { seed: 1 } });
  assert.ok(warm.toy.requests.length < cold.toy.requests.length);
  assert.equal(bytesOf(warm), bytesOf(cold));
});

test('law 1: failures that heal change no byte', async () => {
  const calm = await run(SMALL);
  const failed = new Set<string>();
  const shaky = await run(SMALL, {
    before: (request, call) => {
      if (call % 9 !== 0 || failed.has(textOf(request))) return;
      failed.add(textOf(request));
      throw new CallError('transient', 'busy', 'Wait.', { retryAfter: 0 });
    },
  });
  assert.ok(failed.size > 2);
  assert.equal(bytesOf(shaky), bytesOf(calm));
});

test('law 2: seeds lead to different searches', async () => {
  const prompts = new Set<string>();
  for (const seed of [1, 2, 3]) prompts.add(JSON.stringify(eventsOf(await run({ ...SMALL, run: { seed } }))));
  assert.is(prompts.size, 3);
});

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

test('law 5: wording that helps is found, and said to be better only with evidence', async () => {
  const ran = await run({ ...FULL, items: MANY, search: { cycles: 3, rounds: 2, offspring: 3, batch: [5, 12] } });
  const { verdict, validation, test: tested, agents } = resultOf(ran);
  assert.is(verdict, 'improved');
  assert.ok((validation?.p ?? 1) < 0.05);
  assert.ok((tested?.difference ?? 0) > 0.3, String(tested?.difference));
  assert.match(agents.reader?.prompt.task ?? '', 'topic');
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

/** What a run needs at least, as its refusal says. */
async function leastCalls(parts: Parts): Promise<number> {
  const { error } = await run({ ...parts, budget: budget({ calls: 1 }) });
  return Number(/need (\d+)/.exec(error?.message ?? '')?.[1]);
}

for (const [name, parts] of Object.entries({ FULL, JUDGED, RATED })) {
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
