import {
  chmodSync,
  chownSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { execa } from 'execa';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Ended, finish, openSmallRig, outcomeOf, type Rig, type Starting, session, startMaspo } from './rig.ts';

const test = suite('a disk in trouble');
let rig: Rig;
test.before(async () => {
  rig = await openSmallRig();
});
test.before.each(() => rig.clear());
test.after(async () => {
  await rig[Symbol.asyncDispose]();
});

const file = (name: string): string => join(rig.project.dir, '.maspo', name);
const journal = (): string => file('journal.db');

/** A run that was killed half way: there is something to lose. */
async function killHalfWay(): Promise<void> {
  await session(rig, ['optimize'], (running) => ({
    arrived: ({ number }) => {
      if (number === Math.floor(rig.calls / 2)) running().kill();
    },
  }));
}

/** Puts the log into the journal's file: as long as the log holds the first page, a torn header is mended by it. */
function checkpoint(): void {
  const database = new DatabaseSync(journal());
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

/** The journal's files, byte for byte. The index (-shm) is rebuilt from them at will. */
const bytes = (): Record<string, string> =>
  Object.fromEntries(
    globSync('journal.db{,-wal}', { cwd: file('') }).map((name) => [name, readFileSync(file(name), 'base64')]),
  );

/** Runs into the trouble: exit 1, the code, one sentence that says what it is, one that says what to do, and no call. */
async function expectTrouble(code: RegExp, said: RegExp, starting: Starting = {}): Promise<Ended> {
  const running = startMaspo(rig.project.dir, ['optimize', '--json'], starting);
  const book = rig.server.open();
  const ended = await running.ended;
  assert.is(ended.exitCode, 1, ended.stderr.slice(0, 400));
  const { error } = JSON.parse(ended.stdout.split('\n').at(-1) ?? '');
  assert.match(error.code, code, `${error.code}: ${error.message}`);
  assert.match(error.message, said, error.message);
  assert.ok(error.hint.length > 20, error.hint);
  assert.not.match(ended.stderr, /bug in maspo|^ +at /m);
  if (starting.through === undefined)
    assert.is(book.posts.length, 0, 'it called although it could not keep the answer');
  return ended;
}

test('a folder in place of the journal', async () => {
  mkdirSync(journal(), { recursive: true });
  await expectTrouble(/^MASPO-JOURNAL$/, /cannot open the journal .*journal\.db/);
  rmSync(journal(), { recursive: true });
  await finish(rig, 'the folder is away');
});

test('a journal of a newer maspo is left as it is', async () => {
  await killHalfWay();
  const version = (to: number): number => {
    const database = new DatabaseSync(journal());
    const was = Number(database.prepare('PRAGMA user_version').get()?.user_version);
    database.exec(`PRAGMA user_version = ${to}`);
    database.close();
    return was;
  };
  const ours = version(99);
  const before = bytes();
  await expectTrouble(/^MASPO-JOURNAL$/, /newer maspo.*99/);
  assert.equal(bytes(), before);
  version(ours);
  await finish(rig, 'the version is the old one');
});

test('a journal whose header is torn, or that is no database, is left as it is', async () => {
  for (const torn of [Buffer.alloc(64), Buffer.from('this is no database '.repeat(300))]) {
    rig.clear();
    await killHalfWay();
    checkpoint();
    const whole = readFileSync(journal());
    const damaged = Buffer.from(whole);
    torn.copy(damaged);
    writeFileSync(journal(), damaged);
    const before = bytes();
    await expectTrouble(/^MASPO-JOURNAL$/, /cannot (open|read) the journal/);
    assert.equal(bytes(), before);
    writeFileSync(journal(), whole);
    await finish(rig, 'the header is back');
  }
});

/** For root no file is read-only: the command then runs as nobody, where nobody may read this repository. */
const NOBODY = 65_534;
const asRoot = process.getuid?.() === 0;
const starting: Starting = asRoot ? { uid: NOBODY } : {};
const canStart = await startMaspo(tmpdir(), ['--version'], starting).ended.then(
  ({ exitCode }) => exitCode === 0,
  () => false,
);
if (!canStart) console.log('skipped: read-only files, no other user can start the command here');
const unlessRoot = canStart ? test : test.skip;

function giveTo(uid: number): void {
  const { dir } = rig.project;
  const names = [
    '.',
    '.maspo',
    ...readdirSync(file(''), { recursive: true }).map((name) => join('.maspo', String(name))),
  ];
  if (asRoot) for (const name of names) chownSync(join(dir, name), uid, uid);
}

unlessRoot('a journal that is read-only', async () => {
  await killHalfWay();
  giveTo(NOBODY);
  const files = globSync('journal.db*', { cwd: file('') }).map(file);
  for (const path of files) chmodSync(path, 0o444);
  const before = bytes();
  await expectTrouble(/^MASPO-JOURNAL$/, /read-only/, starting);
  assert.equal(bytes(), before);
  for (const path of files) chmodSync(path, 0o644);
  await finish(rig, 'the file can be written');
});

unlessRoot('a project folder that is read-only', async () => {
  await killHalfWay();
  giveTo(NOBODY);
  const folders = ['', ...globSync('runs{,/*}', { cwd: file('') })].map(file);
  for (const path of folders) chmodSync(path, 0o555);
  const before = bytes();
  await expectTrouble(/^MASPO-(FOLDER|JOURNAL)$/, /cannot/, starting);
  assert.equal(bytes(), before);
  for (const path of folders) chmodSync(path, 0o755);
  await finish(rig, 'the folder can be written');
});

test('a file that may not grow in the midst of a run: the journaled calls stay, and are not paid again', async () => {
  await killHalfWay();
  const [log = ''] = globSync('journal.db-wal', { cwd: file('') });
  const size = statSync(file(log)).size;
  // No file may grow over this limit, given in kilobytes: the journal's log runs into it after a few calls more.
  const limit = ['bash', '-c', `ulimit -f ${Math.ceil(size / 1024) + 24}; exec "$@"`, 'bash'];
  const { stderr } = await expectTrouble(/^MASPO-JOURNAL$/, /cannot write to the journal/, { through: limit });
  assert.match(stderr, /maspo resume [0-9a-f]{12}/);
  await finish(rig, 'there is room again');
});

/** A small disk of memory, in a name space of its own that ends with the commands: nothing stays mounted. */
const inSmallDisk = ['unshare', '--mount', 'bash', '-c'];
const canMount = await execa('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', tmpdir()]).then(
  () => true,
  () => false,
);
if (!canMount) console.log('skipped: a full disk, nothing may be mounted here');

(canMount ? test : test.skip)(
  'a disk that is full in the midst of a run, and is freed: the rest is asked once',
  async () => {
    mkdirSync(file(''));
    const script = `mount -t tmpfs -o size=200k none .maspo && "$@"; echo "ended with $?" >&2
    mount -o remount,size=50m .maspo && "$@"; echo "ended with $?" >&2; cp -r .maspo saved`;
    const book = rig.server.open();
    const both = startMaspo(rig.project.dir, ['optimize'], { through: [...inSmallDisk, script, 'bash'] });
    const { stderr } = await both.ended;
    assert.equal(stderr.match(/^ended with \d+$/gm), ['ended with 1', 'ended with 0'], stderr);
    assert.match(stderr, /error: cannot write to .*(the disk is full|ENOSPC)/);
    assert.match(stderr, /maspo resume [0-9a-f]{12}/);
    rmSync(file(''), { recursive: true });
    renameSync(join(rig.project.dir, 'saved'), file(''));
    assert.equal(outcomeOf(rig.project.dir), rig.expected);
    assert.ok(book.posts.length <= rig.calls + rig.concurrency, `${book.posts.length} calls instead of ${rig.calls}`);
  },
);

test.run();
