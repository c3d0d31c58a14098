import {
  createPrompt,
  evaluatePrompts,
  type OptionsSchema,
  openSession,
  type Result,
  type RunEvent,
} from '@maspo/core';
import mutators from '@maspo/plugin-mutators';
import { simSystem, WORLDS } from '@maspo/plugin-sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planFor } from './project.ts';

/** A short search: small batches, few rounds. */
const SHORT = { cycles: 2, rounds: 1, offspring: 2, batch: [3, 6], patience: 9 };
const allCalls = ({ calls }: Result): number => Object.values(calls).reduce((sum, { logical }) => sum + logical, 0);

for (const world of WORLDS) {
  test(`${world}: the real engine runs its operators on it within 300 calls, twice to the same result`, async () => {
    const fan = world === 'fan-48';
    const sim = simSystem({ world });
    const split = { train: 6, validation: 1, test: 0 };
    const search = { ...SHORT, ...(fan ? { batch: [1, 2] } : {}) };
    const run = async () => {
      const events: RunEvent[] = [];
      const plan = await planFor(sim, { calls: 300, split }, { search });
      return { events, result: await openSession(plan, { onEvent: (event) => events.push(event) }).run() };
    };
    const [first, second] = [await run(), await run()];
    assert.ok(allCalls(first.result) <= 300);
    assert.equal(second.result, first.result);
    const preflight = first.events.find((event) => event.type === 'preflight');
    assert.ok(preflight?.type === 'preflight' && preflight.checks.every(({ ok, check }) => ok || check === 'contract'));
    assert.ok(first.events.some((event) => event.type === 'proposal' && event.candidate !== null));
  });
}

test('what the engine measures of the seed and of the best prompts is their true quality', async () => {
  const sim = simSystem({ world: 'handoff', seed: 5 });
  const plan = await planFor(sim, { split: { train: 10, validation: 400, test: 0 }, calls: 100_000 });
  const measure = async (prompts: Readonly<Record<string, object>>) => {
    const set = new Map(Object.entries(prompts).map(([id, sections]) => [id, createPrompt(sections)]));
    const { score } = await evaluatePrompts(plan, { prompts: set, split: 'validation' });
    return score?.mean ?? Number.NaN;
  };
  assert.ok(Math.abs((await measure({})) - sim.seedQuality) < 0.1);
  assert.ok(Math.abs((await measure(sim.bestPrompts)) - sim.optimum) < 0.08);
});

/** Every operator of a phase; those that can ask a model ask the writer. */
const every = (phase: Readonly<Record<string, { readonly options?: unknown }>> = {}, more: object = {}) =>
  Object.entries(phase).map(([use, { options }]) => ({
    use,
    ...('model' in ((options as OptionsSchema | undefined)?.properties ?? {}) ? { model: 'writer' } : {}),
    ...more,
  }));

test('every operator of the plugin mutators works on a world, and a model of it gives replies that they can use', async () => {
  const sim = simSystem({ world: 'handoff' });
  const operators = {
    init: every(mutators.init),
    mutate: every(mutators.mutate),
    crossover: every(mutators.crossover, { rate: 0.1 }),
  };
  const made = new Map<string, { proposals: number; rejections: string[] }>();
  const plan = await planFor(
    sim,
    { calls: 2000 },
    { ...operators, search: { ...SHORT, cycles: 8, rounds: 2, offspring: 4 } },
  );
  await openSession(plan, {
    onEvent: (event) => {
      if (event.type !== 'proposal') return;
      const { proposals, rejections } = made.get(event.operator) ?? { proposals: 0, rejections: [] };
      const rejected = event.rejected === null ? [] : [event.rejected];
      made.set(event.operator, { proposals: proposals + 1, rejections: [...rejections, ...rejected] });
    },
  }).run();
  const unusable = /no-reply|cut|unreadable|empty|no <|model-failed/;
  for (const { use } of Object.values(operators).flat()) {
    assert.ok((made.get(use)?.proposals ?? 0) > 0, `${use} was never asked`);
    assert.equal(
      made.get(use)?.rejections.filter((reason) => unusable.test(reason)),
      [],
      use,
    );
  }
});

test('by default the search finds better prompts in the world handoff, and never returns much worse ones', async () => {
  const gains: number[] = [];
  for (let seed = 1; seed <= 3; seed++) {
    const sim = simSystem({ world: 'handoff', seed });
    const { agents } = await openSession(
      await planFor(sim, { calls: 3000, split: { train: 60, validation: 40, test: 0 } }),
    ).run();
    const prompts = Object.fromEntries(Object.entries(agents).map(([id, { prompt }]) => [id, prompt]));
    gains.push(sim.quality(prompts) - sim.seedQuality);
  }
  assert.ok(gains.filter((gain) => gain > 0.1).length >= 1, gains.join(' '));
  assert.ok(Math.min(...gains) > -0.1, gains.join(' '));
});

test('a judge that always says A decides nothing: without labels the seed is kept', async () => {
  const sim = simSystem({ world: 'handoff', judge: 'always-first' });
  const standings: number[] = [];
  const plan = await planFor(sim, { labels: false, calls: 700 }, { search: SHORT });
  const { verdict } = await openSession(plan, {
    onEvent: (event) => {
      if (event.type === 'round') standings.push(...event.standings.map(({ score }) => score));
    },
  }).run();
  assert.ok(standings.length > 0);
  assert.ok(
    standings.every((score) => score === 0.5),
    standings.join(' '),
  );
  assert.is(verdict, 'seed-kept');
});

test('second looks that can change nothing are left out: the search decides as if all had been made', async () => {
  const sim = simSystem({ world: 'noisy', seed: 3 });
  const searchBy = async (orders: 'lazy' | 'both', use: string, localWeight: number) => {
    const decisions: unknown[] = [];
    const judged = { use: 'pairwise-judge', model: 'judge', orders };
    const score = { local: { ...judged, weight: localWeight }, lookahead: judged, global: judged };
    const plan = await planFor(
      sim,
      { labels: false, calls: 100_000 },
      { score, search: { ...SHORT, rounds: 2 }, select: { use } },
    );
    const { agents, judge } = await openSession(plan, {
      onEvent: (event) => {
        if (event.type === 'round') decisions.push(event.beam);
        if (event.type === 'adopt' || event.type === 'misaligned' || event.type === 'proposal') decisions.push(event);
      },
    }).run();
    const { pairs = 0, ties = 0, abstained = 0, bothDecided = 0 } = Object.values(judge)[0] ?? {};
    return { decisions, agents, lookedAtOnce: pairs - ties - abstained - bothDecided };
  };
  for (const [use, localWeight] of [
    ['beam', 0.3],
    ['beam', 0],
    ['pareto', 0.3],
  ] as const) {
    const [lazy, both] = [await searchBy('lazy', use, localWeight), await searchBy('both', use, localWeight)];
    assert.equal(lazy.decisions, both.decisions);
    assert.equal(lazy.agents, both.agents);
    assert.ok(lazy.lookedAtOnce > 0);
    assert.is(both.lookedAtOnce, 0);
  }
});

test('an agent’s prompt of the world is what the config says', async () => {
  const sim = simSystem({ world: 'reordered', layout: 'swapped' });
  const plan = await planFor(sim);
  assert.equal(
    plan.system.agents.map(({ id }) => `${id}`),
    ['reader', 'analyst', 'checker', 'router'],
  );
  assert.is(plan.system.agents[0]?.prompt?.id, createPrompt(sim.system.agents[0]?.prompt ?? {}).id);
});

test.run();
