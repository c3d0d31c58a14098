import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createRequire, findPackageJSON } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { closestName, type Diagnostic, diagnose, type Finding } from '../config/diagnostics.ts';
import { missingFile } from '../config/missing-file.ts';
import { type ConfigNode, nodeAt } from '../config/node.ts';
import { baseFolder, isSource, readSource, type Span } from '../config/source.ts';
import { syntaxPlace } from '../config/syntax-place.ts';
import { MaspoError, messageOf } from '../errors.ts';
import type { LoadedPlugin } from '../plan.ts';
import { CONTRACT_VERSION, contractVersionOf, type Plugin } from './contract.ts';

/** The plugins of a config, as far as they could be loaded. */
export interface LoadedPlugins {
  readonly plugins: readonly PlacedPlugin[];
  readonly diagnostics: readonly Diagnostic[];
  /** False: a plugin is missing, so an operator that seems unknown may be one of its. */
  readonly complete: boolean;
}

/** A plugin and the place in the config that asks for it. */
export interface PlacedPlugin extends LoadedPlugin {
  readonly at: Span;
  /** The package that it is from; null for a file. */
  readonly from: string | null;
}

/**
 * Loads what `plugins` names, each request from the folder of the file that has it: `name` is `@maspo/plugin-name`, then
 * `maspo-plugin-name`; `./x.ts` is that file; other package names are taken as they are.
 */
export async function loadPlugins(root: ConfigNode): Promise<LoadedPlugins> {
  const list = nodeAt(root, ['plugins']);
  const requests = list?.kind === 'list' ? list.items : [];
  const loaded = await Promise.all(requests.map(loadRequest));
  const plugins: PlacedPlugin[] = [];
  const diagnostics: Diagnostic[] = [];
  const files = new Set<string>();
  for (const result of loaded) {
    if (result === null) continue;
    if ('diagnostic' in result) diagnostics.push(result.diagnostic);
    else if (files.has(result.file)) diagnostics.push(...listedTwice(result.plugin, plugins));
    else plugins.push(result.plugin);
    if ('file' in result) files.add(result.file);
  }
  return {
    plugins,
    diagnostics,
    complete: requests.length > 0 && diagnostics.length === 0 && requests.every(({ kind }) => kind === 'scalar'),
  };
}

type Loaded = { readonly plugin: PlacedPlugin; readonly file: string } | { readonly diagnostic: Diagnostic };

async function loadRequest(node: ConfigNode): Promise<Loaded | null> {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') return null;
  const request = node.value;
  const folder = baseFolder(node.at.source.file);
  const fail = (finding: Finding, mistake: Parameters<typeof diagnose>[0], at = node.at): Loaded => ({
    diagnostic: diagnose(mistake, at, finding),
  });
  const file = await locatePlugin(request, folder);
  if (file === undefined) return fail(await missing(request, folder, node.at), 'pluginMissing');
  try {
    const module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
    const plugin = defaultExport(module);
    const version = contractVersionOf(plugin);
    if (version === undefined) return fail(notAPlugin(request), 'notAPlugin');
    if (version !== CONTRACT_VERSION) return fail(otherVersion(request, version), 'pluginVersion');
    const { name: from, version: packageVersion } = isFileRequest(request) ? NO_PACKAGE : await packageOf(file);
    return { file, plugin: { request, plugin: plugin as Plugin, version: packageVersion, at: node.at, from } };
  } catch (cause) {
    return fail(throws(request, cause), 'pluginFailed', await placeInFile(request, file, cause));
  }
}

/** The place of a slip in a file of the user's own; a package is theirs to install anew, not to mend. */
async function placeInFile(request: string, file: string, cause: unknown): Promise<Span | undefined> {
  if (!isFileRequest(request) || !(cause instanceof SyntaxError)) return undefined;
  const source = await readSource(file);
  return isSource(source) ? syntaxPlace(source, cause) : undefined;
}

/** CommonJS plugins that were compiled from ES modules have their default export one level down. */
function defaultExport(module: { readonly default?: unknown }): unknown {
  const value = module.default;
  if (contractVersionOf(value) !== undefined || typeof value !== 'object' || value === null) return value;
  return (value as { readonly default?: unknown }).default;
}

const isFileRequest = (request: string): boolean => /^\.\.?[/\\]/.test(request) || isAbsolute(request);

/** The packages that a request may mean, in order. */
export function packageNames(request: string): readonly string[] {
  if (request.startsWith('@') || request.startsWith('maspo-plugin-')) return [request];
  return [`@maspo/plugin-${request}`, `maspo-plugin-${request}`];
}

/** The file of a plugin, or undefined where there is none. @param folder Where the request is made from. */
export async function locatePlugin(request: string, folder: string): Promise<string | undefined> {
  if (isFileRequest(request)) {
    const file = resolve(folder, request);
    const found = await stat(file).catch(() => undefined);
    return found?.isFile() === true ? file : undefined;
  }
  for (const name of packageNames(request)) {
    const file = await locatePackage(name, folder);
    if (file !== undefined) return file;
  }
  return undefined;
}

/**
 * `require.resolve` follows the conditions that Node was started with. It cannot see packages that export for `import`
 * only, nor name a package whose entry is missing: both are found by their package.json.
 */
async function locatePackage(name: string, folder: string): Promise<string | undefined> {
  const from = join(folder, 'maspo.config.yaml');
  try {
    return createRequire(from).resolve(name);
  } catch {
    const manifest = findManifest(name, from);
    if (manifest === undefined) return undefined;
    const { exports, main } = JSON.parse(await readFile(manifest, 'utf8')) as { exports?: unknown; main?: string };
    return join(dirname(manifest), importEntry(exports) ?? main ?? 'index.js');
  }
}

function findManifest(name: string, from: string): string | undefined {
  try {
    return findPackageJSON(name, pathToFileURL(from));
  } catch {
    return undefined;
  }
}

/** The file that `import` of the package itself means. */
function importEntry(exports: unknown): string | undefined {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return undefined;
  for (const [condition, target] of Object.entries(exports)) {
    if (!['.', 'node', 'import', 'module-sync', 'default'].includes(condition)) continue;
    const entry = importEntry(target);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

interface PackageOf {
  readonly name: string | null;
  readonly version: string | null;
}

const NO_PACKAGE: PackageOf = { name: null, version: null };

async function packageOf(file: string): Promise<PackageOf> {
  for (let folder = dirname(file); dirname(folder) !== folder; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name = null, version }: Partial<PackageOf> = JSON.parse(await readFile(manifest, 'utf8'));
    if (typeof version === 'string') return { name, version };
  }
  return NO_PACKAGE;
}

/** What npm would take; the fix is a line to paste. */
const PACKAGE = /^(@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*$/i;

async function missing(request: string, folder: string, at: Span): Promise<Finding> {
  if (isFileRequest(request)) return missingPluginFile(request, folder, at);
  const closest = closestName(request, await installedNear(folder));
  if (!PACKAGE.test(request)) {
    return {
      message: `"${request}" is neither the name of a plugin nor a path`,
      fix: 'Write a name such as mutators or @company/maspo-plugin, or a path that begins with ./',
    };
  }
  const beside = packageNames(request).find((name) => existsSync(join(folder, name, 'package.json')));
  // Written by `maspo plugins new`, or checked out: a folder beside the config is what was meant.
  const install = `npm install ${beside === undefined ? packageNames(request)[0] : `./${beside}`}`;
  return {
    message: `the plugin "${request}" is not installed`,
    closest,
    fix: closest === undefined ? install : `Did you mean "${closest}"? Otherwise: ${install}`,
  };
}

async function missingPluginFile(request: string, folder: string, at: Span): Promise<Finding> {
  const found = await stat(resolve(folder, request)).catch(() => undefined);
  if (found?.isDirectory() !== true) return missingFile('file', request, at.source);
  const path = request.replace(/[/\\]+$/, '');
  return { message: `${request} is a folder`, fix: `Name the file of the plugin in it: ${path}/index.ts` };
}

/** Short names of the plugins that stand in the `node_modules` above a folder. */
export async function installedNear(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    const modules = join(at, 'node_modules');
    const scoped = await readdir(join(modules, '@maspo')).catch(() => []);
    const plain = await readdir(modules).catch(() => []);
    names.push(
      ...scoped.flatMap((name) => shortName(name, 'plugin-')),
      ...plain.flatMap((name) => shortName(name, 'maspo-plugin-')),
    );
    if (dirname(at) === at) return names;
  }
}

const shortName = (name: string, prefix: string): string[] =>
  name.startsWith(prefix) ? [name.slice(prefix.length)] : [];

const notAPlugin = (request: string): Finding => ({
  message: `"${request}" exports no plugin`,
  fix: 'Its default export must be one: export default definePlugin({ name: …, … })',
});

const otherVersion = (request: string, version: number): Finding => ({
  message: `"${request}" is made for version ${version} of the plugin contract; this maspo has version ${CONTRACT_VERSION}`,
  fix:
    version > CONTRACT_VERSION
      ? 'Update maspo: npm install maspo@latest @maspo/core@latest'
      : `Update the plugin: npm install ${packageNames(request)[0]}@latest`,
});

const throws = (request: string, cause: unknown): Finding => ({
  cause,
  message: `the plugin "${request}" cannot be loaded: ${messageOf(cause).split('\n')[0]}`,
  fix:
    cause instanceof MaspoError
      ? cause.hint
      : isFileRequest(request)
        ? 'Correct the file.'
        : `Install it again: npm install ${packageNames(request)[0]}`,
});

/** The same request twice is what the schema reports. */
function listedTwice({ request, at }: PlacedPlugin, earlier: readonly PlacedPlugin[]): Diagnostic[] {
  if (earlier.some((plugin) => plugin.request === request)) return [];
  const message = `the plugin "${request}" is listed already, under another name`;
  return [diagnose('operatorClash', at, { message, fix: 'Remove it.' })];
}
