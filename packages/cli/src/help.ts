import type { Flag } from './arguments.ts';
import { COMMON_FLAGS, type Command } from './command.ts';
import { COMMANDS, type CommandEntry } from './commands.ts';
import type { Paint } from './terminal.ts';
import { wrap } from './wrap.ts';

/** `maspo --help`: the commands by group, one line each. */
export function helpOfAll(paint: Paint): string {
  const groups = Map.groupBy(COMMANDS, ({ group }) => group);
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const rows = [...groups].flatMap(([group, entries]) => [
    '',
    paint('bold', group),
    ...entries.map(({ name, summary }) => `  ${paint('cyan', name.padEnd(width))}  ${summary}`),
  ]);
  return [
    'maspo: joint prompt optimization for LLM multi-agent systems',
    '',
    `${paint('bold', 'Usage')}  maspo <command> [options]`,
    ...rows,
    '',
    'maspo <command> --help  explains one command.  maspo --version',
  ].join('\n');
}

/** `maspo <command> --help`. */
export function helpOfOne({ name }: CommandEntry, command: Command, paint: Paint): string {
  const all = { ...command.flags, ...COMMON_FLAGS };
  const names = Object.entries(all).map(([flag, spec]) => flagName(flag, spec));
  const width = Math.max(...names.map((text) => text.length));
  const descriptions = Object.values(all).map(({ description }) => description);
  const indent = ' '.repeat(width + 4);
  return [
    `${paint('bold', 'Usage')}  maspo ${name}${command.takes === '' ? '' : ` ${command.takes}`}`,
    '',
    ...wrap(command.about, 80),
    '',
    paint('bold', 'Options'),
    ...names.map((text, index) => {
      const lines = wrap(descriptions[index] ?? '', 80 - width - 4);
      return `  ${paint('cyan', text.padEnd(width))}  ${lines.join(`\n${indent}`)}`;
    }),
  ].join('\n');
}

const flagName = (name: string, { short, value }: Flag): string =>
  `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
