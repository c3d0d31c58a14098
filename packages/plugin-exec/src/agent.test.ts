import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CallError, type Json } from '@maspo/core';
import { callProvider, failureOf, identifyProvider, operatorOf } from '@maspo/core/testing';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from './index.ts';

const test = suite('exec as an agent');
const operator = operatorOf(plugin, 'exec');
const script = join(import.meta.dirname, '../test/programs/agent.js');
const messages = [
  { role: 'system', content: 'You run tests.' },
  { role: 'user', content: 'Run `all`.' },
] as const;

const provider = (mode: string, options: { readonly [name: string]: Json } = {}) => ({
  operator,
  options: { command: [process.execPath, script, mode], ...options },
});
const reply = async (mode: string, options?: { readonly [name: string]: Json }) =>
  (await callProvider(provider(mode, options), messages)).text.trim();

async function failure(options: { readonly [name: string]: Json }): Promise<CallError> {
  const thrown = await failureOf(callProvider(provider('echo', options), messages));
  assert.instance(thrown, CallError);
  return thrown as CallError;
}
const failureIn = (mode: string, options = {}) => failure({ command: [process.execPath, script, mode], ...options });

/** Its exit is seen only when the system's first process has taken note of it. */
async function assertGone(pid: number): Promise<void> {
  for (let round = 0; round < 500; round++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await setTimeout(10);
  }
  assert.unreachable(`process ${pid} still runs`);
}

test('the reply is what the program prints', async () => {
  assert.is(await reply('echo'), 'Run `all`.');
});

test('{"text": …} alone is unwrapped, other JSON is the reply itself', async () => {
  assert.is(await reply('system'), 'You run tests.');
  assert.is(await reply('json'), '{"text":"part of the answer","passed":3}');
});

test("relative paths start in the config's folder", async () => {
  const dir = join(import.meta.dirname, '../test');
  const options = { ...provider('').options, command: [process.execPath, 'agent.js', 'folder'], cwd: 'programs' };
  const { text } = await operator.run({
    model: 'tests',
    messages,
    sampling: { temperature: 0, maxTokens: 1 },
    options: { seconds: 60, env: [], maxOutput: 1000, ...options },
    signal: new AbortController().signal,
    dir,
    log: () => {},
  });
  assert.is(text.trim(), realpathSync(join(dir, 'programs')));
});

test('a program takes no tokens from the budget', async () => {
  const { usage, finish } = await callProvider(provider('echo'), messages);
  assert.equal(usage, { inputTokens: 0, outputTokens: 0 });
  assert.is(finish, 'stop');
});

test('arguments are never read by a shell', async () => {
  const command = [process.execPath, script, 'echo', '; exit 3', '$(exit 3)', '`exit 3`'];
  assert.is(await reply('echo', { command }), 'Run `all`.');
});

test('the program sees no environment variable that the config does not name', async () => {
  process.env.MASPO_TEST_SECRET = 'x';
  process.env.MASPO_TEST_ALLOWED = 'y';
  const bare = (await reply('environment')).split(' ');
  const named = (await reply('environment', { env: ['MASPO_TEST_ALLOWED'] })).split(' ');
  assert.ok(bare.includes('PATH'));
  assert.not.ok(bare.some((name) => name.startsWith('MASPO_TEST')));
  assert.ok(named.includes('MASPO_TEST_ALLOWED') && !named.includes('MASPO_TEST_SECRET'));
});

test('a program that fails concerns this item only, and the end of its stderr is quoted as plain text', async () => {
  const { kind, message } = await failureIn('fail');
  assert.is(kind, 'item');
  assert.match(message, /^the program ended with exit code 4: x+ line 3: no such table$/);
  assert.ok(message.length < 400);
});

test('a program that writes without end, or is killed, concerns this item only', async () => {
  const flood = await failureIn('flood', { maxOutput: 1000 });
  assert.is(flood.kind, 'item');
  assert.is(flood.message, 'the program wrote more than 1000 characters');
  const death = await failureIn('die');
  assert.is(death.kind, 'item');
  assert.is(death.message, 'the program was killed by SIGSEGV');
});

test('a program over its time is killed with everything it started', async () => {
  const { kind, message } = await failureIn('hang', { seconds: 1 });
  assert.is(kind, 'item');
  const child = Number(/^the program was killed after 1 s: child (\d+)$/.exec(message)?.[1]);
  await assertGone(child);
});

test('a program that does not exist stops the run and says what to do', async () => {
  const { kind, message, hint } = await failure({ command: ['maspo-no-such-program'] });
  assert.is(kind, 'permanent');
  assert.is(message, 'the program "maspo-no-such-program" cannot be started: there is no such program');
  assert.match(hint, /^Install it, or mend the first entry of command/);
});

test('a file that is no program stops the run and says what to do', async () => {
  const { kind, hint } = await failure({ command: [script] });
  assert.is(kind, 'permanent');
  assert.is(hint, `Make it executable: chmod +x ${script}`);
});

test('stopping the run ends the program', async () => {
  const controller = new AbortController();
  const call = callProvider(provider('hang'), messages, { signal: controller.signal });
  setImmediate(() => controller.abort(new Error('stopped')));
  assert.is(((await failureOf(call)) as Error).message, 'stopped');
});

test('a program is identified by its command and the content of the files in it', async () => {
  const identity = (await identifyProvider(provider('echo'))) as { files: Record<string, string>; command: string[] };
  assert.equal(identity.command, [process.execPath, script, 'echo']);
  assert.equal(Object.keys(identity.files), [script]);
  assert.match(identity.files[script] ?? '', /^[0-9a-f]{64}$/);
});

test('a program costs nothing', () => {
  assert.equal(operator.price?.(provider('echo').options), { input: 0, output: 0 });
});

test.run();
