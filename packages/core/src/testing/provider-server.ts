import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Json } from '../canonical.ts';
import type { Message, Sampling, Usage } from '../types.ts';

/** A server on the loopback that answers by a script. */
export interface FakeServer extends AsyncDisposable {
  /** `host:port`. */
  readonly host: string;
  /** `http://host:port`. */
  readonly url: string;
  /** Resolves when the next request has arrived. */
  nextRequest(): Promise<void>;
  /** Connections that are open now. */
  connections(): number;
  /** Resolves when no connection is open. */
  disconnected(): Promise<void>;
  /** Ends all connections, answered or not. */
  close(): Promise<void>;
}

/** What a fake server may be told beside its script. */
export interface FakeServerOptions {
  /** Any free port by default. */
  readonly port?: number;
  /** Key and certificate as PEM: then it speaks HTTPS, and its `url` says so. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** Starts a server that answers every request by `answer`, on a port of its own. */
export async function startFakeServer(
  answer: RequestListener,
  { port = 0, tls }: FakeServerOptions = {},
): Promise<FakeServer> {
  let arrived = Promise.withResolvers<void>();
  const listener: RequestListener = (request, response) => {
    arrived.resolve();
    arrived = Promise.withResolvers<void>();
    answer(request, response);
  };
  const server = tls === undefined ? http.createServer(listener) : https.createServer(tls, listener);
  const count = countConnections(server);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    host,
    url: `${tls === undefined ? 'http' : 'https'}://${host}`,
    nextRequest: () => arrived.promise,
    ...count,
    close,
    // With `await using` a test that fails does not leave a server behind, which would keep its process alive.
    [Symbol.asyncDispose]: close,
  };
}

function countConnections(server: http.Server): Pick<FakeServer, 'connections' | 'disconnected'> {
  let open = 0;
  let last = Promise.withResolvers<void>();
  last.resolve();
  server.on('connection', (socket) => {
    if (open++ === 0) last = Promise.withResolvers<void>();
    socket.once('close', () => {
      if (--open === 0) last.resolve();
    });
  });
  return { connections: () => open, disconnected: () => last.promise };
}

/** The address of a port where nothing listens. */
export async function deadAddress(): Promise<string> {
  const server = await startFakeServer(() => {});
  await server.close();
  return server.host;
}

/** A reply of the fake model, before a protocol wraps it. */
export interface FakeReply {
  readonly text: string;
  readonly finish: 'stop' | 'length';
  readonly usage: Usage;
}

const WORDS = [
  'amber',
  'birch',
  'cedar',
  'delta',
  'ember',
  'fjord',
  'grove',
  'heron',
  'inlet',
  'jetty',
  'knoll',
  'lagoon',
];
const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/**
 * What a fake server may answer to pass a provider suite: words that depend on every message, a word a token, cut at
 * maxTokens and before a stop string; under a schema the first value that each property allows.
 */
export function fakeReply(
  messages: readonly Pick<Message, 'content'>[],
  { maxTokens, stop = [], schema }: Pick<Sampling, 'maxTokens' | 'stop' | 'schema'>,
): FakeReply {
  const whole = schema === undefined ? wordsFor(messages) : [JSON.stringify(firstOf(schema))];
  const words = whole.slice(0, maxTokens);
  const text = words.join(' ');
  const end = Math.min(...stop.map((mark) => text.indexOf(mark)).filter((index) => index !== -1), text.length);
  return {
    text: text.slice(0, end),
    finish: words.length < whole.length && end === text.length ? 'length' : 'stop',
    usage: {
      inputTokens: messages.reduce((sum, { content }) => sum + wordsOf(content).length, 0),
      outputTokens: wordsOf(text.slice(0, end)).length,
    },
  };
}

function wordsFor(messages: readonly Pick<Message, 'content'>[]): string[] {
  const sum = [...messages.map(({ content }) => content).join('\n')].reduce(
    (hash, letter) => (hash * 31 + (letter.codePointAt(0) ?? 0)) % 99991,
    7,
  );
  return Array.from({ length: 20 }, (_, index) => `${WORDS[(sum + index * 5) % WORDS.length]}${(sum + index) % 97}`);
}

/** The first value that a schema allows, as far as a test needs it. */
function firstOf(schema: Json): Json {
  const { enum: values, properties } = schema as { enum?: readonly Json[]; properties?: Record<string, Json> };
  if (values !== undefined) return values[0] ?? null;
  return Object.fromEntries(Object.entries(properties ?? {}).map(([name, property]) => [name, firstOf(property)]));
}
