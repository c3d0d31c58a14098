import { resolve } from 'node:path';
import { parseArguments, suggest, UsageError } from './arguments.ts';
import { COMMON_FLAGS } from './command.ts';
import { COMMANDS, type CommandEntry } from './commands.ts';
import { explainFailure } from './failure.ts';
import { helpOfAll, helpOfOne } from './help.ts';
import type { Terminal } from './terminal.ts';

/** Finds the command, runs it, explains what goes wrong. @returns the exit code (DESIGN §8). */
export async function runCommandLine(
  [name = '--help', ...rest]: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const secrets: string[] = [];
  const debug = rest.includes('--debug') || Boolean(process.env.MASPO_DEBUG);
  try {
    if (name === '--help' || name === '-h' || (name === 'help' && rest[0] === undefined))
      return show(helpOfAll(terminal.paint));
    const entry = findCommand(name === 'help' ? (rest[0] ?? '') : name);
    const command = await entry.load();
    const wantsHelp = name === 'help' || rest.includes('--help') || rest.includes('-h');
    if (wantsHelp) return show(helpOfOne(entry, command, terminal.paint));
    const args = parseArguments(entry.name, rest, { ...command.flags, ...COMMON_FLAGS }, command.positionals);
    const keepSecret = (values: readonly string[]): void => {
      secrets.push(...values);
    };
    return await command.run({ args, cwd: resolve(args.text('cwd') ?? '.'), terminal, keepSecret });
  } catch (error) {
    return explainFailure(error, { terminal, debug, secrets });
  }

  function show(text: string): number {
    process.stdout.write(`${text}\n`);
    return 0;
  }
}

function findCommand(name: string): CommandEntry {
  const entry = COMMANDS.find((command) => command.name === name);
  if (entry !== undefined) return entry;
  const what = name.startsWith('-') ? 'option' : 'command';
  const names = COMMANDS.map((command) => command.name);
  throw new UsageError(`maspo has no ${what} "${name}"`, suggest(name, names, `Commands: ${names.join(', ')}.`));
}
