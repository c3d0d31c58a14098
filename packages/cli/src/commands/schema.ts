import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError, loadConfig, MaspoError, schemaOfConfig } from '@maspo/core/plan';
import type { Command, CommandContext } from '../command.ts';
import { EXIT } from '../exit.ts';
import { firstPartySchema } from '../first-party.ts';
import { shown } from '../invocation.ts';
import { PRESETS } from '../project.ts';

export const schema: Command = {
  takes: '[--out FILE]',
  about:
    'Prints the JSON schema of a config, with the operators and options of its plugins, for completion and checks in editors. Without a config: of the first-party plugins that are installed here. Name it in the first line of the config: # yaml-language-server: $schema=./maspo.schema.json',
  flags: { out: { type: 'text', value: 'FILE', short: 'o', description: 'File to write to, instead of stdout.' } },
  positionals: 0,
  run: async (context) => {
    const { args, cwd, terminal } = context;
    const text = `${JSON.stringify(await composed(context), null, 2)}\n`;
    const out = args.text('out');
    if (out === undefined) {
      terminal.data(JSON.parse(text), 2);
      return EXIT.done;
    }
    const file = resolve(cwd, out);
    try {
      writeFileSync(file, text);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new MaspoError('MASPO-FOLDER', `cannot write ${file}: ${why}`, 'Name another file: --out FILE.', { cause });
    }
    if (terminal.json) terminal.data({ file });
    else terminal.print(`wrote ${shown(file)}`);
    return EXIT.done;
  },
};

async function composed({ args, cwd }: CommandContext): Promise<object> {
  const file = args.text('config');
  try {
    return await schemaOfConfig(await loadConfig({ cwd, file, presets: PRESETS }));
  } catch (error) {
    const isAbsent = error instanceof ConfigError && error.diagnostics.every(({ code }) => code === 'MASPO-C001');
    if (file !== undefined || !isAbsent) throw error;
    return firstPartySchema(cwd);
  }
}
