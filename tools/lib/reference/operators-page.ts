import { PHASES, type Phase, type Plugin } from '@maspo/core';
import { generatedFrom, page, prose, table } from './markdown.ts';

const MEANINGS: Readonly<Record<Phase, string>> = {
  init: 'First prompts: `init: [{ use: … }]`',
  forward: 'Models, and programs as agents: `models: { name: { use: … } }`',
  score: 'Scorers: `score.local`, `lookahead`, `global`, `calibration`',
  select: 'Selectors: `select: { use: … }`',
  mutate: 'Mutations: `mutate: [{ use: … }]`',
  crossover: 'Crossovers: `crossover: [{ use: … }]`',
};

export interface DocumentedPlugin {
  /** From the root of the repository. */
  readonly readme: string;
  readonly plugin: Plugin;
}

/** All operators of this repository by phase; their options stand in the READMEs of their packages, one place only. */
export function operatorsPage(plugins: readonly DocumentedPlugin[]): string {
  return page(
    generatedFrom('the plugins of this repository'),
    '# Operators',
    'What `use` may name. Options, with types and defaults, are behind each link. `maspo plugins` lists what is installed in a project, in-house plugins included; `maspo plugins NAME` shows the options of one.',
    ...PHASES.flatMap((phase) => [`## ${phase}`, `${MEANINGS[phase]}.`, tableOf(phase, plugins)]),
  );
}

const tableOf = (phase: Phase, plugins: readonly DocumentedPlugin[]): string =>
  table(
    ['operator', 'plugin', 'what it does'],
    plugins.flatMap(({ readme, plugin }) =>
      Object.entries(plugin[phase] ?? {}).map(([name, { description }]) => [
        `[\`${name}\`](../../${readme}#${name}-${phase})`,
        plugin.name,
        prose(description),
      ]),
    ),
  );
