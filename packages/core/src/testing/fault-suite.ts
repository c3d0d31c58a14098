import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { suite, type Test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CallError, FailureKind } from '../errors.ts';
import type { ForwardOperator } from '../plugin/contract.ts';
import { selfSigned } from './certificate.ts';
import { commonFaults, type Fault, type FaultProtocol, type FaultTopic, send } from './faults.ts';
import { callProvider, failureOf, identifyProvider, type OpenProvider, user, within } from './provider-calls.ts';
import { deadAddress, startFakeServer } from './provider-server.ts';

/** How to run the faults of a provider that talks HTTP. */
export interface FaultSuite extends FaultProtocol {
  readonly operator: ForwardOperator;
  /** Options that send its calls to the server at `url`, e.g. `http://127.0.0.1:1234`. */
  options(url: string): OpenProvider['options'];
  /** What its errors say to do, by topic. */
  readonly hints?: Partial<Record<FaultTopic, RegExp>>;
  /** Faults that only this protocol knows: content refused, input too long, a model that is not there … */
  readonly faults?: readonly Fault[];
  /** Texts of the options and the environment that may stand in no error. */
  readonly secrets?: readonly string[];
}

const ASK = [user('Hello.')];
/** Seconds. Far more than the three that a provider has, so that a busy machine fails no test. */
const PATIENCE = 10;

/**
 * The faults of servers and networks, as tests to be run with uvu: each must end the call as the contract says, with
 * what to do, and leave no connection behind. Only the loopback is used, and one name that no resolver knows.
 */
export function faultSuite(name: string, setup: FaultSuite): void {
  const test = suite(name);
  for (const fault of [...commonFaults(setup, setup.hints ?? {}), ...(setup.faults ?? [])])
    testFault(test, setup, fault);
  testAnswers(test, setup);
  testQuotes(test, setup);
  testHangs(test, setup);
  testRestart(test, setup);
  testUnreachable(test, setup);
  testSilence(test, setup);
  test.run();
}

/** What the call to a server that does `serve` throws. */
async function failureAt(serve: (response: ServerResponse) => void, setup: FaultSuite): Promise<CallError> {
  await using server = await startFakeServer(
    (request, response) => void request.resume().on('end', () => serve(response)),
  );
  const { operator } = setup;
  return checked(await failureOf(callProvider({ operator, options: setup.options(server.url) }, ASK)), setup);
}

/** The error, if it is one that a person can act upon, without secrets. */
function checked(thrown: unknown, { secrets = [] }: FaultSuite): CallError {
  // By name: a plugin may carry its own copy of the core.
  assert.is((thrown as Error).name, 'CallError', inspect(thrown));
  const error = thrown as CallError;
  assert.ok(error.hint.trim() !== '', 'it says what to do');
  assert.not.match(`${error.message} ${error.hint}`, /[\p{Cc}\p{Cf}]/u);
  const all = `${inspect(error, { depth: 9, showHidden: true })} ${error.hint}`;
  for (const secret of secrets) assert.not.ok(all.includes(secret), `a secret stands in the error: ${all}`);
  return error;
}

function testFault(test: Test, setup: FaultSuite, { name, serve, kind, message, hint, pause, throttled }: Fault): void {
  test(`${name} is ${kind}`, async () => {
    const write = typeof serve === 'function' ? serve : (response: ServerResponse) => send(response, serve);
    const error = await failureAt(write, setup);
    assert.is(error.kind, kind, error.message);
    if (message !== undefined) assert.match(error.message, message);
    if (hint !== undefined) assert.match(error.hint, hint);
    if (throttled !== undefined) assert.is(error.throttled, throttled);
    if (pause === null) assert.is(error.retryAfter, undefined);
    if (!pause) return;
    const [least, most] = pause;
    const seconds = error.retryAfter ?? -1;
    assert.ok(seconds >= least && seconds <= most, `a pause of ${seconds} s`);
  });
}

function testAnswers(test: Test, { operator, options, answer }: FaultSuite): void {
  const answers: readonly (readonly [string, string, 'stop' | 'length'])[] = [
    ['an empty reply is an answer', '', 'stop'],
    ['a reply that was cut at maxTokens says so', 'Once upon', 'length'],
  ];
  for (const [name, text, finish] of answers) {
    test(name, async () => {
      await using server = await startFakeServer((_, response) => send(response, answer(text, finish)));
      const reply = await callProvider({ operator, options: options(server.url) }, ASK);
      assert.equal([reply.text, reply.finish], [text, finish]);
    });
  }
}

function testQuotes(test: Test, setup: FaultSuite): void {
  test('text of the server is quoted without control characters and secrets', async () => {
    const hostile = `red \u001b[31malert\u0007 \u202e ${(setup.secrets ?? []).join(' ')}`;
    for (const status of [400, 500]) {
      const error = await failureAt((response) => send(response, { status, body: setup.refusal(hostile) }), setup);
      assert.match(error.message, 'alert');
    }
  });

  test('a redirect is not followed: no key goes to where a server points', async () => {
    await using other = await startFakeServer((_, response) => send(response, setup.answer('Yes', 'stop')));
    let followed = false;
    void other.nextRequest().then(() => {
      followed = true;
    });
    for (const status of [301, 302, 307, 308]) {
      const headers = { location: other.url };
      const error = await failureAt((response) => send(response, { status, headers, body: '' }), setup);
      assert.is(error.kind, 'permanent');
    }
    assert.not.ok(followed);
  });
}

/** Ways to keep a caller waiting. `waits` is to be called when it does. */
const HANGS: readonly (readonly [string, (response: ServerResponse, waits: () => void) => void])[] = [
  ['says nothing', (_, waits) => waits()],
  [
    'falls silent in the middle of its reply',
    (response, waits) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{', waits);
    },
  ],
  [
    'sends a byte every now and then',
    (response, waits) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      let bytes = 0;
      const drip = setInterval(() => response.write(' ', () => ++bytes === 3 && waits()), 5);
      response.on('close', () => clearInterval(drip));
    },
  ],
];

function testHangs(test: Test, { operator, options }: FaultSuite): void {
  for (const [name, hang] of HANGS) {
    test(`calls to a server that ${name} end with the abort, and no connection stays`, async () => {
      const calls = 5;
      let waiting = 0;
      const all = Promise.withResolvers<void>();
      await using server = await startFakeServer((request, response) => {
        request.resume();
        hang(response, () => ++waiting === calls && all.resolve());
      });
      const controller = new AbortController();
      const { signal } = controller;
      const call = () => failureOf(callProvider({ operator, options: options(server.url) }, ASK, { signal }), PATIENCE);
      const ends = Promise.all(Array.from({ length: calls }, call));
      await within(PATIENCE, all.promise, 'the calls did not arrive');
      assert.is(server.connections(), calls);
      controller.abort(new Error('enough'));
      for (const thrown of await ends) assert.is((thrown as Error).message, 'enough');
      await within(PATIENCE, server.disconnected(), 'a connection stayed open');
    });
  }
}

function testRestart(test: Test, setup: FaultSuite): void {
  test('a server that goes away may come back: transient while it is away, and then it answers', async () => {
    const { operator, answer } = setup;
    const start = (port?: number) =>
      startFakeServer((_, response) => send(response, answer('Yes', 'stop')), port === undefined ? {} : { port });
    const first = await start();
    const provider = { operator, options: setup.options(first.url) };
    assert.is((await callProvider(provider, ASK)).text, 'Yes');
    await first.close();
    const away = checked(await failureOf(callProvider(provider, ASK)), setup);
    assert.is(away.kind, 'transient', away.message);
    await using _again = await start(Number(new URL(first.url).port));
    assert.is((await callProvider(provider, ASK)).text, 'Yes');
  });
}

/** A call, and before it the question whether anybody is there: what each comes to at `url`. */
async function testAt(url: string, setup: FaultSuite, expected: FailureKind, said: RegExp): Promise<void> {
  const { operator } = setup;
  const provider = { operator, options: setup.options(url) };
  const error = checked(await failureOf(callProvider(provider, ASK)), setup);
  assert.is(error.kind, expected, error.message);
  assert.match(error.message, said);
  if (operator.identify === undefined) return;
  const atStart = checked(await failureOf(identifyProvider(provider), PATIENCE), setup);
  assert.is(atStart.kind, 'permanent', atStart.message);
  assert.match(atStart.message, said);
}

function testUnreachable(test: Test, setup: FaultSuite): void {
  test('a port where nobody listens is transient in a run, and permanent before it', async () => {
    await testAt(`http://${await deadAddress()}`, setup, 'transient', /nothing listens at http:\/\/127\.0\.0\.1:\d+/);
  });

  test('a name that no resolver knows is transient in a run, and permanent before it', async () => {
    await testAt('http://maspo.invalid:8080', setup, 'transient', /the host maspo\.invalid has no address/);
  });

  test('a server that does not speak HTTPS is permanent', async () => {
    await using server = await startFakeServer((_, response) => send(response, setup.answer('Yes', 'stop')));
    await testAt(`https://${server.host}`, setup, 'permanent', /no secure connection to https:/);
  });

  test('a certificate that nobody trusts is permanent', async () => {
    const tls = selfSigned();
    if (tls === null) return void console.log('skipped: there is no openssl to make a certificate');
    await using server = await startFakeServer((_, response) => send(response, setup.answer('Yes', 'stop')), { tls });
    await testAt(server.url, setup, 'permanent', /no secure connection to https:.*CERT/);
  });
}

function testSilence(test: Test, setup: FaultSuite): void {
  const { operator } = setup;
  if (operator.identify === undefined) return;
  test('a server that keeps the caller waiting is given up before the first call, and no connection stays', async () => {
    await Promise.all(
      HANGS.map(async ([name, hang]) => {
        await using server = await startFakeServer((_, response) => hang(response, () => {}));
        const failure = failureOf(identifyProvider({ operator, options: setup.options(server.url) }), PATIENCE);
        const error = checked(await failure, setup);
        assert.is(error.kind, 'permanent', `${name}: ${error.message}`);
        assert.match(error.message, server.host);
        await within(PATIENCE, server.disconnected(), `a server that ${name}: a connection stayed open`);
      }),
    );
  });
}
