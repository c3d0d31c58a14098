import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError } from '../errors.ts';
import { definePlugin, type MutateRequest, type Plugin, type Proposal } from '../plugin/contract.ts';
import type { RunEvent } from '../run/events.ts';
import { createPrompt, isPrompt, type Prompt } from '../system/prompt.ts';
import { agent, id, type PlanParts, testPlan } from '../test/plan.fixture.ts';
import { openSearch } from '../test/search.fixture.ts';
import { createToy, operators } from '../test/toy.fixture.ts';
import { promptAgent } from './context.ts';
import { unscored } from './population.ts';
import { type ProposeInputs, proposeInitial, proposeOffspring } from './propose.ts';

/** A plugin with one mutation. */
const mutation = (run: (request: MutateRequest) => readonly Proposal[] | Promise<readonly Proposal[]>): Plugin =>
  definePlugin({ name: 'inline', mutate: { inline: { description: 'Inline.', run } } });

interface Setup extends Omit<PlanParts, 'plugins'> {
  readonly plugin?: Plugin;
  readonly beam?: readonly Prompt[];
  readonly offspring?: number;
  readonly seen?: readonly Prompt[];
  readonly inputs?: Partial<ProposeInputs>;
  /** What happened in the run until then. */
  readonly before?: readonly RunEvent[];
}

const SEED = createPrompt({ task: 'Write a note.' });

async function propose({ plugin, beam = [SEED], offspring = 2, seen = beam, inputs, before = [], ...parts }: Setup) {
  const toy = createToy();
  const own = plugin === undefined ? {} : { mutate: [{ use: 'inline', options: {}, weight: 1 }] };
  const plugins = [toy.plugin, operators, ...(plugin === undefined ? [] : [plugin])];
  const context = openSearch(testPlan({ ...own, ...parts, plugins }));
  try {
    for (const event of before) await context.emit(event);
    const children = await proposeOffspring(context, {
      agent: promptAgent(context.plan, 'reader'),
      beam: beam.map(unscored),
      others: [],
      offspring,
      seen: new Set(seen.map(({ id }) => id)),
      misalignments: [],
      place: context.root.derive('round', 1),
      traces: async () => [],
      ...inputs,
    });
    const events = context.eventsOf('proposal').slice(before.length);
    return {
      children: children.map(({ text }) => text),
      events,
      rejected: events.map(({ rejected }) => rejected),
      told: context.eventsOf('operators'),
      toy,
    };
  } finally {
    await context.close();
  }
}

let count = 0;
test.before.each(() => {
  count = 0;
});
const numbered = (parent: Prompt): Prompt => parent.append('task', `${++count}`);

test('each parent of the beam gets its offspring, in the order of the beam', async () => {
  const beam = ['A.', 'B.', 'C.'].map((task) => createPrompt({ task }));
  const { children } = await propose({ plugin: mutation(({ parent }) => [numbered(parent)]), beam });
  assert.equal(children, ['A. 1', 'A. 2', 'B. 3', 'B. 4', 'C. 5', 'C. 6']);
});

test('a parent whose operator has nothing new is tried again, three times in all, and does not cost another parent its child', async () => {
  const beam = ['A.', 'B.'].map((task) => createPrompt({ task }));
  const tries = { 'A.': 0, 'B.': 0 };
  const plugin = mutation(({ parent }) => {
    const tried = ++tries[parent.text as keyof typeof tries];
    return parent.text === 'B.' && tried < 3 ? [{ rejected: 'nothing' }] : [numbered(parent)];
  });
  const { children, rejected } = await propose({ plugin, beam, offspring: 1 });
  assert.equal(children, ['A. 1', 'B. 2']);
  assert.equal(rejected, [null, 'nothing', 'nothing', null]);
  assert.equal(tries, { 'A.': 1, 'B.': 3 });
});

test('an operator that never has anything ends with fewer children, each refusal counted', async () => {
  const { children, rejected } = await propose({ plugin: mutation(() => [{ rejected: 'nothing' }]), offspring: 1 });
  assert.equal(children, []);
  assert.equal(rejected, ['nothing', 'nothing', 'nothing']);
});

test('a bandit looks at what paid off once a round, tells the chances, and draws by them', async () => {
  const { events, told } = await propose({
    search: { operators: 'bandit' },
    mutate: [
      { use: 'same', options: {}, weight: 1 },
      { use: 'add-word', options: {}, weight: 1 },
    ],
    offspring: 8,
    before: Array.from({ length: 400 }, () => ({
      ...{ type: 'proposal', agent: id('reader'), operator: 'same', by: 'operators', parents: [SEED.id] },
      ...{ candidate: SEED.id, prompt: SEED.sections, rejected: 'duplicate' },
    })),
  });
  assert.is(told.length, 1, 'not again for second tries');
  assert.ok((told[0]?.chances.same ?? 1) < 0.01);
  assert.equal([...new Set(events.map(({ operator }) => operator))], ['add-word']);
});

test('a prompt that was ever seen, or that a sibling has proposed, is a duplicate', async () => {
  const same = mutation(({ parent }) => [parent.append('task', 'same')]);
  const twins = await propose({ plugin: same });
  assert.equal(twins.children, ['Write a note. same']);
  assert.equal(twins.rejected.slice(0, 2), [null, 'duplicate']);
  const old = await propose({ plugin: same, seen: [SEED, SEED.append('task', 'same')], offspring: 1 });
  assert.equal(old.children, []);
  assert.equal(old.rejected, ['duplicate', 'duplicate', 'duplicate']);
});

test('of a run that proposes many, the first that may be tried is taken; the others are surplus', async () => {
  const plugin = mutation(({ parent }) => [parent, numbered(parent), numbered(parent)]);
  const { children, rejected } = await propose({ plugin, offspring: 1 });
  assert.equal(children, ['Write a note. 1']);
  assert.equal(rejected, ['duplicate', null, 'surplus']);
});

test('whoever wrote the operator, its prompts keep the frozen spans and a sane length', async () => {
  const agents = [agent('reader', 'Write a note.', '{{item.text}}', { frozen: ['note'] })];
  const proposals = [
    createPrompt({ task: 'Write.' }),
    createPrompt({}),
    createPrompt({ task: `note ${'x'.repeat(2000)}` }),
    createPrompt({ task: 'A note.' }),
  ];
  const { rejected } = await propose({ plugin: mutation(() => proposals), agents, answer: 'reader', offspring: 1 });
  assert.equal(rejected, ['frozen-span-lost', 'empty', 'too-long', null]);
});

const copying = (split: 'train' | 'validation' | 'test', quotes: boolean): Plugin =>
  definePlugin({
    name: 'inline',
    mutate: {
      inline: {
        description: 'Copies an item.',
        quotes,
        run: ({ parent }) => [parent.append('task', `For example: ${TEXTS[split]}`)],
      },
    },
  });
const TEXTS = {
  train: 'the first parcel that I sent back never came to you',
  validation: 'the second parcel that I sent back never came to you',
  test: 'a third parcel of mine was lost on its way home',
};
const items = Object.fromEntries(
  Object.entries(TEXTS).map(([split, text]) => [split, [{ id: split, fields: { text, team: 'bug' } }]]),
);

test('no operator gets text of an item into a prompt, unless it quotes training items', async () => {
  for (const split of ['train', 'validation', 'test'] as const) {
    const { rejected } = await propose({ plugin: copying(split, false), items, offspring: 1 });
    assert.equal(rejected, ['leak', 'leak', 'leak'], split);
    const quoting = await propose({ plugin: copying(split, true), items, offspring: 1 });
    assert.equal(quoting.rejected, split === 'train' ? [null] : ['leak', 'leak', 'leak'], split);
  }
});

test('a mutation knows what has been tried, the latest first, also in this round', async () => {
  const tried: string[][] = [];
  const plugin = mutation((request) => {
    tried.push(request.tried.map(({ text }) => text));
    return [request.parent.append('task', tried.length === 2 ? 'No 1.' : `No ${tried.length}.`)];
  });
  await propose({ plugin, offspring: 2 });
  // Two children side by side; the second is the first again, so another is wanted.
  assert.equal(tried.slice(0, 3), [[], [], ['Write a note. No 1.']]);
});

test('what the beam quotes already may stay, and be taken over', async () => {
  const quoting = SEED.append('task', `For example: ${TEXTS.train}`);
  const plugin = mutation(({ population, parent }) => [
    (population[1]?.prompt ?? parent).append('task', parent.id === quoting.id ? 'Now.' : 'Then.'),
  ]);
  const { children } = await propose({ plugin, items, offspring: 1, beam: [SEED, quoting] });
  assert.equal(children, [`${quoting.text} Then.`, `${quoting.text} Now.`]);
});

test('an operator can ask what would be said to its prompts, and mend them', async () => {
  const said: (string | undefined)[] = [];
  const plugin = mutation(({ parent, refusal }) => {
    const drafts = [parent, parent.append('task', TEXTS.test), parent.append('task', 'Be brief.')];
    said.push(...drafts.map((draft) => refusal(draft)?.reason));
    return drafts.filter((draft) => refusal(draft) === null);
  });
  const { rejected } = await propose({ plugin, items, offspring: 1 });
  assert.equal(said, ['duplicate', 'leak', undefined]);
  assert.equal(rejected, [null]);
});

test('a proposal says who made it, of what, and what it is', async () => {
  const { events } = await propose({ plugin: mutation(({ parent }) => [numbered(parent)]), offspring: 1 });
  const child = SEED.append('task', '1');
  assert.equal(events, [
    {
      type: 'proposal',
      agent: 'reader',
      operator: 'inline',
      by: 'inline',
      parents: [SEED.id],
      candidate: child.id,
      prompt: child.sections,
      rejected: null,
    },
  ]);
});

test('the tap that answered is named, also where it stands in for the operator', async () => {
  const stand: Plugin = definePlugin({
    name: 'in-house',
    mutate: { inline: { description: 'Inline.', run: ({ parent }) => [parent.append('task', 'theirs')] } },
    apply: ({ hooks }) =>
      hooks.mutate.for('inline').tap('override', ({ parent }) => [parent.append('task', 'ours')], { stage: -1 }),
  });
  const { children, events } = await propose({ plugin: stand, offspring: 1 });
  assert.equal([children, events[0]?.by], [['Write a note. ours'], 'override']);
});

test('a tap of `propose` filters and repairs the proposals of any operator', async () => {
  const plugin = definePlugin({
    name: 'polite',
    mutate: { inline: { description: 'Inline.', run: ({ parent }) => [numbered(parent)] } },
    apply: ({ hooks }) =>
      hooks.propose.tap('polite', (proposals) =>
        proposals.map((proposal) => (isPrompt(proposal) ? proposal.append('task', 'Please.') : proposal)),
      ),
  });
  assert.equal((await propose({ plugin, offspring: 1 })).children, ['Write a note. 1 Please.']);
});

test('a crossover is drawn at its rate, and never where there is no partner', async () => {
  const crossover = (rate: number) => [{ use: 'splice', options: {}, rate }];
  const beam = Array.from({ length: 30 }, (_, index) => createPrompt({ task: `P${index}.` }));
  const plugin = mutation(({ parent }) => [numbered(parent)]);
  const share = async (rate: number): Promise<number> => {
    const { events } = await propose({ plugin, beam, offspring: 4, crossover: crossover(rate) });
    return events.filter(({ operator }) => operator === 'splice').length / events.length;
  };
  assert.is(await share(0), 0);
  assert.is(await share(1), 1);
  const third = await share(0.3);
  assert.ok(third > 0.2 && third < 0.4, String(third));
  const alone = await propose({ plugin, crossover: crossover(1) });
  assert.ok(alone.events.every(({ operator }) => operator === 'inline'));
});

test('the parents of a crossover are two, and both are in its lineage', async () => {
  const beam = ['A.', 'B.'].map((task) => createPrompt({ task }));
  const { children, events } = await propose({
    beam,
    crossover: [{ use: 'splice', options: {}, rate: 1 }],
    offspring: 1,
  });
  assert.equal(children, ['A. B.', 'B. A.']);
  assert.equal(
    events[0]?.parents,
    beam.map(({ id }) => id),
  );
});

test('mutations are drawn by their weight', async () => {
  const plugin = definePlugin({
    name: 'two',
    mutate: {
      often: { description: 'Often.', run: ({ parent }) => [numbered(parent)] },
      rarely: { description: 'Rarely.', run: ({ parent }) => [numbered(parent)] },
    },
  });
  const mutate = [
    { use: 'often', options: {}, weight: 3 },
    { use: 'rarely', options: {}, weight: 1 },
  ];
  const { events } = await propose({ plugin, mutate, offspring: 200 });
  const often = events.filter(({ operator }) => operator === 'often').length / events.length;
  assert.ok(often > 0.65 && often < 0.85, String(often));
});

test('without mutations there are crossovers; with neither, or without a partner, there are no children and no error', async () => {
  const beam = ['A.', 'B.'].map((task) => createPrompt({ task }));
  const crossover = [{ use: 'splice', options: {}, rate: 0.01 }];
  const crossed = await propose({ mutate: [], crossover, beam, offspring: 1 });
  assert.equal(crossed.children, ['A. B.', 'B. A.']);
  assert.equal((await propose({ mutate: [], crossover })).children, []);
  assert.equal((await propose({ mutate: [], crossover: [] })).children, []);
});

test('a mutation sees the training items, the labels, the agents, the beam and the traces of its parent', async () => {
  let got: MutateRequest | undefined;
  const plugin = mutation((request) => {
    got = request;
    return [numbered(request.parent)];
  });
  const trace = { item: { id: 'x', fields: {} } } as unknown as MutateRequest['traces'][number];
  await propose({ plugin, offspring: 1, inputs: { traces: async () => [trace] } });
  assert.ok(got?.items.every(({ id }) => id.startsWith('train-')) && got.items.length === 8);
  assert.equal(got?.labelFields, ['team']);
  assert.equal(
    got?.agents.map(({ id }) => id),
    ['reader', 'router'],
  );
  assert.equal(
    got?.population.map(({ id }) => id),
    [SEED.id],
  );
  assert.equal(got?.traces, [trace]);
});

test('a model that refuses what an operator asks makes a rejected proposal, and the search goes on', async () => {
  const toy = createToy({
    before: ({ model }) => {
      if (model === 'writer') throw new CallError('item', 'too long for it', 'Shorten.');
    },
  });
  const context = openSearch(
    testPlan({ plugins: [toy.plugin, operators], mutate: [{ use: 'ask-word', options: {}, weight: 1 }] }),
  );
  const inputs = { beam: [unscored(SEED)], others: [], offspring: 1, misalignments: [], traces: async () => [] };
  const place = context.root.derive('round');
  const children = await proposeOffspring(context, {
    ...inputs,
    agent: promptAgent(context.plan, 'reader'),
    seen: new Set([SEED.id]),
    place,
  });
  assert.equal(children, []);
  assert.match(context.eventsOf('proposal')[0]?.rejected ?? '', 'model-failed: too long for it');
  await context.close();
});

test('an operator that asks more often than it declared is an error that names it', async () => {
  const greedy = definePlugin({
    name: 'greedy',
    mutate: {
      inline: {
        description: 'Asks twice.',
        maxCalls: 1,
        run: async ({ parent, ask }) => {
          for (const content of ['one', 'two']) await ask('writer', [{ role: 'user', content }]);
          return [parent];
        },
      },
    },
  });
  try {
    await propose({ plugin: greedy });
    assert.unreachable();
  } catch (error) {
    assert.match(
      (error as Error).message,
      /plugin "greedy" failed in hook "mutate.inline": operator "inline" asked more/,
    );
  }
});

test('the first prompts of an agent are all that its init operators propose, without the seed itself', async () => {
  const variants = definePlugin({
    name: 'variants',
    init: {
      variants: {
        description: 'Three variants, one of them the seed.',
        run: ({ seed }) => [
          seed.append('task', 'One.'),
          seed,
          seed.append('task', 'Two.'),
          seed.append('task', 'One.'),
        ],
      },
    },
  });
  const init = [
    { use: 'seed', options: {} },
    { use: 'variants', options: {} },
  ];
  const context = openSearch(testPlan({ plugins: [operators, variants], init }));
  const prompts = await proposeInitial(context, promptAgent(context.plan, 'reader'));
  assert.equal(
    prompts.map(({ text }) => text),
    ['Write a note. One.', 'Write a note. Two.'],
  );
  const rejected = context.eventsOf('proposal').map((event) => event.rejected);
  assert.equal(rejected, [null, null, 'duplicate', null, 'duplicate']);
  await context.close();
});

test.run();
