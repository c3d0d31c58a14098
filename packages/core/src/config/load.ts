import { readdir } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { keysInEnvironment } from '../redact.ts';
import { ConfigError, closestName, type Diagnostic, diagnose, fixName, listNames } from './diagnostics.ts';
import { type Environment, interpolate } from './env.ts';
import { findConfig } from './find.ts';
import { notUtf8, unreadableFile } from './missing-file.ts';
import { loadModule } from './module.ts';
import { type ConfigNode, mergeNodes } from './node.ts';
import { baseFolder, isSource, type ReadProblem, readSource, type Source, type Span, wholeFile } from './source.ts';
import { parseText } from './text.ts';
import type { ParsedText } from './yaml.ts';

/** A config and all that it extends, merged; nothing in it has been judged yet. */
export interface LoadedConfig {
  /** Absolute path of the config file. */
  readonly file: string;
  /** The folder of the project: relative paths of this file start here. */
  readonly dir: string;
  readonly root: ConfigNode;
  /** Values that came from the environment, and keys that stand there. */
  readonly secrets: readonly string[];
  /** Mistakes that did not prevent reading on; `createPlan` throws them together with its own. */
  readonly diagnostics: readonly Diagnostic[];
  /** The presets of the chain, by file: where the user names them. */
  readonly presets: ReadonlyMap<string, PresetPlace>;
  /** False: a file of the chain could not be read, so what seems to be missing may stand there. */
  readonly complete: boolean;
}

export interface PresetPlace {
  /** `maspo:default` */
  readonly name: string;
  readonly at: Span;
}

export interface LoadOptions {
  /** Where to look for a config; the folders above are looked at next. */
  readonly cwd: string;
  /** The config file, if the user named one. */
  readonly file?: string | undefined;
  /** Where `${env:NAME}` is read from; the process's environment by default. */
  readonly env?: Environment;
  /** Folder of the presets: `extends: maspo:paper` is its file paper.yaml. Without it there are none. */
  readonly presets?: string | undefined;
}

/**
 * Finds a config, reads it with the position of every value, and merges what it extends.
 * @throws ConfigError if there is no config, or more than one to choose from.
 */
export async function loadConfig({ cwd, file, env = process.env, presets }: LoadOptions): Promise<LoadedConfig> {
  const found = file === undefined ? await findConfig(cwd) : { file: resolve(cwd, file) };
  if ('diagnostic' in found) throw new ConfigError([found.diagnostic]);
  const source = await readSource(found.file);
  if (!isSource(source)) throw new ConfigError([unreadable(source, found.file)]);
  const chain = await readChain(source, { env, presets, stack: [found.file] });
  const secrets = [...new Set([...chain.secrets, ...keysInEnvironment(env)])];
  return { file: found.file, dir: baseFolder(found.file), ...chain, secrets };
}

interface Chain {
  readonly env: Environment;
  readonly presets: string | undefined;
  /** The files that led here, the first one the user's. */
  readonly stack: readonly string[];
}

type Read = Pick<LoadedConfig, 'root' | 'secrets' | 'diagnostics' | 'presets' | 'complete'>;

/** A file merged over the files that it extends, in their order. */
async function readChain(source: Source, chain: Chain): Promise<Read> {
  const parsed = await parseSource(source);
  const own = interpolate(parsed.root ?? { kind: 'broken', at: wholeFile(source) }, chain.env);
  const problems = [...parsed.diagnostics, ...own.diagnostics];
  if (own.root.kind !== 'map')
    return { ...own, diagnostics: [...problems, ...notAMap(own.root)], presets: new Map(), complete: false };
  const { extended, diagnostics } = readExtends(own.root.entries.get('extends')?.value);
  const entries = new Map(own.root.entries);
  entries.delete('extends');
  const reads: Read[] = [];
  for (const request of extended) reads.push(await readExtended(request, chain));
  const layers = [...reads.map(({ root }) => root).filter(({ kind }) => kind === 'map'), { ...own.root, entries }];
  return {
    root: layers.reduce((base, over) => mergeNodes(base, over)),
    secrets: [...new Set([...reads.flatMap(({ secrets }) => secrets), ...own.secrets])],
    diagnostics: [...problems, ...diagnostics, ...reads.flatMap((read) => read.diagnostics)],
    presets: new Map(reads.flatMap(({ presets }) => [...presets])),
    complete: reads.every(({ complete }) => complete),
  };
}

async function parseSource(source: Source): Promise<ParsedText> {
  if (/^\.[cm]?[jt]s$/.test(extname(source.file))) return loadModule(source);
  const parsed = parseText(source);
  if (basename(source.file) !== 'package.json' || parsed.root?.kind !== 'map') return parsed;
  const entry = parsed.root.entries.get('maspo');
  return entry === undefined ? parseText({ ...source, text: '' }) : { ...parsed, root: entry.value };
}

function notAMap(root: ConfigNode): Diagnostic[] {
  if (root.kind === 'broken') return [];
  return [
    diagnose('notAMap', root.at, {
      message: `a config is a map of keys, not a ${root.kind === 'list' ? 'list' : 'single value'}`,
      fix: 'Begin with `version: 1`.',
    }),
  ];
}

interface Request {
  readonly name: string;
  readonly at: Span;
}

function readExtends(node: ConfigNode | undefined): { extended: Request[]; diagnostics: Diagnostic[] } {
  if (node === undefined) return { extended: [], diagnostics: [] };
  const nodes = node.kind === 'list' ? node.items : [node];
  const extended = nodes.flatMap((entry) =>
    entry.kind === 'scalar' && typeof entry.value === 'string' ? [{ name: entry.value, at: entry.at }] : [],
  );
  const wrong = nodes.filter(
    (entry) => entry.kind !== 'broken' && !(entry.kind === 'scalar' && typeof entry.value === 'string'),
  );
  return { extended, diagnostics: wrong.map(wrongExtends) };
}

const wrongExtends = ({ at }: ConfigNode): Diagnostic =>
  diagnose('wrongType', at, {
    message: '`extends` names files',
    expected: 'a file, or a list of files',
    fix: 'Write extends: ./base.yaml',
  });

async function readExtended({ name, at }: Request, chain: Chain): Promise<Read> {
  const nothing = (diagnostic: Diagnostic): Read => ({
    root: { kind: 'broken', at },
    secrets: [],
    diagnostics: [diagnostic],
    presets: new Map(),
    complete: false,
  });
  const preset = await presetOf(name, at, chain.presets);
  if (typeof preset === 'object') return nothing(preset);
  const file = preset ?? resolve(baseFolder(at.source.file), name);
  if (chain.stack.includes(file))
    return nothing(extendsCycle([...chain.stack.slice(chain.stack.indexOf(file)), file], at));
  const source = await readSource(file);
  if (!isSource(source))
    return nothing(await unreadableFile({ noun: 'file', mistake: 'fileMissing' }, name, at, source));
  const read = await readChain(source, { ...chain, stack: [...chain.stack, file] });
  // A preset that builds on another: the user has named the first.
  const files = preset === undefined ? [] : [file, ...read.presets.keys()];
  return { ...read, presets: new Map([...read.presets, ...files.map((path) => [path, { name, at }] as const)]) };
}

const PRESET = 'maspo:';

/** The file of a preset, or what is wrong with its name; undefined for a name that is a path. */
async function presetOf(name: string, at: Span, folder: string | undefined): Promise<string | Diagnostic | undefined> {
  if (!name.startsWith(PRESET)) return undefined;
  const files = folder === undefined ? [] : await readdir(folder);
  const known = files.filter((file) => extname(file) === '.yaml').map((file) => PRESET + basename(file, '.yaml'));
  if (folder !== undefined && known.includes(name)) return join(folder, `${name.slice(PRESET.length)}.yaml`);
  const closest = closestName(name, known);
  return diagnose('unknownPreset', at, {
    message: `there is no preset "${name}"`,
    expected: known.length === 0 ? undefined : listNames(known.sort()),
    closest,
    fix: fixName(closest, 'Name a file: extends: ./base.yaml'),
  });
}

const extendsCycle = (files: readonly string[], at: Span): Diagnostic =>
  diagnose('extendsCycle', at, {
    message: `this file extends itself: ${files.map((file) => basename(file)).join(' → ')}`,
    fix: 'Remove one of these `extends`.',
  });

/** The file that the user named. */
function unreadable(problem: ReadProblem, file: string): Diagnostic {
  if (problem.kind === 'encoding') return notUtf8(basename(file), problem);
  return diagnose('fileMissing', wholeFile({ file, text: '' }), {
    message: problem.kind === 'missing' ? 'there is no such file' : `this file ${problem.why}`,
    fix: 'Correct the path after --config.',
  });
}
