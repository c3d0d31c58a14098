import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import {
  type Answer,
  close,
  cut,
  failureOf,
  filesIn,
  HALF,
  listen,
  MODEL,
  serverSuite,
  settings,
  status,
  urlOf,
  wantedOf,
  whole,
} from '../../test/model-server.ts';
import { fetchFile } from './fetch-file.ts';
import { fetchSecurely } from './follow.ts';
import type { Progress } from './progress.ts';

const test = serverSuite('download');

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

test('a redirect is followed, and the token stays with the server that it is for', async (context) => {
  const storage = await listen((request, response) => {
    context.requests.push(request);
    whole(request, response);
  });
  const location = urlOf(storage);
  context.answers = [(_, response) => void response.writeHead(302, { location }).end()];
  const { signal } = new AbortController();
  const response = await fetchSecurely(urlOf(context.server), { authorization: 'Bearer secret' }, signal);
  assert.is((await response.arrayBuffer()).byteLength, MODEL.length);
  await close(storage);
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

test.run();
