import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError } from './errors.ts';
import { definePlugin, type Plugin } from './plugin/contract.ts';
import type { RunEvent } from './run/events.ts';
import { readJson, type SavedPlan, type SavedUsage } from './run/folder.ts';
import type { RunState } from './run/state.ts';
import { openSession, type SessionOptions } from './session.ts';
import { failure } from './test/gateway.fixture.ts';
import { model, type PlanParts, scratchFolder, testPlan } from './test/plan.fixture.ts';
import { createToy, operators, type ToyOptions } from './test/toy.fixture.ts';

interface Setup {
  readonly parts?: Omit<PlanParts, 'plugins'>;
  readonly toyOptions?: ToyOptions;
  readonly options?: SessionOptions;
  readonly plugins?: readonly Plugin[];
}

function open({ parts, toyOptions, options, plugins = [] }: Setup = {}) {
  const toy = createToy(toyOptions);
  const plan = testPlan({ ...parts, plugins: [toy.plugin, operators, ...plugins] });
  return { toy, plan, session: openSession(plan, options) };
}

/** A mutation that always helps the reader, so that there is something to adopt. */
const helps: Plugin = definePlugin({
  name: 'helps',
  mutate: {
    help: {
      description: 'Adds the word that helps.',
      run: ({ parent }) => [
        parent.text.includes('topic') ? { rejected: 'nothing-to-add' } : parent.append('task', 'topic'),
      ],
    },
  },
});
const HELP = {
  mutate: [{ use: 'help', options: {}, weight: 1 }],
  search: { cycles: 1, rounds: 1, offspring: 1, batch: [8] },
} as const;

test('a run leaves its plan, its events, its usage, its prompts and its result', async () => {
  const { session, plan } = open();
  assert.equal([session.resumed, session.state().runId], [false, '']);
  const result = await session.run();
  assert.equal(readJson(join(session.folder, 'result.json')), JSON.parse(JSON.stringify(result)));
  const saved = readJson<SavedPlan>(join(session.folder, 'plan.json'));
  assert.equal([saved?.version, saved?.runId, saved?.config, saved?.seed], [1, session.runId, 'maspo.config.yaml', 1]);
  for (const { id } of plan.system.agents) assert.ok(existsSync(join(session.folder, 'prompts', `${id}.md`)));
  const usage = readJson<SavedUsage>(join(session.folder, 'usage.json'));
  assert.equal([usage?.sessions, usage?.attempts, usage?.retries], [1, result.calls.agent?.logical, 0]);
  assert.is(openSession(plan).resumed, true);
});

test('an observer sees each event once, in the order of events.jsonl, with the state it leads to', async () => {
  const seen: RunEvent[] = [];
  const hooked: RunEvent[] = [];
  let last: RunState | null = null;
  const { session } = open({
    options: {
      onEvent: (event, state) => {
        seen.push(event);
        last = state;
      },
      tap: (hooks) => hooks.event.tap('host', (event) => void hooked.push(event)),
    },
  });
  const result = await session.run();
  const text = readFileSync(join(session.folder, 'events.jsonl'), 'utf8');
  const written = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(JSON.parse(JSON.stringify(seen)), written);
  assert.equal(hooked, seen);
  assert.is(last, session.state());
  assert.is(session.state().verdict, result.verdict);
});

test('what the steps cost in the events is what the result says was spent', async () => {
  const { session, toy } = open({
    parts: { score: { global: { use: 'rubric', options: {}, weight: 1 } }, search: { rounds: 2 } },
  });
  const { calls } = await session.run();
  const spent = Object.values(calls).reduce((sum, { logical }) => sum + logical, 0);
  assert.is(spent, toy.requests.length);
  assert.is(session.paid().attempts, spent);
});

test('an interruption ends the run at the next step, and the next session of the plan goes on from there', async () => {
  const dir = scratchFolder();
  const whole = open();
  const expected = await whole.session.run();
  let steps = 0;
  const first = open({ parts: { dir }, options: { interrupted: () => ++steps > 5 } });
  assert.is((await failure(first.session.run())).name, 'Interruption');
  assert.not.ok(existsSync(join(first.session.folder, 'result.json')));
  const made = first.toy.requests.length;
  assert.ok(made > 0 && made < whole.toy.requests.length);
  const second = open({ parts: { dir } });
  assert.is(second.session.resumed, true);
  assert.equal(await second.session.run(), expected);
  assert.is(second.toy.requests.length, whole.toy.requests.length - made);
});

test('usage adds up over the sessions of a run', async () => {
  const dir = scratchFolder();
  let steps = 0;
  const first = open({ parts: { dir }, options: { interrupted: () => ++steps > 5 } });
  await failure(first.session.run());
  const second = open({ parts: { dir } });
  const { calls } = await second.session.run();
  const usage = readJson<SavedUsage>(join(second.session.folder, 'usage.json'));
  assert.equal([usage?.sessions, usage?.attempts], [2, calls.agent?.logical]);
  assert.is(usage?.paid.agent.calls, calls.agent?.logical);
  assert.is(usage?.fromJournal, first.toy.requests.length);
});

test('a run that is begun again has no result until it reaches its end', async () => {
  const { session, plan } = open();
  await session.run();
  const again = openSession(plan, { interrupted: () => true });
  assert.is((await failure(again.run())).name, 'Interruption');
  assert.not.ok(existsSync(join(again.folder, 'result.json')));
});

test('a suspended run says how to go on, and goes on under more patience', async () => {
  const dir = scratchFolder();
  const models = (retries: number) => ['small', 'judge', 'writer'].map((name) => model(name, { retries }));
  let calls = 0;
  const before = (): void => {
    if (++calls === 9) throw new CallError('transient', 'busy', 'Wait.', { retryAfter: 0 });
  };
  const first = open({ parts: { dir, models: models(0) }, toyOptions: { before } });
  const error = await failure(first.session.run());
  assert.is(error.code, 'MASPO-SUSPENDED');
  const second = open({ parts: { dir, models: models(3) } });
  assert.is(second.session.runId, first.session.runId);
  assert.ok((await second.session.run()).verdict);
});

test('an abort from outside ends the run with its reason', async () => {
  const stop = new AbortController();
  const reason = new Error('stopped by hand');
  const { session } = open({
    options: { signal: stop.signal },
    toyOptions: { before: (_, call) => void (call === 5 && stop.abort(reason)), latency: () => 3 },
  });
  assert.is(await failure(session.run()), reason);
});

/** Answers the question whether to adopt, and counts how often it was asked. */
function approver(veto: string | null) {
  const count = { asked: 0 };
  const plugin = definePlugin({
    name: 'approver',
    apply: ({ hooks }) =>
      hooks.adopt.tap('approver', (adoption) => {
        count.asked++;
        return { ...adoption, veto };
      }),
  });
  return { plugin, count };
}

for (const [name, veto] of [
  ['a veto', 'too curt'],
  ['an approval', null],
] as const) {
  test(`${name} is recorded: whoever gave it is asked once, and it stands on resume`, async () => {
    const dir = scratchFolder();
    const first = approver(veto);
    const result = await open({ parts: { ...HELP, dir }, plugins: [helps, first.plugin] }).session.run();
    assert.ok(first.count.asked > 0);
    assert.is(result.proposals.help?.accepted, veto === null ? first.count.asked : 0);
    const other = approver(veto === null ? 'changed my mind' : null);
    const again = open({ parts: { ...HELP, dir }, plugins: [helps, other.plugin] });
    assert.is(again.session.resumed, true);
    assert.equal(await again.session.run(), result);
    assert.is(other.count.asked, 0);
  });
}

test('an effect of an operator is done once, and a resumed run reads what came of it', async () => {
  const dir = scratchFolder();
  let done = 0;
  const effectful = definePlugin({
    name: 'effectful',
    mutate: {
      help: {
        description: 'Asks a program for a word.',
        run: async ({ parent, once }) => [
          parent.append('task', await once('word', parent.text, async () => `w${++done}`)),
        ],
      },
    },
  });
  const result = await open({ parts: { ...HELP, dir }, plugins: [effectful] }).session.run();
  const before = done;
  assert.ok(before > 0);
  assert.equal(await open({ parts: { ...HELP, dir }, plugins: [effectful] }).session.run(), result);
  assert.is(done, before);
});

test('a run that is being worked on is refused, and goes on undisturbed', async () => {
  const { plan, session } = open();
  const running = session.run();
  const refused = await failure(openSession(plan).run());
  assert.match(refused.message, `run ${session.runId} is being worked on by process ${process.pid}`);
  const result = await running;
  assert.equal(await openSession(plan).run(), result);
});

test('plugins are disposed of at the end, also of a run that fails', async () => {
  for (const fails of [false, true]) {
    let disposed = 0;
    const plugin = definePlugin({ name: 'held', dispose: async () => void disposed++ });
    const toyOptions: ToyOptions = fails
      ? {
          before: () => {
            throw new CallError('permanent', 'wrong key', 'Set the key.');
          },
        }
      : {};
    const outcome = await open({ plugins: [plugin], toyOptions })
      .session.run()
      .catch((error: Error) => error.message);
    assert.is(outcome === 'small: wrong key', fails);
    assert.is(disposed, 1);
  }
});

test('an observer that throws ends the run, with the name of its plugin', async () => {
  const broken = definePlugin({
    name: 'broken',
    apply: ({ hooks }) =>
      hooks.event.tap('broken', () => {
        throw new Error('disk full');
      }),
  });
  const error = await failure(open({ plugins: [broken] }).session.run());
  assert.is(error.message, 'plugin "broken" failed in hook "event": disk full');
});

test('notes of a provider reach the host without secrets, and are no events', async () => {
  const notes: string[] = [];
  const chatty = definePlugin({
    name: 'chatty',
    forward: {
      chatty: {
        description: 'Says what it does.',
        run: async ({ log }) => {
          log('loading with s3cret');
          return { text: 'billing', finish: 'stop', usage: null } as const;
        },
      },
    },
  });
  const { session } = open({
    plugins: [chatty],
    parts: {
      secrets: ['s3cret'],
      models: ['small', 'judge', 'writer'].map((name) => model(name, { use: 'chatty' })),
    },
    options: { onLog: (message) => notes.push(message) },
  });
  await session.run();
  assert.ok(notes.length > 0 && notes.every((note) => note === 'loading with [secret]'));
  assert.not.match(readFileSync(join(session.folder, 'events.jsonl'), 'utf8'), 'loading');
});

test('taps that have not settled can be asked for', async () => {
  const { session } = open({ toyOptions: { latency: () => 4 } });
  const run = session.run();
  let unfinished: string[] = [];
  while (unfinished.length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
    unfinished = session.unfinished();
  }
  assert.is(unfinished[0], 'plugin "toy" in hook "forward.toy"');
  await run;
  assert.equal(session.unfinished(), []);
});

test.run();
