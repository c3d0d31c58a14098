import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A chat completion request as the endpoint reads it. */
export interface Chat {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly max_tokens?: number;
}

/** A request as the server saw it. */
export interface Post {
  /** Its place in the book, from 1. */
  readonly number: number;
  /** SHA-256 of the body: equal requests have equal ones. */
  readonly body: string;
  /** How often this body stands in the book before. */
  readonly before: number;
  readonly chat: Chat;
}

/** What may go wrong with an answer; the first three are told by a status. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterMs?: number }
  | { readonly kind: 'reset' | 'half' | 'json' | 'html' | 'hang' };

/** What a test says about the server; all of it may be a function of the request. */
export interface Script {
  readonly answer: (chat: Chat) => string;
  /** Milliseconds until the answer. */
  readonly latency?: (post: Post) => number;
  readonly fault?: (post: Post) => Fault | null;
}

/** What a test does at a moment of a request. */
export interface Watch {
  /** It has arrived; it is answered when this is done. */
  readonly arrived?: (post: Post) => void | Promise<void>;
  /** The answer has left the server. */
  readonly answered?: (post: Post) => void;
  /** Somebody asked for the list of models: a process has started and is about to make its first call. */
  readonly greeted?: () => void;
}

/** What the server saw since the book was opened. */
export interface Book {
  /** Bodies in order of arrival. */
  readonly posts: readonly string[];
  /** Bodies that were answered whole, in order. */
  readonly answers: readonly string[];
}

/** An OpenAI-compatible endpoint on the loopback that keeps its own books: calls are counted here, not by the client. */
export interface ScriptedServer extends AsyncDisposable {
  readonly url: string;
  /** Begins a new book, in which requests are numbered from 1. */
  open(watch?: Watch): Book;
  /** Resolves when every connection has ended and every request is dealt with: what a dead client has sent is in the book. */
  quiet(): Promise<void>;
}

interface OpenBook extends Book {
  readonly posts: string[];
  readonly answers: string[];
  readonly arrivals: Map<string, number>;
  readonly watch: Watch;
}

const emptyBook = (watch: Watch = {}): OpenBook => ({ posts: [], answers: [], arrivals: new Map(), watch });

export async function startServer(script: Script): Promise<ScriptedServer> {
  let book = emptyBook();
  const serving = new Set<Promise<void>>();
  const server = http.createServer((request, response) => {
    const served = serve(script, () => book, request, response)
      // A client that was killed is no failure of the server.
      .catch(() => void response.destroy())
      .finally(() => serving.delete(served));
    serving.add(served);
  });
  server.keepAliveTimeout = 60_000;
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    open: (watch) => {
      book = emptyBook(watch);
      return book;
    },
    quiet: async () => {
      await Promise.all([...connections].map((socket) => once(socket, 'close')));
      await Promise.all(serving);
    },
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  script: Script,
  current: () => OpenBook,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    current().watch.greeted?.();
    return send(response, 200, { object: 'list', data: [] });
  }
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const book = current();
  const body = createHash('sha256').update(text).digest('hex');
  const before = book.arrivals.get(body) ?? 0;
  book.arrivals.set(body, before + 1);
  const post: Post = { number: book.posts.push(body), body, before, chat: JSON.parse(text) as Chat };
  await book.watch.arrived?.(post);
  const latency = script.latency?.(post) ?? 0;
  if (latency > 0) await sleep(latency);
  const fault = script.fault?.(post) ?? null;
  if (fault !== null) return misbehave(response, fault);
  book.answers.push(body);
  response.once('finish', () => book.watch.answered?.(post));
  send(response, 200, completion(post.chat, script.answer(post.chat)));
}

const wordsIn = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length;

const completion = ({ messages }: Chat, content: string): object => ({
  id: 'c1',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: {
    prompt_tokens: messages.reduce((sum, message) => sum + wordsIn(message.content), 0),
    completion_tokens: wordsIn(content),
  },
});

function send(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

function misbehave(response: ServerResponse, fault: Fault): void {
  switch (fault.kind) {
    case 'status':
      if (fault.retryAfterMs !== undefined) response.setHeader('retry-after-ms', String(fault.retryAfterMs));
      send(response, fault.status, { error: { message: 'not now' } });
      break;
    case 'reset':
      response.destroy();
      break;
    case 'half':
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices":[{"mess');
      setImmediate(() => response.destroy());
      break;
    case 'json':
      send(response, 200, { hello: 'world' });
      break;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Welcome</body></html>');
      break;
    case 'hang':
      break;
  }
}
