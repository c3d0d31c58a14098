import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createHooks } from '../hooks.ts';
import { createPrompt } from '../system/prompt.ts';
import { definePlugin, PHASES, type Plugin } from './contract.ts';
import { tapPlugins } from './tap.ts';

const description = 'Of this test.';
const load = (...plugins: readonly Plugin[]) => {
  const hooks = createHooks();
  tapPlugins(
    hooks,
    plugins.map((plugin) => ({ request: plugin.name, plugin, version: null })),
  );
  return hooks;
};
const score = (name: string, value: number | null): Plugin =>
  definePlugin({ name, score: { judge: { description, kind: 'absolute', run: () => value } } });

test('every operator of every phase is tapped by the core, in the name of its plugin', async () => {
  const prompt = createPrompt({ task: 'Answer.' });
  const answer = { text: 'x', finish: 'stop', usage: null } as const;
  const all = definePlugin({
    name: 'all',
    init: { op: { description, run: () => [prompt] } },
    forward: { op: { description, run: async () => answer } },
    score: { op: { description, kind: 'absolute', run: () => 1 } },
    select: { op: { description, run: ({ incumbent }) => [incumbent] } },
    mutate: { op: { description, run: ({ parent }) => [parent] } },
    crossover: { op: { description, run: ({ parents }) => [parents[0]] } },
  });
  const hooks = load(all);
  const request = { parent: prompt, parents: [prompt, prompt], incumbent: prompt.id };
  const values = [];
  for (const phase of PHASES) {
    assert.equal(hooks[phase].names(), ['op']);
    const outcome = await hooks[phase].for('op').call(request as never);
    assert.is(outcome?.by, 'all');
    values.push(outcome?.value);
  }
  assert.equal(values, [[prompt], answer, 1, [prompt.id], [prompt], [prompt]]);
});

test('an operator is called as a member of its plugin: `this` works', async () => {
  const counter = definePlugin({
    name: 'counter',
    score: {
      judge: {
        description: '0.25',
        kind: 'absolute',
        run() {
          return Number(this.description);
        },
      },
    },
  });
  assert.equal(
    await load(counter)
      .score.for('judge')
      .call({} as never),
    { by: 'counter', value: 0.25 },
  );
});

test('of two plugins with an operator of one name the first answers, in the order of the config', async () => {
  assert.is(
    (
      await load(score('one', 0.1), score('two', 0.2))
        .score.for('judge')
        .call({} as never)
    )?.by,
    'one',
  );
  assert.is(
    (
      await load(score('two', 0.2), score('one', 0.1))
        .score.for('judge')
        .call({} as never)
    )?.by,
    'two',
  );
});

test('apply can override an operator of any plugin, also of one that is loaded later', async () => {
  const override = definePlugin({
    name: 'in-house',
    apply: ({ hooks }) => hooks.score.for('judge').tap('in-house', () => 0.9, { stage: -1 }),
  });
  const outcome = await load(override, score('one', 0.1))
    .score.for('judge')
    .call({} as never);
  assert.equal(outcome, { by: 'in-house', value: 0.9 });
});

test('apply that taps an operator which nobody has is an error with the closest name', () => {
  const override = definePlugin({ name: 'in-house', apply: ({ hooks }) => void hooks.score.for('jugde') });
  assert.throws(() => load(score('one', 0.1), override), /there is no score operator "jugde" to tap/);
});

test('an operator that throws at once is named as any tap', async () => {
  const broken = definePlugin({
    name: 'broken',
    mutate: {
      op: {
        description,
        run: () => {
          throw new Error('boom');
        },
      },
    },
  });
  let message = '';
  await load(broken)
    .mutate.for('op')
    .call({} as never)
    .catch((error: Error) => {
      message = error.message;
    });
  assert.is(message, 'plugin "broken" failed in hook "mutate.op": boom');
});

test.run();
