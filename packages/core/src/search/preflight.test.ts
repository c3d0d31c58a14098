import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError, type MaspoError } from '../errors.ts';
import type { Plan } from '../plan.ts';
import { definePlugin, type Plugin } from '../plugin/contract.ts';
import { failure } from '../test/gateway.fixture.ts';
import { agent, budget, model, type PlanParts, TOY_AGENTS, testPlan } from '../test/plan.fixture.ts';
import { openSearch } from '../test/search.fixture.ts';
import { createToy, operators, type ToyOptions } from '../test/toy.fixture.ts';
import { optimize } from './optimize.ts';
import { preflight } from './preflight.ts';

const byModel = {
  type: 'object',
  properties: { model: { type: 'string', maspoRef: 'model', description: 'Asked.' } },
} as const;
/** Operators that name the model that they ask, as plugins do. */
const naming: Plugin = definePlugin({
  name: 'naming',
  score: {
    compare: { kind: 'pairwise', description: 'Compares.', options: byModel, maxCalls: 2, run: () => 0.5 },
    rate: { kind: 'absolute', description: 'Rates.', options: byModel, maxCalls: 1, run: () => 1 },
  },
  mutate: { write: { description: 'Writes.', options: byModel, maxCalls: 1, run: () => [] } },
});
const COMPARED: Plan['score'] = { global: { use: 'compare', options: { model: 'judge' }, weight: 1 } };
const WRITTEN: Plan['mutate'] = [{ use: 'write', options: { model: 'writer' }, weight: 1 }];
const USES_ALL: Omit<PlanParts, 'plugins'> = { score: COMPARED, mutate: WRITTEN };

interface Setup {
  readonly parts?: Omit<PlanParts, 'plugins'>;
  readonly toy?: ToyOptions;
  readonly extra?: readonly Plugin[];
}

function open({ parts = USES_ALL, toy: toyOptions = {}, extra = [] }: Setup = {}) {
  const toy = createToy({ judge: () => '1=A 2=B 3=B 4=A', ...toyOptions });
  const context = openSearch(testPlan({ ...parts, plugins: [toy.plugin, operators, naming, ...extra] }));
  return { toy, context };
}

const checksOf = async (setup: Setup = {}) => {
  const { toy, context } = open(setup);
  await preflight(context);
  await context.close();
  const [event] = context.eventsOf('preflight');
  return { toy, context, checks: event?.checks ?? [] };
};

test('each model that the run uses is asked once, in the role it has', async () => {
  const { toy, checks, context } = await checksOf();
  assert.equal(
    toy.requests.map((request) => request.model),
    ['small', 'judge', 'writer'],
  );
  assert.equal(
    checks.filter(({ check }) => check === 'model').map(({ about, ok }) => [about, ok]),
    [
      ['small', true],
      ['judge', true],
      ['writer', true],
    ],
  );
  const { agent: agents, judge, mutator } = context.gateway.meter.settled();
  assert.equal([agents.calls, judge.calls, mutator.calls], [1, 1, 1]);
});

test('a model that nothing uses is left alone', async () => {
  const { toy } = await checksOf({ parts: {} });
  assert.equal(
    toy.requests.map((request) => request.model),
    ['small'],
  );
});

test('an agent is asked what the run asks it, so the call is not paid twice', async () => {
  const { toy, context } = open({ parts: { search: { cycles: 1, rounds: 1, offspring: 1, batch: [8] } } });
  await optimize(context);
  await context.close();
  const texts = toy.requests.map((request) => JSON.stringify(request));
  assert.is(new Set(texts).size, texts.length);
  const [item] = context.plan.data.splits.train;
  assert.is(toy.requests[0]?.messages.at(-1)?.content, `Message: ${String(item?.fields.text)}`);
});

test('a later agent on a model of its own reads what the one before it said', async () => {
  const [reader, router] = TOY_AGENTS;
  assert.ok(reader !== undefined && router !== undefined);
  const models = ['small', 'other', 'judge', 'writer'].map((name) => model(name));
  const { toy, checks } = await checksOf({ parts: { agents: [reader, { ...router, model: 'other' }], models } });
  assert.match(toy.requests[1]?.messages.at(-1)?.content ?? '', /^Note: note \d on train-1$/);
  assert.equal(
    checks.filter(({ check }) => check === 'contract').map(({ ok, detail }) => [ok, detail]),
    [
      [true, 'reader: the reply is a text, no more is asked of it'],
      [true, 'router: the reply keeps its contract'],
    ],
  );
});

test('a reply that breaks its contract is shown with what to do, and ends nothing', async () => {
  const agents = [agent('router', 'Choose.', '{{item.text}}', { contract: { kind: 'choice', choices: ['x', 'y'] } })];
  const { checks } = await checksOf({ parts: { agents }, toy: { reply: () => 'no\u001b[31m idea' } });
  const contract = checks.find(({ check }) => check === 'contract');
  assert.equal([contract?.ok, contract?.detail], [false, 'router: the reply "no [31m idea" names none of x, y']);
  assert.match(contract?.fix ?? '', 'prompt of "router"');
});

test('a judge that always says A, or cannot be read, is shown and ends nothing', async () => {
  const biased = await checksOf({ toy: { judge: () => '1=A 2=A 3=A 4=A' } });
  const vague = await checksOf({ toy: { judge: () => 'I like both.' } });
  const judged = [biased, vague].map(({ checks }) => checks.find(({ check }) => check === 'judge'));
  assert.equal(
    judged.map((check) => [check?.ok, check?.detail]),
    [
      [false, '2 of 4 obvious pairs judged right'],
      [false, 'its verdict on four obvious pairs cannot be read: "I like both."'],
    ],
  );
});

test('every model that is not there is named with its fix, before any call', async () => {
  const gone = definePlugin({
    name: 'gone',
    forward: {
      gone: {
        description: 'Not there.',
        identify: async () => {
          throw new CallError('permanent', 'nothing listens', 'Start it.');
        },
        run: async () => ({ text: '', finish: 'stop', usage: null }) as const,
      },
    },
  });
  const models = [model('small'), ...['judge', 'writer'].map((name) => model(name, { use: 'gone' }))];
  const { toy, context } = open({ parts: { ...USES_ALL, models }, extra: [gone] });
  const error = (await failure(preflight(context))) as MaspoError;
  assert.is(error.code, 'MASPO-PREFLIGHT');
  assert.is(error.message, '2 models cannot be used\n  judge: nothing listens\n  writer: nothing listens');
  assert.is(error.hint, 'judge: Start it.\n  writer: Start it.');
  assert.equal([toy.requests.length, context.events], [0, []]);
  await context.close();
});

test('a provider that is just starting is asked again', async () => {
  let asked = 0;
  const slow = definePlugin({
    name: 'slow',
    forward: {
      slow: {
        description: 'Slow.',
        identify: async () => {
          if (++asked < 3) throw new CallError('transient', 'starting', 'Wait.');
          return 'there';
        },
        run: async () => ({ text: 'billing', finish: 'stop', usage: null }) as const,
      },
    },
  });
  const { checks } = await checksOf({ parts: { models: [model('small', { use: 'slow' })] }, extra: [slow] });
  assert.ok(checks.every(({ ok }) => ok === true));
});

test('a key that is refused ends the run, and the models after it are not asked', async () => {
  const before: ToyOptions['before'] = () => {
    throw new CallError('permanent', 'answered 401', 'Check the key.');
  };
  const { toy, context } = open({ toy: { before } });
  const error = (await failure(preflight(context))) as MaspoError;
  assert.equal([error.code, error.message, error.hint], ['MASPO-PREFLIGHT', 'small: answered 401', 'Check the key.']);
  assert.is(toy.requests.length, 1);
  await context.close();
});

test('where the cap of a role leaves no room, that call is left out and said so', async () => {
  const caps = { calls: 0, tokens: null, usd: null };
  const { toy, checks } = await checksOf({ parts: { ...USES_ALL, budget: budget({ roles: { mutator: caps } }) } });
  assert.equal(
    toy.requests.map((request) => request.model),
    ['small', 'judge'],
  );
  const [left] = checks.filter(({ ok }) => ok === null);
  assert.is(left?.about, 'writer');
  assert.match(left?.detail ?? '', 'not asked: the budget of roles.mutator.calls is used up');
});

test('a preflight that the journal answers says the same and asks nobody, not even whether they are there', async () => {
  const first = await checksOf();
  let identified = 0;
  const { dir } = first.context.plan;
  const toy = createToy();
  const silent = definePlugin({
    ...toy.plugin,
    forward: {
      toy: {
        description: 'Down.',
        identify: async () => {
          identified++;
          throw new CallError('permanent', 'down', 'Start it.');
        },
        run: async () => {
          throw new CallError('permanent', 'down', 'Start it.');
        },
      },
    },
  } as never);
  const again = openSearch(testPlan({ ...USES_ALL, dir, plugins: [silent, operators, naming] }));
  await preflight(again);
  await again.close();
  assert.equal(again.eventsOf('preflight'), first.context.eventsOf('preflight'));
  assert.is(identified, 0);
});

test.run();
