import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError, MaspoError } from './errors.ts';
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
const misbehave = (fn: () => unknown): ScoreTap => fn as ScoreTap;

const PENDING = Symbol('pending');

/** What a promise comes to within a few turns of the event loop, or PENDING: a hanging hook fails a test, it does not stop it. */
async function settled<T>(promise: Promise<T>): Promise<T | typeof PENDING> {
  const ticks = async (): Promise<typeof PENDING> => {
    for (let tick = 0; tick < 10; tick++) await new Promise((resolve) => setImmediate(resolve));
    return PENDING;
  };
  return Promise.race([promise, ticks()]);
}

/** The error that a call ends in; fails if it hangs or answers. */
async function failureOf(call: Promise<unknown>): Promise<MaspoError> {
  const outcome = await settled(
    call.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    ),
  );
  assert.not.equal(outcome, PENDING, 'the hook hangs');
  assert.ok(typeof outcome === 'object' && 'error' in outcome, `answered: ${JSON.stringify(outcome)}`);
  assert.instance(outcome.error, MaspoError);
  return outcome.error as MaspoError;
}

const boom = new Error('boom');
const WAYS_TO_THROW: Record<string, () => unknown> = {
  'throws at once': () => {
    throw boom;
  },
  'throws in an async function': async () => {
    throw boom;
  },
  rejects: () => Promise.reject(boom),
  'rejects later': () => new Promise((_, reject) => setImmediate(() => reject(boom))),
  'gives a thenable that throws': () => ({
    // biome-ignore lint/suspicious/noThenProperty: a hostile thenable is what is tested
    then: () => {
      throw boom;
    },
  }),
};

for (const [way, tap] of Object.entries(WAYS_TO_THROW)) {
  test(`a tap that ${way} is named, with the hook and the cause`, async () => {
    const hook = scoreHook();
    hook.tap('polite', misbehave(tap));
    const error = await failureOf(callScore(hook));
    assert.is(error.message, 'plugin "polite" failed in hook "score.judge": boom');
    assert.is(error.cause, boom);
    assert.is(error.code, 'MASPO-PLUGIN');
    assert.is(error.hint, 'Look at what "polite" does in "score.judge".');
  });

  test(`a tap that ${way} is named in waterfalls and observers as well`, async () => {
    const hooks = createHooks();
    hooks.propose.tap('polite', tap as Parameters<Hooks['propose']['tap']>[1]);
    hooks.adopt.tap('polite', tap as Parameters<Hooks['adopt']['tap']>[1]);
    hooks.event.tap('polite', tap);
    const calls = { propose: propose(hooks, []), adopt: adopt(hooks, adoption()), event: hooks.event.call(note('x')) };
    for (const [name, call] of Object.entries(calls)) {
      const error = await failureOf(call);
      assert.is(error.message, `plugin "polite" failed in hook "${name}": boom`);
      assert.is(error.cause, boom);
    }
    assert.equal(hooks.unfinished(), []);
  });
}

for (const [what, thrown, text] of [
  ['a text', 'just text', 'just text'],
  ['undefined', undefined, 'undefined'],
  ['an object without a text', Object.create(null), '[object Object]'],
] as const) {
  test(`a tap that throws ${what} is named too`, async () => {
    const hook = scoreHook();
    hook.tap(
      'odd',
      misbehave(() => {
        throw thrown;
      }),
    );
    const error = await failureOf(callScore(hook));
    assert.is(error.message, `plugin "odd" failed in hook "score.judge": ${text}`);
    assert.is(error.cause, thrown);
  });
}

test('what a plugin says to do about its error is passed on', async () => {
  const hooks = createHooks();
  const cause = new CallError('permanent', 'no model "phi"', 'Run `ollama pull phi`.');
  hooks.forward.declare('ollama').tap('ollama', () => Promise.reject(cause));
  const error = await failureOf(hooks.forward.for('ollama').call({} as never));
  assert.is(error.hint, 'Run `ollama pull phi`.');
  assert.is(error.cause, cause);
});

test('a tap may answer with a plain value, a promise or any thenable', async () => {
  const thenable = {
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
    then: (resolve: (value: number) => void) => resolve(0.25),
  };
  for (const answer of [0.25, Promise.resolve(0.25), thenable]) {
    const hook = scoreHook();
    hook.tap(
      'plain',
      misbehave(() => answer),
    );
    assert.equal(await settled(callScore(hook)), { by: 'plain', value: 0.25 });
  }
});

test('a tap that never settles is listed until it does, once for each call', async () => {
  const hooks = createHooks();
  const { promise, resolve } = Promise.withResolvers<number>();
  hooks.score.declare('slow').tap('sleepy', () => promise);
  hooks.event.tap('logger', () => new Promise(() => {}));
  const calls = [hooks.score.for('slow').call({} as never), hooks.score.for('slow').call({} as never)];
  const observed = hooks.event.call(note('x'));
  assert.is(await settled(Promise.race([...calls, observed])), PENDING);
  assert.equal(hooks.unfinished(), [
    'plugin "sleepy" in hook "score.slow"',
    'plugin "sleepy" in hook "score.slow"',
    'plugin "logger" in hook "event"',
  ]);
  resolve(1);
  assert.equal(await settled(Promise.all(calls)), [
    { by: 'sleepy', value: 1 },
    { by: 'sleepy', value: 1 },
  ]);
  assert.equal(hooks.unfinished(), ['plugin "logger" in hook "event"']);
});

const prompt = createPrompt({ task: 'Answer.' });
const WRONG_SHAPES = {
  init: [null, 'text', [prompt, 'text'], [{ rejected: 1 }], [{ ...prompt, sections: { task: 'Answer.' } }]],
  forward: [null, 'text', { text: 'x' }, { text: 1, finish: 'stop' }, { text: 'x', finish: 'done' }],
  score: ['0.5', Number.NaN, 1.01, -0.01, {}, { score: 0.5 }, { score: 2, votes: [] }],
  select: [null, 'id', [], [1]],
  mutate: [null, prompt, [undefined]],
  crossover: [null, { rejected: 'why' }],
} as const;

for (const phase of ['init', 'forward', 'score', 'select', 'mutate', 'crossover'] as const) {
  test(`an answer of a wrong shape in ${phase} names the plugin and what is expected`, async () => {
    for (const wrong of WRONG_SHAPES[phase]) {
      const hook = createHooks()[phase].declare('op');
      hook.tap('wrong', (() => wrong) as never);
      const error = await failureOf(hook.call({} as never));
      assert.match(error.message, new RegExp(`^plugin "wrong" failed in hook "${phase}\\.op": it must return `));
      assert.instance(error.cause, TypeError);
    }
  });
}

test('an answer that throws when it is looked at is laid at its door', async () => {
  const hook = createHooks().forward.declare('op');
  const trap = new Proxy(
    {},
    {
      get: (_, key) => {
        if (key === 'then') return undefined;
        throw boom;
      },
    },
  );
  hook.tap('trap', (() => trap) as never);
  assert.is((await failureOf(hook.call({} as never))).message, 'plugin "trap" failed in hook "forward.op": boom');
});

test('a waterfall may empty the list, but not answer null or another shape', async () => {
  const hooks = createHooks();
  hooks.propose.tap('strict', () => []);
  assert.equal(await propose(hooks, [prompt]), []);
  hooks.propose.tap('broken', (() => null) as never);
  assert.match(
    (await failureOf(propose(hooks, [prompt]))).message,
    'plugin "broken" failed in hook "propose": it must return a list of prompts',
  );
});

test('an adoption without a verdict is refused', async () => {
  for (const wrong of [null, true, {}, { veto: 1 }]) {
    const hooks = createHooks();
    hooks.adopt.tap('person', (() => wrong) as never);
    assert.match((await failureOf(adopt(hooks, adoption()))).message, 'hook "adopt": it must return the adoption');
  }
});

test('after a failure the next taps are not asked', async () => {
  const hook = scoreHook();
  let asked = false;
  hook.tap('bad', () => Promise.reject(boom));
  hook.tap('next', () => {
    asked = true;
    return 1;
  });
  await failureOf(callScore(hook));
  assert.is(asked, false);
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
