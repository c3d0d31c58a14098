import http, { type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError } from '../errors.ts';
import {
  askAtStart,
  connectionFailure,
  kindOfStatus,
  paceOf,
  patientFetch,
  publicUrl,
  quotable,
  retryAfterOf,
  START_LIMIT,
  systemCodeOf,
} from './http.ts';

async function serve(answer: RequestListener): Promise<{ url: string; [Symbol.asyncDispose](): Promise<void> }> {
  const server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const thrownBy = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => assert.unreachable('it should have failed'),
    (thrown: unknown) => thrown,
  );

test('patientFetch sends method, headers and body, and hands back status, headers and body', async () => {
  await using server = await serve(async (request, response) => {
    const chunks = await request.toArray();
    response.writeHead(201, { 'x-seen': `${request.method} ${request.headers['x-mine']}` });
    response.end(Buffer.concat(chunks));
  });
  const response = await patientFetch(server.url, { method: 'POST', headers: { 'x-mine': 'yes' }, body: 'grüße' });
  assert.is(response.status, 201);
  assert.is(response.headers.get('x-seen'), 'POST yes');
  assert.is(await response.text(), 'grüße');
});

test('patientFetch hands a redirect back instead of carrying the key to another host', async () => {
  await using server = await serve(
    (_, response) => void response.writeHead(307, { location: 'http://else.test/' }).end(),
  );
  assert.is((await patientFetch(server.url)).status, 307);
});

test('an abort ends patientFetch before the headers and in the midst of the body', async () => {
  const arrived = Promise.withResolvers<void>();
  await using server = await serve((request, response) => {
    if (request.url === '/silent') arrived.resolve();
    else response.write('half');
  });
  const silent = new AbortController();
  const waiting = thrownBy(patientFetch(`${server.url}/silent`, { signal: silent.signal }));
  await arrived.promise;
  silent.abort();
  assert.instance(await waiting, Error);

  const midst = new AbortController();
  const response = await patientFetch(`${server.url}/midst`, { signal: midst.signal });
  const reader = response.body?.getReader();
  await reader?.read();
  midst.abort();
  assert.instance(await thrownBy(reader?.read() ?? Promise.resolve()), Error);
});

test('a body that breaks off is an error, not a short body', async () => {
  await using server = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
  });
  const response = await patientFetch(server.url);
  assert.is(systemCodeOf(await thrownBy(response.text())), 'ECONNRESET');
});

test('a status that no response can have is an error, not a crash', async () => {
  await using server = await serve(
    (_, response) => void response.socket?.end('HTTP/1.1 999 No\r\ncontent-length: 0\r\n\r\n'),
  );
  assert.instance(await thrownBy(patientFetch(server.url)), RangeError);
});

test('overload and server faults may heal, other refusals will not', () => {
  for (const status of [408, 409, 425, 429, 500, 502, 503, 504, 529]) assert.is(kindOfStatus(status), 'transient');
  for (const status of [301, 400, 401, 402, 403, 404, 405, 422, 501]) assert.is(kindOfStatus(status), 'permanent');
});

test('Retry-After is read as seconds, as a date and in milliseconds, and junk is ignored', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  const read = (headers: Record<string, string>) => retryAfterOf(new Headers(headers), now);
  assert.is(read({ 'retry-after': '7' }), 7);
  assert.is(read({ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }), 30);
  assert.is(read({ 'retry-after': 'Thu, 01 Jan 2025 00:00:00 GMT' }), 0);
  assert.is(read({ 'retry-after': '7', 'retry-after-ms': '1500' }), 1.5);
  assert.is(read({ 'retry-after': 'soon' }), undefined);
  assert.is(read({}), undefined);
});

test('a rate limit asks for fewer calls at once, whether or not it names a pause', () => {
  assert.equal(paceOf(429, new Headers()), { throttled: true });
  assert.equal(paceOf(429, new Headers({ 'retry-after': '7' })), { retryAfter: 7, throttled: true });
  assert.equal(paceOf(503, new Headers({ 'retry-after': '7' })), { retryAfter: 7 });
  assert.equal(paceOf(500, new Headers()), {});
});

test('text of a server is quoted on one line, short, without control characters and secrets', () => {
  assert.is(quotable('bad\u001b[31m key\n sk-123 \u202e!', ['sk-123', undefined, '']), 'bad [31m key *** !');
  assert.is(quotable('x'.repeat(400)).length, 301);
});

test('an address is shown without user, password and query', () => {
  assert.is(publicUrl('https://me:secret@host.test/v1/?key=abc'), 'https://host.test/v1');
});

test('a system code is found in causes and in bundles of errors, and a cycle of causes ends', () => {
  const refused = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
  assert.is(systemCodeOf(new Error('outer', { cause: new AggregateError([refused]) })), 'ECONNREFUSED');
  const cycle = new Error('round') as Error & { cause: unknown };
  cycle.cause = cycle;
  assert.is(systemCodeOf(cycle), undefined);
});

test('a dead endpoint is the user’s to mend at the start, and may come back during a run', () => {
  const address = 'http://127.0.0.1:8080/v1';
  const refused = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
  const atStart = connectionFailure(refused, { address, atStart: true, start: 'Start it.' });
  assert.equal(
    [atStart.kind, atStart.message, atStart.hint],
    ['permanent', 'nothing listens at http://127.0.0.1:8080', 'Start it.'],
  );
  assert.is(connectionFailure(refused, { address }).kind, 'transient');
  const unknown = Object.assign(new Error('no'), { code: 'ENOTFOUND' });
  assert.match(connectionFailure(unknown, { address }).message, 'the host 127.0.0.1 has no address');
  const unreachable = Object.assign(new Error('no'), { code: 'EHOSTUNREACH' });
  assert.is(connectionFailure(unreachable, { address, atStart: true }).kind, 'permanent');
  assert.is(connectionFailure(unreachable, { address }).kind, 'transient');
  const reset = Object.assign(new Error('no'), { code: 'ECONNRESET' });
  assert.is(connectionFailure(reset, { address, atStart: true }).kind, 'transient');
});

const coded = (code: string) => Object.assign(new Error('no'), { code });

test('a secure connection that cannot be made is permanent, whatever is wrong with the certificate', () => {
  const codes = [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'CERT_HAS_EXPIRED',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'EPROTO',
  ];
  for (const code of codes) {
    const { kind, message } = connectionFailure(new Error('outer', { cause: coded(code) }), {
      address: 'https://a.test',
    });
    assert.equal([kind, message], ['permanent', `no secure connection to https://a.test (${code})`]);
  }
});

test('a connection that times out, and a server that speaks something else, are the user’s to mend at the start', () => {
  const address = 'http://a.test:22';
  for (const [code, said] of [
    ['ETIMEDOUT', 'there is no way to http://a.test:22 (ETIMEDOUT)'],
    ['HPE_INVALID_CONSTANT', 'what answers at http://a.test:22 does not speak HTTP (HPE_INVALID_CONSTANT)'],
  ] as const) {
    const atStart = connectionFailure(coded(code), { address, atStart: true });
    assert.equal([atStart.kind, atStart.message], ['permanent', said]);
    assert.is(connectionFailure(coded(code), { address }).kind, 'transient');
  }
});

/** Asks `ask` at the start, with `deadline` in the place of the clock. */
async function askUntil(deadline: AbortSignal, ask: (signal: AbortSignal) => Promise<string>, signal = NEVER) {
  const { timeout } = AbortSignal;
  const limits: number[] = [];
  AbortSignal.timeout = (limit) => {
    limits.push(limit);
    return deadline;
  };
  const failureOf = (thrown: unknown) => thrown as CallError;
  const answer = askAtStart({ address: 'http://a.test/v1', signal, hint: 'Start it.', ask, failureOf });
  AbortSignal.timeout = timeout;
  assert.equal(limits, [START_LIMIT]);
  return await answer;
}
const NEVER = new AbortController().signal;
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

test('at the start a fault that may heal is asked again, and a lasting one is said at once', async () => {
  const faults = [new CallError('transient', 'busy', 'Wait.'), new CallError('transient', 'reset', 'Wait.')];
  const ask = async () => {
    const fault = faults.shift();
    if (fault !== undefined) throw fault;
    return 'here';
  };
  assert.is(await askUntil(NEVER, ask), 'here');
  const lasting = new CallError('permanent', 'no such model', 'Pull it.');
  assert.is(await thrownBy(askUntil(NEVER, () => Promise.reject(lasting))), lasting);
});

test('at the start a silent endpoint is given up in time, and so is one with a fault that lasts', async () => {
  const deadline = new AbortController();
  const silent = thrownBy(askUntil(deadline.signal, untilAborted));
  deadline.abort();
  const { kind, message, hint } = (await silent) as CallError;
  assert.equal(
    [kind, message, hint],
    ['permanent', `the server at http://a.test does not answer within ${START_LIMIT / 1000} s`, 'Start it.'],
  );
  const busy = new CallError('transient', 'busy', 'Wait.');
  const second = new AbortController();
  const ask = async (): Promise<never> => {
    setImmediate(() => second.abort());
    throw busy;
  };
  assert.is(await thrownBy(askUntil(second.signal, ask)), busy);
});

test('the question at the start ends with the run', async () => {
  const run = new AbortController();
  const asked = thrownBy(askUntil(NEVER, untilAborted, run.signal));
  run.abort(new Error('enough'));
  assert.is(((await asked) as Error).message, 'enough');
});

test.run();
