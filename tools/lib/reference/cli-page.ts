import type { Flags } from '../../../packages/cli/src/arguments.ts';
import { COMMON_FLAGS, type Command } from '../../../packages/cli/src/command.ts';
import { COMMANDS, type CommandEntry } from '../../../packages/cli/src/commands.ts';
import { generatedFrom, page, prose, table } from './markdown.ts';

/** The reference of all commands, from what `maspo <command> --help` prints. */
export async function cliPage(): Promise<string> {
  const commands = await Promise.all(COMMANDS.map(async (entry) => ({ entry, command: await entry.load() })));
  return page(
    generatedFrom('what `maspo --help` prints'),
    '# Commands',
    table(
      ['command', 'what it does'],
      COMMANDS.map(({ name, summary }) => [`[\`maspo ${name}\`](#maspo-${name})`, summary]),
    ),
    'Results go to stdout, progress and errors to stderr. `NO_COLOR` is respected. How a command ends: [Exit codes](exit-codes.md).',
    '## Options of every command',
    optionsOf(COMMON_FLAGS),
    ...commands.map(({ entry, command }) => section(entry, command)),
  );
}

const section = ({ name }: CommandEntry, { takes, about, flags }: Command): string =>
  [
    `## \`maspo ${name}\``,
    `\`\`\`text\nmaspo ${name}${takes === '' ? '' : ` ${takes}`}\n\`\`\``,
    prose(about),
    ...(Object.keys(flags).length === 0 ? [] : [optionsOf(flags)]),
  ].join('\n\n');

const optionsOf = (flags: Flags): string =>
  table(
    ['option', 'meaning'],
    Object.entries(flags).map(([name, { value, short, description }]) => [
      `\`--${name}${value === undefined ? '' : ` ${value}`}\`${short === undefined ? '' : `, \`-${short}\``}`,
      prose(description),
    ]),
  );
