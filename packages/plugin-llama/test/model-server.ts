import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, type Test } from 'uvu';
import type { FetchSettings, Wanted } from '../src/store/fetch-file.ts';
import type { Progress } from '../src/store/progress.ts';
import { urlSource } from '../src/store/sources.ts';

export const MODEL = randomBytes(300_000);
export const HALF = 150_000;
export const sha256 = createHash('sha256').update(MODEL).digest('hex');

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A store that is empty and a server that has the model. */
export interface Context {
  folder: string;
  server: Server;
  requests: IncomingMessage[];
  /** How the server answers, request by request; the last one for all that follow. */
  answers: Answer[];
}

/** Tests with a model server of their own each. */
export function serverSuite(name: string): Test<Context> {
  const test = suite<Context>(name, {} as Context);
  test.before.each(async (context) => {
    context.folder = await mkdtemp(join(tmpdir(), 'maspo-store-'));
    context.requests = [];
    context.answers = [whole];
    context.server = await listen((request, response) => {
      const answer = context.answers[Math.min(context.requests.length, context.answers.length - 1)];
      context.requests.push(request);
      answer?.(request, response);
    });
  });
  test.after.each(async ({ server, folder }) => {
    await close(server);
    await rm(folder, { recursive: true });
  });
  return test;
}

export async function listen(answer: Answer): Promise<Server> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

export async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** A server as it should be: honours Range if the validator is its own. */
export const whole: Answer = ({ headers }, response) => {
  const from = headers['if-range'] === '"v1"' ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0;
  const range = from === 0 ? {} : { 'content-range': `bytes ${from}-${MODEL.length - 1}/${MODEL.length}` };
  response.writeHead(from === 0 ? 200 : 206, { etag: '"v1"', 'content-length': MODEL.length - from, ...range });
  response.end(MODEL.subarray(from));
};

/** Sends half of the file, then the connection ends. */
export const cut: Answer = (_, response) => {
  response.writeHead(200, { etag: '"v1"', 'content-length': MODEL.length });
  response.write(MODEL.subarray(0, HALF), () => response.socket?.end());
};

export const status =
  (code: number): Answer =>
  (_, response) =>
    void response.writeHead(code).end('no');

export const urlOf = (server: Server): string =>
  `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.gguf`;

/** An address where nothing listens. */
export async function deadUrl(): Promise<string> {
  const server = await listen(() => {});
  const url = urlOf(server);
  await close(server);
  return url;
}

export const wantedOf = ({ folder, server }: Context, changes: Partial<Wanted> = {}): Wanted => ({
  name: 'small',
  path: join(folder, 'small.gguf'),
  size: MODEL.length,
  sha256,
  sources: [urlSource(urlOf(server), true, { env: {} })],
  ...changes,
});

export const settings = (onProgress: (progress: Progress) => void = () => {}): FetchSettings => ({
  signal: new AbortController().signal,
  onProgress,
});

/** Message and hint of what a fetch threw. */
export const failureOf = (fetched: Promise<unknown>): Promise<string> =>
  fetched.then(
    () => 'no failure',
    (thrown: Error & { hint?: string }) => `${thrown.message}\n${thrown.hint}`,
  );

export const filesIn = (folder: string): Promise<string[]> => readdir(folder);
