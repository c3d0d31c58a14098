import { join } from 'node:path';
import type { LoadedConfig } from '../config/load.ts';
import { treeOfValue } from '../config/module.ts';
import { type ConfigNode, nodeAt, showPath, toValue } from '../config/node.ts';
import type { AnyOperator } from '../plugin/compose.ts';
import { PHASES, type Phase } from '../plugin/contract.ts';
import type { OptionSchema } from '../plugin/options.ts';
import { installedNear, loadPlugins, packageNames } from '../plugin/resolve.ts';
import { type Fields, fieldsOf, textsOf } from './draft.ts';
import { phaseAt } from './unknown-operator.ts';
import { usesIn } from './uses.ts';

/** An operator that can be used. */
export interface ListedOperator {
  readonly phase: Phase;
  readonly name: string;
  readonly description: string;
  readonly options: Readonly<Record<string, OptionSchema>>;
  readonly required: readonly string[];
  /** Where the config uses it: `mutate[0]`. */
  readonly usedAt: readonly string[];
}

/** A plugin that is installed, or that the config names. */
export interface ListedPlugin {
  /** As it is, or would be, written under `plugins`. */
  readonly request: string;
  /** Version of its package; null for a single file. */
  readonly version: string | null;
  readonly inConfig: boolean;
  readonly operators: readonly ListedOperator[];
  /** Why it cannot be used; null if it can. */
  readonly problem: string | null;
}

/**
 * The plugins that `folder` can see, those of the config first. Their modules are loaded, nothing of them is run.
 * @param config The config, if there is one: its plugins are seen from the files that name them.
 */
export async function listPlugins(folder: string, config?: LoadedConfig): Promise<ListedPlugin[]> {
  const named = config === undefined ? [] : await listRequests(config.root, config.root, true);
  const known = new Set(named.flatMap(({ request }) => packageNames(request)));
  const others = [...new Set(await installedNear(folder))].filter(
    (name) => !packageNames(name).some((candidate) => known.has(candidate)),
  );
  const source = { file: join(folder, 'maspo.config.json'), text: '' };
  const { root } = treeOfValue(source, { plugins: others.sort() });
  return [...named, ...(root === undefined ? [] : await listRequests(root, config?.root, false))];
}

async function listRequests(
  root: ConfigNode,
  config: ConfigNode | undefined,
  inConfig: boolean,
): Promise<ListedPlugin[]> {
  const requests = textsOf(fieldsOf(toValue(root)).plugins).map(({ text }) => text);
  const uses = config === undefined || !inConfig ? [] : placedUses(fieldsOf(toValue(config)));
  // One at a time: a diagnostic does not say whose it is.
  const list = nodeAt(root, ['plugins']);
  const items = list?.kind === 'list' ? list.items : [];
  return Promise.all(
    requests.map(async (request, index) => {
      const item = items[index];
      const alone = item === undefined ? root : withOnly(root, item);
      const { plugins, diagnostics } = await loadPlugins(alone);
      const [loaded] = plugins;
      return {
        request,
        version: loaded?.version ?? null,
        inConfig,
        operators: loaded === undefined ? [] : operatorsIn(loaded.plugin, uses),
        problem: diagnostics[0]?.message ?? null,
      };
    }),
  );
}

/** Where a config uses an operator, what it uses by default included. */
interface PlacedUse {
  readonly phase: Phase;
  readonly name: string;
  readonly place: string;
}

function placedUses(config: Fields): PlacedUse[] {
  const written = usesIn(config, []).map(({ path, fields }) => ({
    phase: phaseAt(path),
    name: String(fields.use),
    place: showPath(path),
  }));
  const defaults = [
    { phase: 'init', name: 'seed', place: 'init, by default' },
    { phase: 'select', name: 'beam', place: 'select, by default' },
  ] as const;
  return [...written, ...defaults.filter(({ phase }) => config[phase] === undefined)];
}

/** A config of one plugin. */
function withOnly(root: ConfigNode, item: ConfigNode): ConfigNode {
  const entries = new Map([
    ['plugins', { key: item.at, value: { kind: 'list' as const, at: item.at, items: [item] } }],
  ]);
  return { kind: 'map', at: root.at, entries };
}

function operatorsIn(
  plugin: Readonly<Partial<Record<Phase, Readonly<Record<string, AnyOperator>>>>>,
  uses: readonly PlacedUse[],
): ListedOperator[] {
  return PHASES.flatMap((phase) =>
    Object.entries(plugin[phase] ?? {}).map(([name, { description, options }]) => ({
      phase,
      name,
      description,
      options: options?.properties ?? {},
      required: options?.required ?? [],
      usedAt: uses.filter((use) => use.phase === phase && use.name === name).map(({ place }) => place),
    })),
  );
}
