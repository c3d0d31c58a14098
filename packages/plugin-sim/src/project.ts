import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SimConfig } from './config.ts';
import type { SimItem } from './items.ts';

/**
 * Writes a config and its data, ready for `loadConfig({ cwd: dir })`. Packages are found from that folder.
 * @param dir A folder that exists. @param config Its `data.file` is `items.jsonl`, as `simConfig` makes it.
 */
export function writeProject(dir: string, config: SimConfig, items: readonly SimItem[]): void {
  writeFileSync(join(dir, 'items.jsonl'), items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  writeFileSync(join(dir, 'maspo.config.json'), `${JSON.stringify(config, null, 2)}\n`);
}
