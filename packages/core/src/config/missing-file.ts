import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { closestName, type Finding } from './diagnostics.ts';
import { baseFolder, type Source } from './source.ts';

/**
 * What to say about a file that is not there, with the name beside it that was meant.
 * @param what `file`, `prompt file`, `data file`.
 * @param from The file that names it.
 */
export async function missingFile(what: string, name: string, from: Source): Promise<Finding> {
  const path = resolve(baseFolder(from.file), name);
  const beside = await readdir(dirname(path)).catch(() => []);
  const near = closestName(basename(path), beside);
  const closest = near === undefined ? undefined : join(dirname(name), near);
  return {
    message: `there is no ${what} ${name}`,
    closest,
    fix:
      closest === undefined
        ? `Correct the path; it starts at the folder of ${basename(from.file)}.`
        : `Did you mean ${closest}?`,
  };
}
