import type { Arguments, Flags } from './arguments.ts';
import type { Terminal } from './terminal.ts';

/** One command of maspo. */
export interface Command {
  /** What stands after the name in help: `[RUN] [--to DIR]`. */
  readonly takes: string;
  /** What it does, in a few sentences. */
  readonly about: string;
  readonly flags: Flags;
  /** Positionals that it takes, at most. */
  readonly positionals: number;
  /** Runs it. @returns the exit code. */
  run(context: CommandContext): Promise<number>;
}

export interface CommandContext {
  readonly args: Arguments;
  /** Where to look for the config: `--cwd`, or the working directory. Absolute. */
  readonly cwd: string;
  readonly terminal: Terminal;
  /** Told of the plan as soon as there is one: its secrets must not be printed, whatever fails later. */
  keepSecret(secrets: readonly string[]): void;
}

/** Options of every command. */
export const COMMON_FLAGS: Flags = {
  config: { type: 'text', value: 'FILE', short: 'c', description: 'The config file; by default it is looked for.' },
  cwd: { type: 'text', value: 'DIR', description: 'Run as if started in this folder.' },
  json: { type: 'switch', description: 'Print JSON on stdout, everything else on stderr.' },
  debug: { type: 'switch', description: 'Show stack traces of errors (or set MASPO_DEBUG=1).' },
  help: { type: 'switch', short: 'h', description: 'Show this help.' },
};
