import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openJournal } from '../calls/journal.ts';
import { faultOf, NOTHING_JUDGED } from '../evidence/fitness.ts';
import { hashOfTest, lookOfRun } from '../evidence/looks.ts';
import { definePlugin, type Plugin } from '../plugin/contract.ts';
import { journalFile } from '../run/folder.ts';
import { budget, messages, type PlanParts, scratchFolder, testPlan } from '../test/plan.fixture.ts';
import { openSearch } from '../test/search.fixture.ts';
import { createToy, hash, operators, type ToyOptions, textOf } from '../test/toy.fixture.ts';
import { countTestLooks, evaluatePrompts } from './evaluate-prompts.ts';
import { optimize } from './optimize.ts';

/** Adds the word that helps: with both the system is right, without one it guesses. */
const helpful = definePlugin({
  name: 'helpful',
  mutate: {
    help: {
      description: 'Adds the word that the agent lacks.',
      run: ({ agent, parent }) => {
        const word = agent.id === 'reader' ? 'topic' : 'match';
        return [parent.text.includes(word) ? { rejected: 'nothing-to-add' } : parent.append('task', word)];
      },
    },
  },
});

/** A judge that can look once or twice, and what it was asked for. */
function lookingJudge() {
  const seen: { readonly orders: string; readonly item: string }[] = [];
  const plugin = definePlugin({
    name: 'looking',
    score: {
      looking: {
        kind: 'pairwise',
        description: 'Prefers notes on the topic.',
        options: {
          type: 'object',
          properties: { orders: { enum: ['both', 'one'], default: 'both', description: 'How often it looks.' } },
        },
        run: ({ item, output, reference, options }) => {
          seen.push({ orders: options.orders, item: item.id });
          const right = (text = ''): number => (text.includes(String(item.fields.team)) ? 1 : 0);
          return (right(output.text) - right(reference?.text) + 1) / 2;
        },
      },
    },
  });
  return { plugin, seen };
}

const items = (validation: number, spare: number): NonNullable<PlanParts['items']> => ({
  train: messages('train', 12),
  validation: messages('validation', validation + spare).slice(0, validation),
  test: messages('test', 6),
  ...(spare === 0 ? {} : { spare: messages('validation', validation + spare).slice(validation) }),
});

const planOf = (parts: Omit<PlanParts, 'plugins'>, plugins: readonly Plugin[], options: ToyOptions = {}) =>
  testPlan({
    mutate: [{ use: 'help', options: {}, weight: 1 }],
    ...parts,
    search: { batch: [12], cycles: 1, ...parts.search },
    plugins: [createToy(options).plugin, operators, helpful, ...plugins],
  });

async function search(parts: Omit<PlanParts, 'plugins'>, plugins: readonly Plugin[] = [], options: ToyOptions = {}) {
  const context = openSearch(planOf(parts, plugins, options));
  const verdict = await optimize(context);
  await context.close();
  const [gate] = context.eventsOf('gate');
  const notes = context.eventsOf('note').map(({ from, message }) => `${from}: ${message}`);
  return { verdict, context, gate, notes, calls: context.gateway.meter.settled() };
}

test('each held-out item is an event, with what all agents said before and after, and adds up to what the gate says', async () => {
  const { context, gate } = await search({ items: items(12, 0) });
  const compared = context.eventsOf('compared');
  for (const [split, count] of [
    ['validation', 12],
    ['test', 6],
  ] as const)
    assert.is(compared.filter((event) => event.split === split).length, count);
  const validation = compared.filter(({ split }) => split === 'validation');
  assert.is(validation.filter(({ comparison }) => (comparison ?? 0) > 0.5).length, gate?.validation?.wins);
  const [won] = validation.filter(({ seed, best }) => seed === 0 && best === 1);
  assert.is(won?.outputs.at(-1)?.after, won?.fields.team);
  assert.equal(
    won?.outputs.map(({ agent }) => agent),
    ['reader', 'router'],
  );
});

test('at the gate and in the test a judge looks in both orders, however it did in the search', async () => {
  const { plugin, seen } = lookingJudge();
  const score = { global: { use: 'looking', options: { orders: 'one' }, weight: 1 } };
  const { verdict } = await search({ score, items: items(12, 0) }, [plugin]);
  assert.is.not(verdict, 'seed-kept');
  const ordersOf = (split: string) =>
    new Set(seen.filter(({ item }) => item.startsWith(split)).map(({ orders }) => orders));
  assert.equal(ordersOf('train'), new Set(['one']));
  assert.equal(ordersOf('validation'), new Set(['both']));
  assert.equal(ordersOf('test'), new Set(['both']));
});

test('while validation only promises, spare items are drawn until it decides', async () => {
  const alone = await search({ items: items(5, 0) });
  assert.equal([alone.verdict, alone.gate?.validation?.n, alone.notes], ['promising', 5, []]);
  const { verdict, gate, notes } = await search({ items: items(5, 40), gate: { ...GATE, draw: 8 } });
  assert.is(verdict, 'improved');
  const n = gate?.validation?.n ?? 0;
  assert.ok(n > 5 && n % 5 === 0, `${n}`);
  assert.is(notes.length, n / 5 - 1);
  assert.match(notes[0] ?? '', /^gate: look 1 of 8 decides nothing: \d better, \d worse on 5 validation items; 5 more/);
});

const GATE = { rule: 'majority', confidence: 0.95 } as const;

test('what is decided at once draws nothing, and no look passes the limit', async () => {
  const sure = await search({ items: items(40, 80) });
  assert.equal([sure.verdict, sure.gate?.validation?.n, sure.notes], ['improved', 40, []]);
  const once = await search({ items: items(5, 40), gate: { ...GATE, draw: 1 } });
  assert.equal([once.verdict, once.gate?.validation?.n], ['promising', 5]);
  const twice = await search({ items: items(5, 40), gate: { ...GATE, draw: 2 } });
  assert.is(twice.gate?.validation?.n, 10);
});

test('every look must be as sure as all of them together need', async () => {
  // Six wins to none: p = 0.031, enough for one look, not for one of three.
  const six = async (spare: number) => {
    const all = messages('validation', 60);
    const decided = all.slice(0, 6).map((item) => ({ ...item, fields: { ...item.fields, win: 1 } }));
    const split = { ...items(6, 0), validation: decided, ...(spare === 0 ? {} : { spare: all.slice(6, 6 + spare) }) };
    return search({ items: split, score: { global: { use: 'wins', options: {}, weight: 1 } } }, [wins], OWN);
  };
  const [alone, again] = [await six(0), await six(12)];
  assert.equal([alone.verdict, alone.gate?.validation?.p], ['improved', 0.03125]);
  assert.equal([again.verdict, again.gate?.validation?.n], ['promising', 18]);
  // What would decide is told for what had to be: a look of three.
  assert.ok((again.gate?.itemsToDecide ?? 0) > 18);
});

/** Every wording has answers of its own: no pair ties for free. */
const OWN: ToyOptions = { reply: (request) => `answer ${hash(textOf(request), 1e6)}` };

/** The reader's new prompt wins where the data say so, and in training. */
const wins = definePlugin({
  name: 'wins',
  score: {
    wins: {
      kind: 'pairwise',
      description: 'By the data.',
      run: ({ item }) => (item.id.startsWith('train') || item.fields.win === 1 ? 1 : 0.5),
    },
  },
});

test('a budget without room for more items leaves one look, which is judged as one', async () => {
  const free = await search({ items: items(5, 0) });
  const needed = Object.values(free.calls).reduce((sum, { calls }) => sum + calls, 0);
  const tight = await search({ items: items(5, 40), budget: budget({ calls: needed + 15 }) });
  assert.equal([tight.verdict, tight.gate?.validation?.n, tight.notes], ['promising', 5, []]);
  assert.ok(tight.context.eventsOf('test')[0]?.test !== null);
});

test('where the bill ends the drawing, what was seen decides, and the run goes on', async () => {
  const context = openSearch(planOf({ items: items(5, 40) }, []));
  const { meter } = context.gateway;
  let drawing = false;
  const { BudgetStop } = await import('../calls/budget.ts');
  const gateway = {
    ...context.gateway,
    meter: {
      ...meter,
      admit: (bound: Parameters<typeof meter.admit>[0]) => {
        if (drawing) throw new BudgetStop('usd', 'the next step is too much');
        meter.admit(bound);
      },
    },
  };
  const emit: typeof context.emit = async (event) => {
    if (event.type === 'note') drawing = event.from === 'gate';
    await context.emit(event);
  };
  const verdict = await optimize({ ...context, gateway, emit });
  await context.close();
  assert.is(verdict, 'promising');
  assert.is(context.eventsOf('gate')[0]?.validation?.n, 5);
  assert.match(context.eventsOf('note').at(-1)?.message ?? '', 'no more items are drawn: the budget of usd is used up');
  assert.is(context.eventsOf('test')[0]?.test?.n, 6);
});

/** Both answers are worth the same to it: it names the one shown first. */
const FIRST: ToyOptions = { judge: () => 'A' };

test('where labels decide, an unfit judge of another view keeps no gain back; it is told with what it did', async () => {
  const score = { local: { use: 'judge', options: {}, weight: 1 }, global: { use: 'exact', options: {}, weight: 1 } };
  const run = async (fitness: boolean) => {
    const context = openSearch(planOf({ items: items(40, 0), score, gate: { ...GATE, fitness } }, [], FIRST));
    const verdict = await optimize(context);
    await context.close();
    const { judges } = context.state();
    return {
      verdict,
      unfit: context.eventsOf('gate')[0]?.unfitJudge,
      fault: faultOf('judge', judges.judge ?? NOTHING_JUDGED),
    };
  };
  for (const { verdict, unfit, fault } of [await run(true), await run(false)]) {
    assert.equal([verdict, unfit], ['improved', null]);
    assert.match(fault ?? '', /^judge changed its verdict/);
  }
});

test('notes on the data come first, before a model is asked', async () => {
  const plan = planOf({ items: items(5, 0) }, []);
  const context = openSearch({ ...plan, data: { ...plan.data, notes: ['2 items are the same'] } });
  await optimize(context);
  await context.close();
  assert.equal(context.events[0], { type: 'note', from: 'data', message: '2 items are the same' });
});

test('a run that opens its test says so in the journal; one that leaves it closed does not', async () => {
  const { context } = await search({ items: items(12, 0) });
  const judge = { global: { use: 'judge', options: {}, weight: 1 } };
  const kept = await search({ items: items(12, 0), score: judge, mutate: [{ use: 'same', options: {}, weight: 1 }] });
  const looked = ({ plan }: typeof context) => {
    const journal = openJournal(journalFile(plan.dir));
    const standing = journal.decision('run', lookOfRun(hashOfTest(plan.data.splits.test)));
    return journal.close().then(() => standing);
  };
  assert.equal([await looked(context), await looked(kept.context)], [true, undefined]);
});

test('every evaluation on the test split is a look more, and is told how many there were', async () => {
  const dir = scratchFolder();
  const plan = planOf({ items: items(5, 0), dir }, []);
  const told: string[] = [];
  const evaluate = async (split: 'test' | 'validation') =>
    (await evaluatePrompts(plan, { prompts: new Map(), split, onLog: (message) => told.push(message) })).looksBefore;
  assert.equal([await evaluate('test'), await evaluate('test'), await evaluate('validation')], [0, 1, null]);
  assert.is(await evaluate('test'), 2);
  assert.equal(told, [
    'the test split of this data has been looked at 1 time before',
    'the test split of this data has been looked at 2 times before',
  ]);
  assert.is(await countTestLooks(plan.dir, hashOfTest(plan.data.splits.test)), 3);
});

test.run();
