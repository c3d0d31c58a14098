import {
  ConfigError,
  type ListedOperator,
  type ListedPlugin,
  type LoadedConfig,
  listPlugins,
  loadConfig,
} from '@maspo/core/plan';
import { suggest, UsageError } from '../arguments.ts';
import type { Command, CommandContext } from '../command.ts';
import { EXIT } from '../exit.ts';
import { PRESETS } from '../project.ts';
import { pluginDetails, pluginSummary } from '../report/plugins.ts';
import { KINDS } from '../scaffold/kinds.ts';
import { newPlugin } from '../scaffold/new.ts';

export const plugins: Command = {
  takes: '[NAME] | new NAME --kind KIND',
  about: `Lists the plugins that are installed here and their operators, those that the config uses marked. With the name of a plugin or an operator: its options, with types, defaults and descriptions.\n\nplugins new NAME writes a package maspo-plugin-NAME to start from: source, test, README. KIND is ${KINDS.join(', ')}; forward is a model provider.`,
  flags: {
    kind: { type: 'text', value: 'KIND', choices: KINDS, description: `With new: ${KINDS.join(', ')}.` },
    to: { type: 'text', value: 'DIR', description: 'With new: the folder to write; maspo-plugin-NAME by default.' },
  },
  positionals: 2,
  run: async (context) => {
    const { args, terminal } = context;
    const [first, second] = args.positionals;
    if (first === 'new') return newPlugin(context, second);
    if (second !== undefined)
      throw new UsageError(`maspo plugins does not take "${second}"`, 'See: maspo plugins --help');
    for (const flag of ['kind', 'to'])
      if (args.has(flag)) throw new UsageError(`--${flag} is for new`, 'Say: maspo plugins new NAME --kind KIND');
    const all = await listPlugins(context.cwd, await configIfAny(context));
    const chosen = first === undefined ? all : choose(all, first);
    if (terminal.json) terminal.data(chosen, 2);
    else if (first === undefined) terminal.print(pluginSummary(chosen, terminal).join('\n'));
    else terminal.print(pluginDetails(chosen, terminal).join('\n'));
    return EXIT.done;
  },
};

/** Without a config, what is installed is listed all the same. */
async function configIfAny({ args, cwd }: CommandContext): Promise<LoadedConfig | undefined> {
  const file = args.text('config');
  try {
    return await loadConfig({ cwd, file, presets: PRESETS });
  } catch (error) {
    const isAbsent = error instanceof ConfigError && error.diagnostics.every(({ code }) => code === 'MASPO-C001');
    if (file !== undefined || !isAbsent) throw error;
    return undefined;
  }
}

/** The plugin of a name with all its operators, or the operators of that name. @throws UsageError with the closest name. */
function choose(all: readonly ListedPlugin[], name: string): ListedPlugin[] {
  const plugin = all.filter(({ request }) => request === name);
  if (plugin.length > 0) return plugin;
  const isNamed = (operator: ListedOperator): boolean => operator.name === name;
  const withIt = all.filter(({ operators }) => operators.some(isNamed));
  if (withIt.length > 0) return withIt.map((found) => ({ ...found, operators: found.operators.filter(isNamed) }));
  const known = all.flatMap(({ request, operators }) => [request, ...operators.map((operator) => operator.name)]);
  throw new UsageError(
    `no plugin or operator here is called "${name}"`,
    suggest(name, known, 'All of them: maspo plugins'),
  );
}
