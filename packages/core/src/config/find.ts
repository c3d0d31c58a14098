import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { messageOf } from '../errors.ts';
import { type Diagnostic, diagnose } from './diagnostics.ts';
import { isSource, readSource, wholeFile } from './source.ts';

const FORMATS = ['yaml', 'yml', 'json', 'ts', 'mts', 'js'] as const;

/** Where a config may stand in a folder. */
export const SEARCH_PLACES: readonly string[] = [
  ...FORMATS.map((format) => `maspo.config.${format}`),
  'package.json',
  ...FORMATS.map((format) => `.config/maspo.config.${format}`),
];

/** A config file that was found, or why there is none to use. */
export type Found = { readonly file: string } | { readonly diagnostic: Diagnostic };

/**
 * Looks for a config in `cwd`, then in the folders above, up to the home folder (or the root, outside of it).
 * Two configs in one folder are an error: nobody could know which one counts.
 */
export async function findConfig(cwd: string): Promise<Found> {
  const start = resolve(cwd);
  try {
    const search = await createSearch();
    for (const folder of foldersFrom(start)) {
      const file = await search(folder);
      const all = file === undefined ? [] : await configsIn(folder, file);
      if (all.length > 1) return { diagnostic: await severalConfigs(folder, all) };
      if (all[0] !== undefined) return { file: all[0] };
    }
  } catch (cause) {
    return { diagnostic: searchFailed(start, messageOf(cause)) };
  }
  return { diagnostic: noConfig(start) };
}

/**
 * cosmiconfig finds the file; reading it is `load.ts`, which keeps positions. `none`: folder by folder, since its own
 * way up ends in the user's global folder or at the first package.json.
 */
async function createSearch(): Promise<(folder: string) => Promise<string | undefined>> {
  const { cosmiconfig } = await import('cosmiconfig');
  const loaders = Object.fromEntries(FORMATS.map((format) => [`.${format}`, loadNothing]));
  const { search } = cosmiconfig('maspo', {
    searchPlaces: [...SEARCH_PLACES],
    searchStrategy: 'none',
    ignoreEmptySearchPlaces: false,
    cache: false,
    loaders,
  });
  return async (folder) => (await search(folder))?.filepath;
}

/** package.json counts only if it has a `maspo` property. */
const loadNothing = (file: string, content: string): object =>
  basename(file) === 'package.json' ? (hasProperty(content) ? { maspo: {} } : {}) : {};

function hasProperty(content: string): boolean {
  if (!content.includes('"maspo"')) return false;
  try {
    return Object.hasOwn(JSON.parse(content) as object, 'maspo');
  } catch {
    // No JSON, but somebody means to have a config there: reading it says what is wrong.
    return /"maspo"\s*:\s*\{/.test(content);
  }
}

function foldersFrom(start: string): string[] {
  const folders = [start];
  const home = homedir();
  for (let folder = start; folder !== home && dirname(folder) !== folder; folder = dirname(folder)) {
    folders.push(dirname(folder));
  }
  return folders;
}

async function configsIn(folder: string, first: string): Promise<string[]> {
  const found: string[] = [];
  for (const file of new Set([first, ...SEARCH_PLACES.map((place) => join(folder, place))])) {
    if (!exists(file)) continue;
    if (basename(file) !== 'package.json' || (await packageHasConfig(file))) found.push(file);
  }
  return found;
}

/** Not by a promise: most places are empty, and each of its rejections takes a millisecond. */
function exists(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}

async function packageHasConfig(file: string): Promise<boolean> {
  const source = await readSource(file);
  return isSource(source) && hasProperty(source.text);
}

async function severalConfigs(folder: string, files: readonly string[]): Promise<Diagnostic> {
  const names = files.map((file) => relative(folder, file));
  const second = files[1] ?? folder;
  const source = await readSource(second);
  return diagnose('twoConfigs', wholeFile(isSource(source) ? source : { file: second, text: '' }), {
    message: `this folder has more than one config: ${names.join(', ')}`,
    fix: 'Keep one of them, or say which: --config FILE.',
  });
}

/** The user's own cosmiconfig settings (`.config/config.*`, package.json#cosmiconfig) can be broken too. */
const searchFailed = (cwd: string, why: string): Diagnostic =>
  diagnose('configFailed', wholeFile({ file: cwd, text: '' }), {
    message: `looking for a config failed: ${why}`,
    fix: 'Correct that file, or name the config: --config FILE.',
  });

const noConfig = (cwd: string): Diagnostic =>
  diagnose('noConfig', wholeFile({ file: join(cwd, 'maspo.config.yaml'), text: '' }), {
    message: 'no config in this folder or above',
    fix: 'Run `maspo init` to make one, or name it: --config FILE.',
  });
