import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Folder of the model store: the option, else MASPO_MODELS, else `maspo/models` in the user's cache folder. */
export function storeDirectory(option: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  const chosen = option ?? env.MASPO_MODELS;
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  const cache = env.XDG_CACHE_HOME;
  // The XDG specification: a relative value is ignored.
  return join(cache?.startsWith('/') ? cache : join(homedir(), '.cache'), 'maspo', 'models');
}
