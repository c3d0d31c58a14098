import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MaspoError } from '../errors.ts';
import type { Plan } from '../plan.ts';
import { definePlugin, type ScoreRequest, type Toolbox, type Vote } from '../plugin/contract.ts';
import { failure } from '../test/gateway.fixture.ts';
import { type PlanParts, testPlan } from '../test/plan.fixture.ts';
import { openSearch } from '../test/search.fixture.ts';
import { createToy, hash, operators, type ToyOptions } from '../test/toy.fixture.ts';
import { calibrate } from './calibrate.ts';
import { knownPairs } from './calibration-pairs.ts';
import { estimateRun } from './estimate.ts';
import { optimize } from './optimize.ts';

const field = { type: 'string', maspoRef: 'field', description: 'Label.' } as const;
const model = { type: 'string', maspoRef: 'model', description: 'Judge.' } as const;

type Asking = ScoreRequest & Pick<Toolbox<{ readonly model: string | undefined }>, 'ask' | 'options'>;

/** Looks in both orders. */
async function compare({ input, output, reference, ask, options }: Asking) {
  const look = async (first: Vote['first']): Promise<Vote> => {
    const [a, b] = first === 'candidate' ? [output, reference] : [reference, output];
    const { text } = await ask(options.model ?? '', [
      { role: 'user', content: `${input}\nA: ${a?.text}\nB: ${b?.text}` },
    ]);
    const choice = { A: 'first', B: 'second', tie: 'tie' }[text] ?? 'abstained';
    return { model: options.model ?? '', first, choice: choice as Vote['choice'] };
  };
  const votes = [await look('candidate'), await look('reference')];
  const [one, other] = votes.map(({ first, choice }) =>
    choice === 'abstained' ? null : choice === 'tie' ? 0.5 : (choice === 'first') === (first === 'candidate') ? 1 : 0,
  );
  const score = one === null || other === null ? null : one === other ? (one ?? null) : 0.5;
  return { score, votes };
}

const plugin = definePlugin({
  name: 'tried',
  score: {
    team: {
      kind: 'absolute',
      description: 'The label.',
      options: { type: 'object', properties: { field } },
      run: ({ item, output, options }) => (output.value === item.fields[options.field ?? ''] ? 1 : 0),
    },
    compare: {
      kind: 'pairwise',
      description: 'Compares.',
      options: { type: 'object', properties: { model } },
      maxCalls: 2,
      run: compare,
    },
  },
});

const COMPARED: Plan['score'] = { global: { use: 'compare', options: { model: 'judge' }, weight: 1 } };
const CALIBRATED = { metric: { use: 'team', options: { field: 'team' } }, items: 8 };

function open(options: ToyOptions = {}, parts: Omit<PlanParts, 'plugins'> = {}) {
  const toy = createToy(options);
  const plan = testPlan({
    score: COMPARED,
    calibration: CALIBRATED,
    ...parts,
    plugins: [toy.plugin, operators, plugin],
  });
  return { toy, context: openSearch(plan) };
}

async function calibrated(options: ToyOptions = {}, parts: Omit<PlanParts, 'plugins'> = {}) {
  const { toy, context } = open(options, parts);
  const error = (await calibrate(context).then(
    () => null,
    (caught: unknown) => caught,
  )) as MaspoError | null;
  await context.close();
  return { toy, context, error, judges: context.eventsOf('calibration')[0]?.judges ?? [] };
}

test('each pair has an answer of the system and one of which the label says that it is better or worse', async () => {
  const { context } = open();
  const pairs = await knownPairs(context);
  await context.close();
  assert.is(pairs.length, 8);
  const isRight = ({ pair }: (typeof pairs)[number], side: 'candidate' | 'reference') =>
    pair[side].kind === 'text' && pair[side].value === pair.item.fields.team;
  for (const known of pairs) {
    assert.is(isRight(known, known.better), true);
    assert.is(isRight(known, known.better === 'candidate' ? 'reference' : 'candidate'), false);
    assert.not.ok(known.pair.input.includes('team:'), 'a judge is shown no label but in an answer');
  }
  assert.is(pairs.filter(({ better }) => better === 'candidate').length, 4);
});

test('an honest judge agrees with the labels, and what it did is counted', async () => {
  const { judges, error, context } = await calibrated();
  assert.is(error, null);
  const [{ judge, right, share, kappa, p } = { judge: '', right: 0, share: 0, kappa: 0, p: 1 }] = judges;
  assert.equal({ judge, right, share, kappa, p }, { judge: 'judge', right: 8, share: 1, kappa: 1, p: 0.00390625 });
  assert.equal([context.state().judges.judge?.bothDecided, context.state().judges.judge?.flips], [8, 0]);
});

const UNFIT: Readonly<Record<string, NonNullable<ToyOptions['judge']>>> = {
  'always says A': () => 'A',
  'only sees ties': () => 'tie',
  'cannot be read': () => 'Well.',
  'prefers what is wrong': (question) => {
    const [, team = '', first = ''] = /about (\w+)[\s\S]*\nA: ([^\n]*)/.exec(question) ?? [];
    return first.includes(team) ? 'B' : 'A';
  },
};

for (const [name, judge] of Object.entries(UNFIT))
  test(`a judge that ${name} ends the run before the search is paid, with what to do`, async () => {
    const { toy, context } = open({ judge });
    const error = (await failure(optimize(context))) as MaspoError;
    await context.close();
    assert.is(error.code, 'MASPO-PREFLIGHT');
    assert.match(error.message, /^judge: .*: no better than chance$/);
    assert.match(error.hint, /^Take a stronger model as the judge\./);
    assert.is(context.eventsOf('calibration').length, 1);
    assert.equal(context.eventsOf('turn'), []);
    // The seed on eight items and both orders of eight pairs, and what the preflight asks.
    assert.ok(toy.requests.length <= 16 + 16 + 2, `${toy.requests.length}`);
  });

test('where the config lets an unfit judge decide, it is only shown', async () => {
  const gate = { rule: 'majority', confidence: 0.95, fitness: false } as const;
  const { error, judges } = await calibrated({ judge: () => 'A' }, { gate });
  assert.equal([error, judges[0]?.undecided, judges[0]?.kappa], [null, 8, 0]);
});

test('a coin is never taken for a judge that agrees', async () => {
  for (let seed = 0; seed < 12; seed++) {
    const { judges } = await calibrated({ judge: (question) => 'AB'.charAt(hash(`${seed} ${question}`, 2)) });
    const { right = 0, p = 0 } = judges[0] ?? {};
    assert.ok(right < 8 && p > 0.01, `${right} ${p}`);
  }
});

test('nothing is asked where the config does not ask for it', async () => {
  const { calibration, ...plan } = open().context.plan;
  const toy = createToy();
  const context = openSearch({ ...plan, plugins: testPlan({ plugins: [toy.plugin] }).plugins });
  await calibrate(context);
  await context.close();
  assert.equal([calibration?.items, toy.requests.length, context.events], [8, 0, []]);
});

test('the runs of the seed are those of the search, so they are not paid twice', async () => {
  const { toy, context } = open({}, { search: { cycles: 1, rounds: 1, offspring: 1, batch: [8] } });
  await optimize(context);
  await context.close();
  const texts = toy.requests.map((request) => JSON.stringify(request));
  assert.is(new Set(texts).size, texts.length);
});

test('its calls are in the estimate, and what is reserved is never passed', async () => {
  const { context } = open();
  await calibrate(context);
  await context.close();
  const { preflight } = estimateRun(context.plan);
  const plain = estimateRun(testPlan({ score: COMPARED, plugins: [createToy().plugin, operators, plugin] })).preflight;
  assert.equal([preflight.agent.calls - plain.agent.calls, preflight.judge.calls - plain.judge.calls], [16, 16]);
  const { agent, judge } = context.gateway.meter.settled();
  assert.equal([agent.calls <= 16, judge.calls <= 16], [true, true]);
});

test('one judge in several views is tried once', async () => {
  const score = { ...COMPARED, local: { use: 'compare', options: { model: 'judge' }, weight: 1 } };
  assert.is((await calibrated({}, { score })).judges.length, 1);
});

test.run();
