import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { execa, type ResultPromise } from 'execa';

const repo = join(import.meta.dirname, '../../..');
const launcher = join(import.meta.dirname, '../bin/maspo.js');

const NO_WORKFLOW = { GITHUB_ACTIONS: undefined, GITHUB_OUTPUT: undefined, GITHUB_STEP_SUMMARY: undefined };

/** A folder of a user's project outside of the repository. */
export interface Project {
  readonly dir: string;
  write(file: string, text: string): void;
  /** The ids of its runs. */
  runs(): string[];
  /** The `report.html` of a run. */
  page(run: string): string;
  remove(): void;
  /** Runs the real command line in it. SIGINT is sent each time the next of `interruptOn` is read on stderr. */
  maspo(
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
    interruptOn?: readonly string[],
  ): Promise<Ended>;
}

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

/** An empty project where the packages of this repository are installed. */
export function emptyProject(): Project {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'maspo-cli-')));
  symlinkSync(join(repo, 'node_modules'), join(dir, 'node_modules'), 'junction');
  return {
    dir,
    write: (file, text) => {
      mkdirSync(dirname(join(dir, file)), { recursive: true });
      writeFileSync(join(dir, file), text);
    },
    runs: () => globSync('.maspo/runs/*', { cwd: dir }).map((folder) => basename(folder)),
    page: (run) => readFileSync(join(dir, '.maspo/runs', run, 'report.html'), 'utf8'),
    remove: () => rmSync(dir, { recursive: true, force: true }),
    maspo: async (args, env = {}, interruptOn = []) => {
      const child = execa(process.execPath, [launcher, ...args], {
        cwd: dir,
        reject: false,
        stdin: 'ignore',
        timeout: 30_000,
        // The flags, the colours and the workflow of this test must not reach the command.
        env: {
          ...NO_WORKFLOW,
          NODE_OPTIONS: '',
          FORCE_COLOR: undefined,
          MASPO_DEBUG: undefined,
          npm_command: undefined,
          ...env,
        },
      });
      interruptAt(child, interruptOn);
      const { stdout, stderr, exitCode, signal } = await child;
      return { stdout, stderr, exitCode, signal };
    },
  };
}

/** Presses Ctrl-C when the command has said what is waited for: no clock is needed. */
function interruptAt({ stderr, kill }: Pick<ResultPromise, 'stderr' | 'kill'>, texts: readonly string[]): void {
  const waiting = [...texts];
  let said = '';
  if (waiting.length === 0) return;
  stderr?.on('data', (chunk: Buffer) => {
    said += String(chunk);
    if (waiting[0] === undefined || !said.includes(waiting[0])) return;
    waiting.shift();
    kill('SIGINT');
  });
}

/** A project with a scripted model whose answers depend on the wording of both prompts. */
export function scriptedProject(): Project {
  const project = emptyProject();
  cpSync(join(import.meta.dirname, 'scripted'), project.dir, { recursive: true });
  const items = Array.from({ length: 60 }, (_, index) =>
    index % 2 === 0
      ? { text: `The invoice ${index} is wrong.`, team: 'billing' }
      : { text: `Window ${index} crashed.`, team: 'bug' },
  );
  project.write('items.json', JSON.stringify(items));
  return project;
}
