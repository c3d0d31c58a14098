import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { MaspoError } from './errors.ts';
import { type Adoption, createHooks, type Hooks, type ProposeContext } from './hooks.ts';
import type { Proposal } from './plugin/contract.ts';
import type { RunEvent } from './run/events.ts';
import { createPrompt } from './system/prompt.ts';
import { fakeAgent, fakeCandidate } from './testing/fakes.ts';

type ScoreHook = ReturnType<Hooks['score']['for']>;
type ScoreTap = Parameters<ScoreHook['tap']>[1];

/** A hook that takes any answer, so that wrong ones can be given. */
const scoreHook = (): ScoreHook => createHooks().score.declare('judge');
const callScore = (hook: ScoreHook) => hook.call({} as Parameters<ScoreTap>[0]);

const PENDING = Symbol('pending');

/** What a promise comes to within a few turns of the event loop, or PENDING: a hanging hook fails a test, it does not stop it. */
async function settled<T>(promise: Promise<T>): Promise<T | typeof PENDING> {
  const ticks = async (): Promise<typeof PENDING> => {
    for (let tick = 0; tick < 10; tick++) await new Promise((resolve) => setImmediate(resolve));
    return PENDING;
  };
  return Promise.race([promise, ticks()]);
}

const prompt = createPrompt({ task: 'Answer.' });

test('taps are asked by stage, then in the order of tapping, and the first answer ends it', async () => {
  const hook = scoreHook();
  const asked: string[] = [];
  const tap = (name: string, answer: number | undefined, stage?: number): void =>
    hook.tap(
      name,
      () => {
        asked.push(name);
        return answer;
      },
      stage === undefined ? {} : { stage },
    );
  tap('late', 0.1, 10);
  tap('first', undefined);
  tap('second', 0.2);
  tap('third', 0.3);
  tap('early', undefined, -10);
  assert.equal(await callScore(hook), { by: 'second', value: 0.2 });
  assert.equal(asked, ['early', 'first', 'second']);
});

test('an in-house plugin takes an operator over with a lower stage', async () => {
  const hook = scoreHook();
  hook.tap('core', () => 0.1);
  hook.tap('in-house', async () => 0.9, { stage: -1 });
  assert.equal(await callScore(hook), { by: 'in-house', value: 0.9 });
});

test('a tap falls through with undefined, at once or later', async () => {
  const hook = scoreHook();
  hook.tap('now', () => undefined);
  hook.tap('async', async () => undefined);
  hook.tap('later', () => new Promise((resolve) => setImmediate(() => resolve(undefined))));
  hook.tap('last', () => 0.4);
  assert.equal(await settled(callScore(hook)), { by: 'last', value: 0.4 });
});

test('null is an answer: the scorer abstained, the next one is not asked', async () => {
  const hook = scoreHook();
  hook.tap('abstains', () => null);
  hook.tap('next', () => 1);
  assert.equal(await callScore(hook), { by: 'abstains', value: null });
});

test('if every tap falls through, or there is none, there is no answer', async () => {
  const hook = scoreHook();
  assert.is(await settled(callScore(hook)), undefined);
  hook.tap('now', () => undefined);
  assert.is(await settled(callScore(hook)), undefined);
});

test('a name that no plugin declared is an error with the closest name', () => {
  const hooks = createHooks();
  hooks.mutate.declare('phrase-swap');
  hooks.mutate.declare('rewrite');
  try {
    hooks.mutate.for('phrase-swop');
    assert.unreachable();
  } catch (error) {
    assert.instance(error, MaspoError);
    assert.is((error as MaspoError).message, 'there is no mutate operator "phrase-swop" to tap');
    assert.is((error as MaspoError).hint, 'Did you mean "phrase-swap"? Known: phrase-swap, rewrite.');
  }
});

test('a name that every object has is no operator', () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    assert.throws(() => createHooks().score.for(name), new RegExp(`there is no score operator "${name}" to tap`));
  }
});

test('without any operator of a phase the error says so', () => {
  try {
    createHooks().crossover.for('splice');
    assert.unreachable();
  } catch (error) {
    assert.is((error as MaspoError).hint, 'No installed plugin has a crossover operator.');
  }
});

test('declaring a name twice gives one hook', () => {
  const hooks = createHooks();
  assert.is(hooks.score.declare('judge'), hooks.score.declare('judge'));
  assert.is(hooks.score.for('judge'), hooks.score.declare('judge'));
  assert.equal(hooks.score.names(), ['judge']);
});

test('a waterfall hands each tap the value of the one before, by stage', async () => {
  const hooks = createHooks();
  const add = (name: string) => (value: readonly Proposal[]) => [...value, { rejected: name }];
  hooks.propose.tap('second', add('second'));
  hooks.propose.tap('third', async (value) => add('third')(value));
  hooks.propose.tap('first', add('first'), { stage: -1 });
  const names = ['given', 'first', 'second', 'third'];
  assert.equal(
    await settled(propose(hooks, [{ rejected: 'given' }])),
    names.map((rejected) => ({ rejected })),
  );
});

test('a waterfall keeps its value where a tap returns nothing, and where there is no tap', async () => {
  const hooks = createHooks();
  const value = [prompt];
  assert.is(await settled(propose(hooks, value)), value);
  hooks.propose.tap('now', () => undefined);
  hooks.propose.tap('async', async () => undefined);
  assert.is(await settled(propose(hooks, value)), value);
});

test('each tap of propose sees who proposed, and for whom', async () => {
  const hooks = createHooks();
  const seen: ProposeContext[] = [];
  hooks.propose.tap('look', (_, given) => {
    seen.push(given);
    return undefined;
  });
  await propose(hooks, []);
  assert.equal(seen, [context]);
});

test('an adoption is vetoed with a reason, which the next tap sees and may lift', async () => {
  const hooks = createHooks();
  hooks.adopt.tap('person', async (value) => ({ ...value, veto: 'too long' }));
  assert.is((await adopt(hooks, adoption())).veto, 'too long');
  hooks.adopt.tap('boss', (value) => (value.veto === 'too long' ? { ...value, veto: null } : undefined));
  assert.is((await adopt(hooks, adoption())).veto, null);
});

test('observers see each value one after another, by stage, and what they return does not matter', async () => {
  const hooks = createHooks();
  const seen: string[] = [];
  hooks.event.tap('slow', async () => {
    await new Promise((resolve) => setImmediate(resolve));
    seen.push('slow');
    return 'ignored';
  });
  hooks.event.tap('quick', () => {
    seen.push('quick');
    return null;
  });
  hooks.event.tap('early', () => seen.push('early'), { stage: -5 });
  assert.is(await settled(hooks.event.call(note('x'))), undefined);
  assert.equal(seen, ['early', 'slow', 'quick']);
  assert.is(await settled(createHooks().event.call(note('x'))), undefined);
});

test('the hooks of a run cannot be exchanged', () => {
  const hooks = createHooks();
  assert.throws(() => Object.assign(hooks, { propose: null }), TypeError);
});

test('two runs in a process do not see each other', () => {
  const [one, other] = [createHooks(), createHooks()];
  one.score.declare('judge').tap('sleepy', () => new Promise(() => {}));
  void one.score.for('judge').call({} as never);
  assert.is(one.unfinished().length, 1);
  assert.equal(other.unfinished(), []);
  assert.equal(other.score.names(), []);
});

test('answers of the right shape pass', async () => {
  const right = {
    init: [[], [prompt], [{ rejected: 'nothing to change' }]],
    forward: [
      { text: '', finish: 'stop', usage: null },
      { text: 'x', finish: 'length', usage: null },
    ],
    score: [0, 1, 0.5, null, { score: null, votes: [] }],
    select: [['a', 'b']],
    mutate: [[prompt]],
    crossover: [[prompt]],
  };
  for (const phase of ['init', 'forward', 'score', 'select', 'mutate', 'crossover'] as const) {
    for (const value of right[phase]) {
      const hook = createHooks()[phase].declare('op');
      hook.tap('right', (() => value) as never);
      assert.equal(await settled<unknown>(hook.call({} as never)), { by: 'right', value });
    }
  }
});

test('a prompt made by another copy of the core is a prompt', async () => {
  const hook = createHooks().mutate.declare('op');
  hook.tap('copy', () => [{ ...prompt, sections: { ...prompt.sections } }]);
  assert.is((await hook.call({} as never))?.by, 'copy');
});

const context: ProposeContext = { agent: fakeAgent(), operator: 'op', parents: [prompt] };
const propose = (hooks: Hooks, value: readonly Proposal[]) => hooks.propose.call(value, context);
const adoption = (): Adoption => ({
  agent: fakeAgent(),
  incumbent: prompt,
  challenger: fakeCandidate(prompt.append('task', 'Be brief.')),
  veto: null,
});
const adopt = (hooks: Hooks, value: Adoption) => hooks.adopt.call(value, null);
const note = (message: string): RunEvent => ({ type: 'note', from: 'test', message });

test.run();
