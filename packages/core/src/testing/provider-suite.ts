import { suite, type Test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CallError } from '../errors.ts';
import { callProvider, failureOf, identifyProvider, type OpenProvider, system, user } from './provider-calls.ts';

/** How to run the contract of a provider. */
export interface ProviderSuite {
  /** Starts what the provider needs. Called once, before the first test. */
  open(): Promise<OpenProvider>;
  /** The options, changed so that they name a model that is not there. */
  missing(options: OpenProvider['options']): OpenProvider['options'];
  /** What the hint for a missing model must say, e.g. the command that fetches it. */
  readonly missingHint?: RegExp;
  /** Resolves when a call has reached the model, so that it is aborted in its midst. Default: the next turn of the event loop. */
  underway?(): Promise<void>;
  /** Whether the provider enforces JSON schemas; true by default. */
  readonly schema?: boolean;
  /** Whether the provider counts tokens; true by default. */
  readonly usage?: boolean;
}

interface State {
  provider: OpenProvider;
}

const COUNT = [user('Count from one to twenty in words, separated by spaces.')];

/**
 * The contract of a model provider, as tests to be run with uvu: registers and runs them under `name`.
 * Texts of replies are never compared with fixed ones, so a fake server, an embedded model and a real one pass alike.
 */
export function providerSuite(name: string, setup: ProviderSuite): void {
  const test = suite<State>(name, {} as State);
  test.before(async (state) => {
    state.provider = await setup.open();
  });
  test.after(async ({ provider }) => provider?.close?.());
  testAnswers(test);
  testSampling(test);
  testUsage(test, setup.usage ?? true);
  testSchema(test, setup.schema ?? true);
  testAbort(test, setup.underway ?? (() => new Promise((resolve) => setImmediate(resolve))));
  testMissing(test, setup);
  testIdentity(test);
  test.run();
}

function testAnswers(test: Test<State>): void {
  test('a chat is answered', async ({ provider }) => {
    const answer = await callProvider(provider, [user('Say hello.')]);
    assert.type(answer.text, 'string');
    assert.is.not(answer.text.trim(), '');
    assert.ok(answer.finish === 'stop' || answer.finish === 'length', `finish is ${answer.finish}`);
  });

  test('the model sees the system message', async ({ provider }) => {
    const ask = [user('What is your name?')];
    const captain = await callProvider(provider, [system('Your name is Captain Amundsen. Begin with: Ahoy.'), ...ask]);
    const robot = await callProvider(provider, [
      system('You are a robot. Reply with the single word: Seventeen.'),
      ...ask,
    ]);
    assert.is.not(captain.text, robot.text, 'two opposite system messages had the same reply');
  });

  test('the model sees the earlier turns of a conversation', async ({ provider }) => {
    const reply = (word: string) =>
      callProvider(provider, [
        user('Give me a word.'),
        { role: 'assistant', content: word },
        user('Say that word again.'),
      ]);
    assert.is.not((await reply('Elephant')).text, (await reply('Parliament')).text);
  });

  test('calls that overlap are all answered', async ({ provider }) => {
    const words = ['red', 'green', 'blue'];
    const answers = await Promise.all(
      words.map((word) => callProvider(provider, [user(`Write a line about ${word}.`)])),
    );
    assert.ok(answers.every(({ text }) => text.trim() !== ''));
  });
}

function testSampling(test: Test<State>): void {
  test('a reply that reaches maxTokens ends there and says so', async ({ provider }) => {
    const short = await callProvider(provider, COUNT, { maxTokens: 3 });
    const long = await callProvider(provider, COUNT, { maxTokens: 12 });
    assert.is(short.finish, 'length');
    assert.ok(short.text.length < long.text.length, `"${short.text}" is not shorter than "${long.text}"`);
  });

  test('the same request at temperature 0 has the same reply', async ({ provider }) => {
    const first = await callProvider(provider, COUNT, { maxTokens: 8 });
    const second = await callProvider(provider, COUNT, { maxTokens: 8 });
    assert.is(second.text, first.text);
  });

  test('the same request with the same seed is accepted at temperature 1', async ({ provider }) => {
    const sampling = { temperature: 1, topP: 0.9, seed: 2 ** 31 - 1, maxTokens: 8 };
    assert.type((await callProvider(provider, COUNT, sampling)).text, 'string');
  });

  test('a reply ends before a stop string', async ({ provider }) => {
    const whole = await callProvider(provider, COUNT);
    const words = whole.text.trim().split(/\s+/);
    // A later word of the model's own reply: whatever the model says, this is what it would have said next.
    const stop = words.slice(1).find((word) => word.length > 1 && !(words[0] ?? '').includes(word));
    assert.ok(stop, `"${whole.text}" is too short to be stopped`);
    const cut = await callProvider(provider, COUNT, { stop: [stop ?? ''] });
    assert.not.ok(cut.text.includes(stop ?? ''), `"${cut.text}" goes on past "${stop}"`);
    assert.ok(cut.text.length < whole.text.length);
    assert.is(cut.finish, 'stop');
  });
}

function testUsage(test: Test<State>, counts: boolean): void {
  if (!counts) {
    test.skip();
    return;
  }
  test('tokens are counted', async ({ provider }) => {
    const { usage } = await callProvider(provider, COUNT, { maxTokens: 8 });
    assert.ok(usage !== null, 'usage is null');
    assert.ok(Number.isInteger(usage?.inputTokens) && (usage?.inputTokens ?? 0) > 0);
    assert.ok(Number.isInteger(usage?.outputTokens) && (usage?.outputTokens ?? 0) > 0);
    assert.ok((usage?.outputTokens ?? 9) <= 8, `${usage?.outputTokens} tokens of at most 8`);
  });

  test('a longer question counts more input tokens', async ({ provider }) => {
    const short = await callProvider(provider, [user('Hello.')], { maxTokens: 1 });
    const long = await callProvider(provider, [user('Hello, my good old friend. '.repeat(10))], { maxTokens: 1 });
    assert.ok((long.usage?.inputTokens ?? 0) > (short.usage?.inputTokens ?? 0));
  });
}

function testSchema(test: Test<State>, enforced: boolean): void {
  if (!enforced) {
    test.skip();
    return;
  }
  test('a reply under a JSON schema parses and satisfies it', async ({ provider }) => {
    const schema = {
      type: 'object',
      properties: { team: { type: 'string', enum: ['red', 'blue'] } },
      required: ['team'],
      additionalProperties: false,
    };
    const question = [user('Which team wins, red or blue? Reply as JSON: {"team": "red"} or {"team": "blue"}.')];
    const { text } = await callProvider(provider, question, { schema, maxTokens: 64 });
    const reply = JSON.parse(text) as { team?: unknown };
    assert.equal(Object.keys(reply), ['team']);
    assert.ok(reply.team === 'red' || reply.team === 'blue', text);
  });
}

function testAbort(test: Test<State>, underway: () => Promise<void>): void {
  const story = [user('Tell me a very long story about a ship, with many chapters.')];

  test('a call that is aborted before it starts fails', async ({ provider }) => {
    await failureOf(callProvider(provider, story, { signal: AbortSignal.abort() }));
  });

  test('a call that is aborted underway fails instead of answering or hanging, and the next one is answered', async ({
    provider,
  }) => {
    const controller = new AbortController();
    const reached = underway();
    const failure = failureOf(callProvider(provider, story, { maxTokens: 400, signal: controller.signal }));
    await Promise.race([reached, failure]);
    controller.abort();
    await failure;
    assert.is.not((await callProvider(provider, [user('Say hello.')])).text.trim(), '');
  });
}

function testMissing(test: Test<State>, { missing, missingHint }: ProviderSuite): void {
  test('a missing model is a permanent failure that names the model and says what to do', async ({ provider }) => {
    const options = missing(provider.options);
    const failure = await failureOf(callProvider(provider, [user('Hello.')], { options }));
    // By name: a plugin may carry its own copy of the core.
    assert.is((failure as Error).name, 'CallError', String(failure));
    const { kind, hint } = failure as CallError;
    assert.is(kind, 'permanent');
    assert.is.not(hint, '');
    if (missingHint !== undefined) assert.match(hint, missingHint);
  });
}

function testIdentity(test: Test<State>): void {
  test('the provider identifies itself by the same JSON each time', async ({ provider }) => {
    const first = await identifyProvider(provider);
    assert.equal(await identifyProvider(provider), first);
    assert.equal(first === undefined ? undefined : JSON.parse(JSON.stringify(first)), first);
  });
}
