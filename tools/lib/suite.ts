import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';

/** How one test file ended. */
export interface FileResult {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly seconds: number;
  /** Everything that it printed. */
  readonly output: string;
  /** Why the file as a whole counts as failed or skipped, null if it ran to its end and ran tests. */
  readonly problem: string | null;
}

interface Counts {
  readonly total: number;
  readonly passed: number;
  readonly skipped: number;
}

/** The counts that uvu prints last; null if it never got there. */
export function countsIn(output: string): Counts | null {
  const text = stripVTControlCharacters(output);
  const last = [...text.matchAll(/^ {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)$/gm)].at(-1);
  return last === undefined ? null : { total: Number(last[1]), passed: Number(last[2]), skipped: Number(last[3]) };
}

/**
 * Each file is a process that loads the same modules: with stripped types and compiled code kept, it starts in half the CPU
 * time. Coverage needs them compiled anew.
 */
const COMPILED =
  process.env.NODE_V8_COVERAGE === undefined
    ? { NODE_COMPILE_CACHE: join(import.meta.dirname, '../../node_modules/.cache/compiled') }
    : {};

/**
 * Runs one test file in a process of its own, from source.
 * @param limit Seconds after which the file and everything it started is killed: a forgotten server would hold the pipe open.
 */
export async function runFile(file: string, limit: number): Promise<FileResult> {
  const flags = ['-C', '@maspo/source', '--disable-warning=ExperimentalWarning'];
  const { all, exitCode, signal, timedOut, durationMs } = await execa(process.execPath, [...flags, file], {
    all: true,
    env: COMPILED,
    stdin: 'ignore',
    timeout: limit * 1000,
    killSignal: 'SIGKILL',
    killDescendants: true,
    reject: false,
  });
  const ending = timedOut ? `was killed after ${limit} s` : endingOf(exitCode, signal);
  const reason = file.endsWith('.real.test.ts') ? skipReason(all) : null;
  if (ending === null && reason !== null)
    return { passed: 0, failed: 0, skipped: 1, problem: reason, file, seconds: durationMs / 1000, output: all };
  return { ...judge(all, ending), file, seconds: durationMs / 1000, output: all };
}

/** A test that needs a server says so instead of running: `skipped: <what is missing>`. */
function skipReason(output: string): string | null {
  return countsIn(output) === null ? (/^skipped: .+$/m.exec(output)?.[0] ?? null) : null;
}

const endingOf = (exitCode: number | undefined, signal: string | undefined): string | null =>
  exitCode === 0 ? null : signal === undefined ? `ended with exit code ${exitCode}` : `died of ${signal}`;

/** A file that died or ran nothing is a failure of its own, however many of its tests had passed. */
function judge(output: string, ending: string | null): Pick<FileResult, 'passed' | 'failed' | 'skipped' | 'problem'> {
  const counts = countsIn(output);
  if (counts === null) return { passed: 0, failed: 1, skipped: 0, problem: ending ?? 'ended before its tests did' };
  const { total, passed, skipped } = counts;
  const failed = total - passed;
  if (ending !== null && failed === 0)
    return { passed, failed: 1, skipped, problem: `${ending} although its tests passed` };
  if (total + skipped === 0) return { passed, failed: 1, skipped, problem: 'ran no test' };
  return { passed, failed, skipped, problem: null };
}
