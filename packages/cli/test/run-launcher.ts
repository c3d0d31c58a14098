import { execa } from 'execa';

export interface LauncherOptions {
  readonly cwd?: string;
  /** The launcher believes to run on this version of Node. */
  readonly version?: string;
  /** Sends SIGINT to the launcher once its output has this text. */
  readonly interruptOn?: string;
}

/** Runs the launcher as a command line would. */
export async function runLauncher(launcher: string, args: readonly string[], options: LauncherOptions = {}) {
  const { cwd = process.cwd(), version, interruptOn } = options;
  const child = execa(process.execPath, [...(version === undefined ? [] : pretend(version)), launcher, ...args], {
    cwd,
    reject: false,
    stdin: 'ignore',
    timeout: 20_000,
    // The flags of this test must not help the launcher.
    env: { NODE_OPTIONS: '' },
  });
  if (interruptOn !== undefined)
    for await (const line of child) if (String(line).includes(interruptOn)) child.kill('SIGINT');
  const { stdout, stderr, exitCode, signal } = await child;
  return { stdout, stderr, exitCode, signal };
}

/** Flags that let a Node pass for another version. */
function pretend(version: string): string[] {
  const code = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
}
