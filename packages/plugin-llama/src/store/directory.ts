import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Folder of the model store: the option (relative to `dir`, the config's folder), else MASPO_MODELS, else
 * `maspo/models` in the user's cache folder.
 */
export function storeDirectory(option: string | undefined, dir: string, env: NodeJS.ProcessEnv): string {
  if (option !== undefined) return resolve(dir, option);
  if (env.MASPO_MODELS) return resolve(env.MASPO_MODELS);
  const cache = env.XDG_CACHE_HOME;
  // The XDG specification: a relative value is ignored.
  return join(cache?.startsWith('/') ? cache : join(homedir(), '.cache'), 'maspo', 'models');
}
