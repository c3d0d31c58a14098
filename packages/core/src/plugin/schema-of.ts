import { join } from 'node:path';
import { ConfigError, sortDiagnostics } from '../config/diagnostics.ts';
import type { LoadedConfig } from '../config/load.ts';
import { treeOfValue } from '../config/module.ts';
import { composeSchema } from './compose.ts';
import { loadPlugins, locatePlugin } from './resolve.ts';

/** The schema of the plugins that a config names, with all their operators. @throws ConfigError if one cannot be loaded. */
export async function schemaOfConfig({ root, file }: LoadedConfig): Promise<object> {
  const { plugins, diagnostics } = await loadPlugins(root);
  if (diagnostics.length > 0) throw new ConfigError(sortDiagnostics(diagnostics, file));
  return composeSchema(plugins.map(({ plugin }) => plugin));
}

/** The schema of those of these plugins that are installed where `folder` can see them. */
export async function schemaOfInstalled(names: readonly string[], folder: string): Promise<object> {
  const config = { plugins: [...names] };
  const { root } = treeOfValue({ file: join(folder, 'maspo.config.json'), text: JSON.stringify(config) }, config);
  const { plugins } = root === undefined ? { plugins: [] } : await loadPlugins(root);
  return composeSchema(plugins.map(({ plugin }) => plugin));
}

/** Those of these plugins that are installed where `folder` can see them. Nothing of them is run. */
export async function installedPlugins(names: readonly string[], folder: string): Promise<string[]> {
  const files = await Promise.all(names.map((name) => locatePlugin(name, folder)));
  return names.filter((_, index) => files[index] !== undefined);
}
