import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError } from '../errors.ts';
import { createPrompt, type Prompt } from '../system/prompt.ts';
import { id, type PlanParts, testPlan } from '../test/plan.fixture.ts';
import { openSearch } from '../test/search.fixture.ts';
import { createToy, operators, type ToyOptions } from '../test/toy.fixture.ts';
import { openArena } from './arena.ts';
import { promptAgent } from './context.ts';
import { viewsOf } from './standing.ts';
import { configuredWeights } from './weights.ts';

const READER = createPrompt({ task: 'Write a note.' });
const ROUTER = createPrompt({ task: 'Choose a team.' });
const with_ = (word: string): Prompt => READER.append('task', word);

const SCORE: NonNullable<PlanParts['score']> = {
  local: { use: 'tidy', options: {}, weight: 0.4 },
  global: { use: 'exact', options: {}, weight: 0.6 },
};

/** An arena of the reader on eight items. */
function open(parts: Pick<PlanParts, 'score' | 'weights'> = {}, options: ToyOptions = {}) {
  const toy = createToy(options);
  const context = openSearch(testPlan({ score: SCORE, ...parts, plugins: [toy.plugin, operators] }));
  const arena = openArena(context, {
    agent: promptAgent(context.plan, 'reader'),
    incumbents: new Map([
      [id('reader'), READER],
      [id('router'), ROUTER],
    ]),
    batch: context.plan.data.splits.train,
    place: context.root.derive('turn', 1),
    weights: configuredWeights(context.plan),
  });
  const calls = (): Record<string, number> => {
    const counts: Record<string, number> = { reader: 0, router: 0, judge: 0 };
    for (const { model, messages } of toy.requests) {
      const name = model === 'judge' ? model : messages.at(-1)?.content.startsWith('Message') ? 'reader' : 'router';
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  };
  return { arena, context, toy, calls };
}

test('the incumbent runs once on each item of the batch, a candidate from its own agent on, and nothing twice', async () => {
  const { arena, context, calls } = open();
  await arena.measure([with_('topic')], 3);
  assert.equal(calls(), { reader: 8 + 3, router: 8 + 3, judge: 0 });
  await arena.measure([with_('topic')], 3);
  assert.equal(calls(), { reader: 8 + 3, router: 8 + 3, judge: 0 });
  await arena.measure([with_('topic'), READER], 5);
  assert.equal(calls(), { reader: 8 + 5, router: 8 + 5, judge: 0 });
  await context.close();
});

test('a candidate whose output is the same re-runs nobody downstream, ties everywhere and costs no judge', async () => {
  const { arena, context, calls } = open({ score: { global: { use: 'judge', options: {}, weight: 1 } } });
  await arena.measure([with_('kindly')], 4);
  assert.equal(calls(), { reader: 8 + 4, router: 8, judge: 0 });
  const { score, n, rewards, better } = arena.standing(with_('kindly'));
  assert.equal([better, score, n, Object.values(rewards)], [0.5, 0.5, 4, [0.5, 0.5, 0.5, 0.5]]);
  await context.close();
});

test('all candidates meet the same items, and a score is the mean reward, shrunk to one half', async () => {
  const { arena, context } = open();
  await arena.measure([with_('topic'), with_('brief')], 8);
  const [topic, brief] = [arena.standing(with_('topic')), arena.standing(with_('brief'))];
  assert.equal(Object.keys(topic.rewards), Object.keys(brief.rewards));
  for (const { rewards, score, n, better } of [topic, brief]) {
    const mean = Object.values(rewards).reduce((sum, reward) => sum + reward, 0) / n;
    assert.ok(Math.abs(score - (0.5 + (mean - 0.5) * (8 / 28))) < 1e-11);
    assert.is(better > 0.5, mean > 0.5);
  }
  assert.ok(topic.score > 0.5);
  await context.close();
});

test('a candidate without evidence stands at one half', async () => {
  const { arena, context } = open();
  const { score, n, better, rewards } = arena.standing(with_('topic'));
  assert.equal({ score, n, better, rewards }, { score: 0.5, n: 0, better: 0.5, rewards: {} });
  assert.equal(await arena.misalignments(), []);
  assert.equal(await arena.traces(with_('topic')), []);
  await context.close();
});

test('an item that fails on either side is left out of the evidence', async () => {
  const refuse = (pattern: RegExp): ToyOptions => ({
    before: ({ messages }) => {
      if (pattern.test(messages.map(({ content }) => content).join('\n')))
        throw new CallError('item', 'refused', 'Leave it out.');
    },
  });
  for (const pattern of [/train-2 is/, /topic\nMessage: train-2 is/, /note\.\nMessage: train-2 is/]) {
    const { arena, context } = open({}, refuse(pattern));
    await arena.measure([with_('topic')], 4);
    const { n, rewards } = arena.standing(with_('topic'));
    assert.equal([n, Object.keys(rewards).includes('train-2')], [3, false], String(pattern));
    await context.close();
  }
});

test('better by itself and worse for the answer is a misalignment case, with the prompt, both runs and the verdicts', async () => {
  const { arena, context } = open();
  await arena.measure([with_('brief'), with_('topic')], 8);
  const cases = await arena.misalignments();
  assert.ok(cases.length > 0);
  for (const { prompt, local, global, lookahead, trace, reference } of cases) {
    assert.is(prompt.id, with_('brief').id);
    assert.ok(local > 0.5 && (global ?? 1) < 0.5 && lookahead === null);
    assert.equal([trace.item.id, trace.score, reference.score], [reference.item.id, 0, 1]);
    assert.is(trace.output.kind === 'text' && trace.output.text, 'tidy');
    assert.is(trace.next[0]?.agent, id('router'));
  }
  const events = context.eventsOf('misaligned');
  assert.equal(
    events.map(({ item, candidate }) => [item, candidate]),
    cases.map(({ trace }) => [trace.item.id, with_('brief').id]),
  );
  for (const [index, { fields, outputs }] of events.entries()) {
    const { trace, reference } = cases[index] as (typeof cases)[number];
    const texts = [reference.output, trace.output].map((output) => output.kind === 'text' && output.text);
    assert.equal(fields, trace.item.fields);
    assert.equal(
      outputs.map(({ agent }) => agent),
      ['reader', 'router'],
    );
    assert.equal([outputs[0]?.before, outputs[0]?.after], texts);
  }
  await context.close();
});

test('a standing says how a candidate did from each view', async () => {
  const { arena, context } = open();
  await arena.measure([with_('brief'), with_('topic')], 8);
  const { rewards, ...scored } = arena.standing(with_('brief'));
  const views = viewsOf(scored, arena.weights);
  const mean = Object.values(rewards).reduce((sum, reward) => sum + reward, 0) / Object.keys(rewards).length;
  assert.ok(mean > (views.global ?? 1) && mean < (views.local ?? 0), JSON.stringify(views));
  assert.equal(viewsOf(arena.standing(with_('other')), arena.weights), { local: null, lookahead: null, global: null });
  await context.close();
});

test('a local view that weighs nothing is looked at where a candidate lost, and only there: cases are found, no reward changes', async () => {
  const scored = (weight: number | null) => ({
    score: {
      ...(weight === null ? {} : { local: { use: 'judge', options: {}, weight } }),
      global: { use: 'exact', options: {}, weight: 0.6 },
    },
  });
  const [free, none, full] = [open(scored(0)), open(scored(null)), open(scored(0.4))];
  for (const { arena } of [free, none, full]) await arena.measure([with_('brief'), with_('topic')], 8);
  const rewards = ({ arena }: typeof free) => ['brief', 'topic'].map((word) => arena.standing(with_(word)).rewards);
  assert.equal(rewards(free), rewards(none));
  const judged = [none, free, full].map(({ calls }) => calls().judge ?? 0);
  assert.equal(judged[0], 0);
  assert.ok((judged[1] ?? 0) > 0 && (judged[1] ?? 0) < (judged[2] ?? 0), String(judged));
  for (const { context } of [free, none, full]) await context.close();
});

test('the first items are those that the incumbent gets wrong and right by turns', async () => {
  const { arena, context } = open();
  await arena.measure([with_('topic')], 4);
  const score = new Map((await arena.traces(READER)).map(({ item, score: own }) => [item.id as string, own]));
  assert.equal(
    Object.keys(arena.standing(with_('topic')).rewards).map((item) => score.get(item)),
    [0, 1, 0, 1],
  );
  await context.close();
});

test('traces tell what happened, worst first; those of the incumbent are its references', async () => {
  const { arena, context, toy } = open();
  await arena.measure([with_('topic')], 8);
  const made = toy.requests.length;
  for (const prompt of [READER, with_('topic')]) {
    const traces = await arena.traces(prompt);
    const scores = traces.map(({ score }) => score ?? -1);
    assert.equal(scores, scores.toSorted());
    assert.ok(scores.includes(0) && scores.includes(1), String(scores));
    assert.ok(traces.every(({ input, item }) => input === `Message: ${item.fields.text}`));
  }
  assert.is(toy.requests.length, made);
  await context.close();
});

test('where the next agent is the last, lookahead and global ask the judge once', async () => {
  const judge = (weight: number) => ({ use: 'judge', options: {}, weight });
  const both = open({ score: { lookahead: judge(0.4), global: judge(0.2) } });
  await both.arena.measure([with_('topic')], 8);
  const one = open({ score: { global: judge(0.2) } });
  await one.arena.measure([with_('topic')], 8);
  assert.ok((one.calls().judge ?? 0) > 0);
  assert.is(both.calls().judge, one.calls().judge);
  assert.equal(both.context.state().judges, one.context.state().judges);
  await both.context.close();
  await one.context.close();
});

test('an answer that the global view scores by its label is not judged again as somebody’s successor', async () => {
  const score = {
    lookahead: { use: 'judge', options: {}, weight: 0.4 },
    global: { use: 'exact', options: {}, weight: 0.6 },
  };
  const { arena, context, calls } = open({ score });
  await arena.measure([with_('topic')], 8);
  assert.is(calls().judge, 0);
  const { rewards } = arena.standing(with_('topic'));
  // Both views say what the label says.
  assert.ok(
    Object.values(rewards).every((reward) => [0, 0.5, 1].includes(reward)),
    JSON.stringify(rewards),
  );
  await context.close();
});

test('a lookahead that is the global view is no evidence of what lookahead is worth', async () => {
  const score = {
    lookahead: { use: 'exact', options: {}, weight: 0.4 },
    global: { use: 'exact', options: {}, weight: 0.6 },
  };
  const { arena, context } = open({ score, weights: 'auto' });
  await arena.measure([with_('topic')], 8);
  assert.ok(Object.values(arena.standing(with_('topic')).verdicts).some(({ lookahead }) => lookahead === 1));
  assert.equal(context.eventsOf('views'), []);
  await context.close();
});

test('views without a scorer say nothing: local alone decides where only local is scored', async () => {
  const { arena, context } = open({ score: { local: { use: 'tidy', options: {}, weight: 0.4 } } });
  await arena.measure([with_('brief')], 4);
  assert.equal(new Set(Object.values(arena.standing(with_('brief')).rewards)), new Set([0.875]));
  assert.equal(await arena.misalignments(), []);
  await context.close();
});

test.run();
