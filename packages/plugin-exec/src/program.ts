import { stripVTControlCharacters } from 'node:util';
import { CallError, canonicalJson, type Json } from '@maspo/core/plan';
import { workingDirectory } from './folder.ts';
import type { ProgramTools } from './options.ts';

/** How a program that could be started ended. A reason concerns this input only: another one may well succeed. */
export type ProgramEnd =
  | { readonly kind: 'done'; readonly stdout: string }
  | { readonly kind: 'failed'; readonly reason: string };

const PASSED_ON = ['PATH', 'HOME', 'LANG'];
/** Characters of stderr that a failure quotes: the end, where the cause stands. */
const TAIL = 300;

/**
 * Runs the program once: `input` as JSON on its stdin, its stdout as the result.
 * @throws CallError `permanent` if it cannot be started at all; the abort reason if the run was stopped meanwhile.
 */
export async function runProgram(input: Json, tools: ProgramTools): Promise<ProgramEnd> {
  const { options, signal } = tools;
  const [program = '', ...args] = options.command;
  const cwd = await workingDirectory(tools);
  const { execa } = await import('execa');
  const result = await execa(program, args, {
    cwd,
    input: canonicalJson(input),
    env: allowedEnv(options.env),
    extendEnv: false,
    timeout: options.seconds * 1000,
    maxBuffer: options.maxOutput,
    cancelSignal: signal,
    killDescendants: true,
    forceKillAfterDelay: 500,
    reject: false,
  });
  signal.throwIfAborted();
  if (result.exitCode === 0 && !result.failed) return { kind: 'done', stdout: result.stdout };
  if (result.timedOut) return failed(`was killed after ${options.seconds} s`, result.stderr);
  if (result.isMaxBuffer) return failed(`wrote more than ${options.maxOutput} characters`, '');
  if (result.isTerminated) return failed(`was killed by ${result.signal}`, result.stderr);
  if (result.exitCode !== undefined) return failed(`ended with exit code ${result.exitCode}`, result.stderr);
  throw cannotStart(program, cwd, result);
}

const allowedEnv = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    [...PASSED_ON, ...names].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

function failed(what: string, stderr: string): ProgramEnd {
  const tail = stripVTControlCharacters(stderr).trim().slice(-TAIL);
  return { kind: 'failed', reason: `the program ${what}${tail === '' ? '' : `: ${tail}`}` };
}

interface StartFailure {
  readonly code?: string | undefined;
  readonly originalMessage?: string | undefined;
}

function cannotStart(program: string, cwd: string, error: StartFailure): CallError {
  const why = error.code === 'ENOENT' ? 'there is no such program' : (error.originalMessage ?? 'unknown cause');
  const hint =
    error.code === 'EACCES'
      ? `Make it executable: chmod +x ${program}`
      : `Install it, or mend the first entry of command (a path with a slash starts in ${cwd}).`;
  return new CallError('permanent', `the program "${program}" cannot be started: ${why}`, hint, { cause: error });
}
