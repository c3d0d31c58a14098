import { basename, dirname, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf } from '../errors.ts';
import { type Diagnostic, diagnose } from './diagnostics.ts';
import { type ConfigNode, type Entry, type Path, showPath } from './node.ts';
import { lineSpan, type Source, type Span, wholeFile } from './source.ts';
import { syntaxPlace } from './syntax-place.ts';
import type { ParsedText } from './yaml.ts';

/** Runs a `.ts` or `.js` config and reads its default export. */
export async function loadModule(source: Source): Promise<ParsedText> {
  try {
    const { default: exported } = (await import(pathToFileURL(source.file).href)) as { readonly default?: unknown };
    if (typeof exported === 'object' && exported !== null && !Array.isArray(exported))
      return treeOfValue(source, exported);
  } catch (cause) {
    const message = `this config cannot be loaded: ${whatFailed(cause, source)}`;
    const place = cause instanceof SyntaxError ? await syntaxPlace(source, cause) : undefined;
    return failed(source, message, 'Correct the module.', cause, place);
  }
  const message = 'this config has no default export that is an object';
  return failed(source, message, 'Write `export default { version: 1, … }`.');
}

const failed = (source: Source, message: string, fix: string, cause?: unknown, place?: Span): ParsedText => ({
  root: undefined,
  diagnostics: [diagnose('configFailed', place ?? lineOf(cause, source), { message, fix, cause })],
});

/** Node names files by their whole paths and URLs; the place is said already. */
const whatFailed = (cause: unknown, { file }: Source): string =>
  (
    messageOf(cause)
      .split('\n')
      .find((line) => line.trim() !== '') ?? 'it throws nothing that has a text'
  )
    .replaceAll(pathToFileURL(file).href, basename(file))
    .replaceAll(file, basename(file))
    .replaceAll(`${dirname(file)}${sep}`, '');

/** Where the stack of an error is in this config for the first time; the whole file where it is not. */
function lineOf(cause: unknown, source: Source): Span {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  const at = [pathToFileURL(source.file).href, source.file]
    .map((name) =>
      stack.indexOf(`${name}:`) === -1 ? undefined : stack.slice(stack.indexOf(`${name}:`) + name.length),
    )
    .find((rest) => rest !== undefined);
  const line = Number(/^:(\d+)/.exec(at ?? '')?.[1] ?? 0);
  return line === 0 ? wholeFile(source) : lineSpan(source, line);
}

interface Reading {
  readonly source: Source;
  readonly diagnostics: Diagnostic[];
  readonly open: Set<object>;
  /** Where the search for the next key begins: objects are mostly written in the order of their keys. */
  cursor: number;
}

/** A plain value as a tree. Its places are found by looking for the keys in the text, and are the top where that fails. */
export function treeOfValue(source: Source, value: unknown): ParsedText {
  const reading: Reading = { source, diagnostics: [], open: new Set(), cursor: 0 };
  return { root: build(reading, value, [], wholeFile(source)), diagnostics: reading.diagnostics };
}

function build(reading: Reading, value: unknown, path: Path, at: Span): ConfigNode {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value))
    return { kind: 'scalar', at, value: value as string | number | boolean | null };
  if (typeof value !== 'object' || reading.open.has(value) || !isPlain(value)) {
    reading.diagnostics.push(
      diagnose('wrongType', at, {
        message: `${showPath(path)} is ${kindOf(value)}`,
        expected: 'text, a number, true or false, a list or a map',
        fix: 'A config is data: name files and plugins instead of passing what they export.',
      }),
    );
    return { kind: 'broken', at };
  }
  reading.open.add(value);
  const node = Array.isArray(value) ? buildList(reading, value, path, at) : buildMap(reading, value, path, at);
  reading.open.delete(value);
  return node;
}

function kindOf(value: unknown): string {
  if (typeof value === 'object') return 'an object that JSON cannot hold';
  return typeof value === 'number' ? 'no finite number' : `a ${typeof value}`;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === null || prototype === Object.prototype;
}

function buildList(reading: Reading, value: readonly unknown[], path: Path, at: Span): ConfigNode {
  const items = value.map((entry, index) => {
    const place = typeof entry === 'string' ? (find(reading, literal(entry)) ?? at) : at;
    return build(reading, entry, [...path, index], place);
  });
  return { kind: 'list', at, items };
}

function buildMap(reading: Reading, value: object, path: Path, at: Span): ConfigNode {
  const entries = new Map<string, Entry>();
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const key = find(reading, keyPattern(name)) ?? at;
    entries.set(name, { key, value: build(reading, member, [...path, name], valuePlace(key, member)) });
  }
  return { kind: 'map', at, entries };
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const literal = (text: string): RegExp => new RegExp(`(?<=['"\`])${escapeRegExp(text)}(?=['"\`])`, 'g');
const keyPattern = (name: string): RegExp => new RegExp(`(?<![\\w$.])(['"]?)${escapeRegExp(name)}\\1(?=\\s*:)`, 'g');

/** The next place of a pattern; for what was moved into a constant further up, its first. */
function find(reading: Reading, pattern: RegExp): Span | undefined {
  const { source, cursor } = reading;
  pattern.lastIndex = cursor;
  const next = pattern.exec(source.text);
  if (next !== null) reading.cursor = next.index + next[0].length;
  const match = next ?? pattern.exec(source.text);
  return match === null ? undefined : { source, start: match.index, end: match.index + match[0].length };
}

/** A simple value that stands behind its key; other values are pointed at by their key. */
function valuePlace(key: Span, value: unknown): Span {
  if (typeof value === 'object' && value !== null) return key;
  const behind = /^\s*['"]?\s*:\s*/.exec(key.source.text.slice(key.end))?.[0].length ?? 0;
  const start = key.end + behind;
  const text = key.source.text.slice(start);
  const written = [String(value), ...['"', "'", '`'].map((quote) => `${quote}${value}${quote}`)].find((form) =>
    text.startsWith(form),
  );
  return behind === 0 || written === undefined ? key : { source: key.source, start, end: start + written.length };
}
