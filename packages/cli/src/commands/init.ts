import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installedPlugins } from '@maspo/core/plan';
import { UsageError } from '../arguments.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { firstPartySchema } from '../first-party.ts';
import { commandLine, shown } from '../invocation.ts';
import { configFile, FIRST_MODEL, PROVIDERS, pluginsFor } from '../sample/config.ts';
import { messagesFile } from '../sample/messages.ts';
import { writeFiles } from '../write-files.ts';

const CONFIG = 'maspo.config.yaml';
const SCHEMA = 'maspo.schema.json';

export const init: Command = {
  takes: '[--provider llama|ollama|openai] [--model M] [--force] [DIR]',
  about:
    'Writes a config that runs and a small data set with it: two agents that route messages to teams. llama runs inside maspo without a server or a key; ollama needs a running Ollama, openai a key in OPENAI_API_KEY. Files that are there are kept unless you say --force.',
  flags: {
    provider: { type: 'text', value: 'NAME', choices: PROVIDERS, description: 'llama (default), ollama or openai.' },
    model: { type: 'text', value: 'M', description: 'Model, as the provider knows it.' },
    force: { type: 'switch', description: 'Overwrite files that are there.' },
  },
  positionals: 1,
  run: async ({ args, cwd, terminal }) => {
    const dir = resolve(cwd, args.positionals[0] ?? '.');
    const provider = PROVIDERS.find((name) => name === args.text('provider')) ?? 'llama';
    const plugins = pluginsFor(provider);
    const missing = await missingPlugins(plugins, dir);
    const files: Record<string, string> = {
      [CONFIG]: configFile(provider, args.text('model') ?? FIRST_MODEL[provider]),
      'messages.jsonl': messagesFile(),
      ...(missing.length > 0 ? {} : { [SCHEMA]: `${JSON.stringify(await firstPartySchema(dir), null, 2)}\n` }),
    };
    refuseOverwriting(dir, Object.keys(files), args.has('force'));
    writeFiles(dir, files, 'Name another folder.');
    const next = nextCommands(dir, missing);
    if (terminal.json) terminal.data({ folder: dir, files: Object.keys(files), next }, 2);
    else {
      terminal.print(
        Object.keys(files)
          .map((name) => `wrote ${shown(join(dir, name))}`)
          .join('\n'),
      );
      terminal.print(`\n${terminal.paint('bold', 'next')}\n${next.map((line) => `  ${line}`).join('\n')}`);
    }
    return EXIT.done;
  },
};

async function missingPlugins(plugins: readonly string[], dir: string): Promise<string[]> {
  const installed = await installedPlugins(plugins, dir);
  return plugins.filter((name) => !installed.includes(name));
}

/** @throws UsageError before anything is written. A second config would leave nobody knowing which one counts. */
function refuseOverwriting(dir: string, files: readonly string[], force: boolean): void {
  const present = entriesOf(dir);
  const other = present.find((name) => name.startsWith('maspo.config.') && name !== CONFIG);
  if (other !== undefined)
    throw new UsageError(
      `${shown(dir)} has a config already: ${other}`,
      'Remove it first, or name another folder: maspo init DIR',
    );
  const taken = files.filter((name) => present.includes(name));
  if (taken.length > 0 && !force)
    throw new UsageError(
      `${taken.join(' and ')} ${taken.length === 1 ? 'is' : 'are'} there already`,
      'Overwrite with --force, or name another folder: maspo init DIR',
    );
}

function entriesOf(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

/** Lines to paste, in order. */
function nextCommands(dir: string, missing: readonly string[]): string[] {
  const place = shown(dir);
  const packages = ['@maspo/core', ...missing.map((name) => `@maspo/plugin-${name}`)];
  const install = `npm install ${place === '.' ? '' : `--prefix ${place} `}${packages.join(' ')}`;
  return [...(missing.length > 0 ? [install] : []), commandLine(['plan'], dir), commandLine(['optimize'], dir)];
}
