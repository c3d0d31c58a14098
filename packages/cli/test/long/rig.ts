import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { execa } from 'execa';
import * as assert from 'uvu/assert';
import { emptyProject, type Project } from '../project.ts';
import { type Book, type Script, type ScriptedServer, startServer, type Watch } from './server.ts';
import { answerOf, configOf, items, type World } from './world.ts';

const launcher = join(import.meta.dirname, '../../bin/maspo.js');

/** How a process ended. */
export interface Ended {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real command line, running. */
export interface Running {
  readonly pid: number | undefined;
  readonly ended: Promise<Ended>;
  /** SIGKILL: nothing of it runs on. */
  kill(): void;
}

/** How the command is started. */
export interface Starting {
  readonly env?: Readonly<Record<string, string>>;
  /** A program, with its arguments, that starts it in its turn. */
  readonly through?: readonly string[];
  readonly uid?: number;
}

/** Starts `maspo` in a folder. */
export function startMaspo(dir: string, args: readonly string[], { env, through = [], uid }: Starting = {}): Running {
  const [program, ...rest] = [...through, process.execPath, launcher, ...args];
  const child = execa(String(program), rest, {
    cwd: dir,
    reject: false,
    stdin: 'ignore',
    timeout: 120_000,
    killSignal: 'SIGKILL',
    // The flags of this test must not reach the command.
    env: { NODE_OPTIONS: '', FORCE_COLOR: undefined, MASPO_DEBUG: undefined, ...env },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const ended = child.then(({ exitCode, signal, stdout, stderr }) => ({ exitCode, signal, stdout, stderr }));
  return { pid: child.pid, ended, kill: () => void child.kill('SIGKILL') };
}

/** Byte for byte what a run leaves behind and what must not depend on how it got there. */
export function outcomeOf(dir: string, run = '*'): Readonly<Record<string, string>> {
  const files = globSync(`.maspo/runs/${run}/{result.json,events.jsonl,prompts/*}`, { cwd: dir }).sort();
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(dir, file), 'utf8')]));
}

/** Calls that the journal holds, read from a copy: a reader would tidy up what a killed process left. */
export function journaledIn(dir: string): number {
  if (!statSync(join(dir, '.maspo/journal.db'), { throwIfNoEntry: false })?.isFile()) return 0;
  const copy = mkdtempSync(join(tmpdir(), 'maspo-journal-'));
  try {
    for (const file of globSync('.maspo/journal.db{,-wal}', { cwd: dir })) cpSync(join(dir, file), join(copy, file));
    const database = new DatabaseSync(join(copy, '.maspo/journal.db'));
    try {
      const made = database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'calls'").get()?.n;
      return made === 0
        ? 0
        : Number(database.prepare("SELECT count(*) AS n FROM calls WHERE role <> 'effect'").get()?.n);
    } finally {
      database.close();
    }
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** A project, its server, and what an uninterrupted run of it comes to. */
export interface Rig extends AsyncDisposable {
  readonly project: Project;
  readonly server: ScriptedServer;
  readonly concurrency: number;
  /** What the uninterrupted run left. */
  readonly expected: Readonly<Record<string, string>>;
  /** Its requests, in order of arrival: no two are equal. */
  readonly posts: readonly string[];
  readonly calls: number;
  /** Forgets all runs and the journal. */
  clear(): void;
}

/** Makes a project in a world, runs it once without a disturbance, and clears it. */
export async function openRig(script: Script, world: Omit<World, 'url'>, itemCount = 12): Promise<Rig> {
  const server = await startServer(script);
  const project = emptyProject();
  const clear = (): void => rmSync(join(project.dir, '.maspo'), { recursive: true, force: true });
  project.write('items.json', items(itemCount));
  project.write('maspo.config.yaml', configOf({ ...world, url: server.url }));
  const book = server.open();
  const { exitCode, stderr } = await startMaspo(project.dir, ['optimize']).ended;
  assert.is(exitCode, 0, stderr);
  await server.quiet();
  const expected = outcomeOf(project.dir);
  assert.is(new Set(book.posts).size, book.posts.length, 'a request was made twice in a clean run');
  assert.is(journaledIn(project.dir), book.posts.length);
  clear();
  return {
    project,
    server,
    concurrency: world.concurrency ?? 4,
    expected,
    posts: book.posts,
    calls: book.posts.length,
    clear,
    [Symbol.asyncDispose]: async () => {
      project.remove();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** About fifty calls: few enough to be killed at each of them, and enough to adopt a prompt, to validate and to test it. */
export const openSmallRig = (world: Partial<World> = {}, script: Partial<Script> = {}): Promise<Rig> =>
  openRig(
    { answer: answerOf, ...script },
    { split: [2, 3, 3], search: '{ cycles: 1, rounds: 1, offspring: 1, batch: [2] }', seed: 5, ...world },
  );

/** One session of a run. */
export interface Session {
  readonly ended: Ended;
  readonly book: Book;
  readonly journaledBefore: number;
  readonly journaledAfter: number;
}

/** Runs the project's command line once and reads the books of both sides. */
export async function session(
  { project, server }: Rig,
  args: readonly string[],
  watch: (running: () => Running) => Watch = () => ({}),
  starting: Starting = {},
): Promise<Session> {
  const journaledBefore = journaledIn(project.dir);
  let running: Running | null = null;
  const book = server.open(
    watch(() => {
      if (running === null) throw new Error('nothing runs yet');
      return running;
    }),
  );
  running = startMaspo(project.dir, args, starting);
  const ended = await running.ended;
  await server.quiet();
  return { ended, book, journaledBefore, journaledAfter: journaledIn(project.dir) };
}

/**
 * Goes on with what a kill left, to the end, and holds the law against it: the same bytes, each missing call once, no
 * journaled call again.
 */
export async function finish(rig: Rig, label: string): Promise<void> {
  // `resume` needs a run that is unfinished; before its folder is there, and after its end, the same run is `optimize`.
  const runs = globSync('.maspo/runs/*/plan.json', { cwd: rig.project.dir }).length;
  const done = globSync('.maspo/runs/*/result.json', { cwd: rig.project.dir }).length;
  const command = runs === 1 && done === 0 ? 'resume' : 'optimize';
  const last = await session(rig, [command]);
  assert.is(last.ended.exitCode, 0, `${label}: ${command} ended with ${last.ended.signal} ${last.ended.stderr}`);
  const repeated = last.book.posts.length - (rig.calls - last.journaledBefore);
  assert.is(repeated, 0, `${label}: ${repeated} calls more than the journal lacked`);
  assert.is(new Set(last.book.posts).size, last.book.posts.length, `${label}: a request was made twice`);
  assert.equal(outcomeOf(rig.project.dir), rig.expected, label);
  assert.equal(globSync('.maspo/runs/**/*.tmp', { cwd: rig.project.dir }), [], `${label}: half a file is left`);
}

/** A session that a kill has ended may have lost what was in flight, and nothing else. */
export function expectOnlyInFlightLost({ concurrency }: Rig, { book, ...counts }: Session, label: string): void {
  const lost = book.posts.length - (counts.journaledAfter - counts.journaledBefore);
  assert.ok(lost >= 0 && lost <= concurrency, `${label}: ${lost} calls were lost`);
  assert.is(new Set(book.posts).size, book.posts.length, `${label}: a request was made twice in one session`);
}

/** Works through cases on as many rigs as there are cores. */
export async function onRigs<Case>(
  open: () => Promise<Rig>,
  cases: readonly Case[],
  work: (rig: Rig, one: Case) => Promise<void>,
): Promise<void> {
  const queue = [...cases];
  const worker = async (): Promise<void> => {
    await using rig = await open();
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
      rig.clear();
      await work(rig, one);
    }
  };
  await Promise.all([worker(), worker()]);
}
