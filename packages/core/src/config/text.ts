import type { Document, YAMLError } from 'yaml';
import { closingOf } from './brackets.ts';
import { CODES } from './codes.ts';
import { type Diagnostic, diagnose } from './diagnostics.ts';
import type { ConfigNode, Entry } from './node.ts';
import { positionOf, type Source, wholeFile } from './source.ts';
import { type ParsedText, readDocument, readTree } from './yaml.ts';
import { explainSyntax } from './yaml-syntax.ts';

/**
 * Reads a YAML or JSON text (JSON is YAML). A syntax error costs only the top-level block it stands in: the others are
 * still read and checked, so that all mistakes are seen at once.
 */
export function parseText(source: Source): ParsedText {
  return source.file.endsWith('.json') ? parseJsonText(source) : parseYamlText(source);
}

/** JSON has no comments, and YAML other ones: they are reported, and the rest is read without them. */
function parseJsonText(source: Source): ParsedText {
  const diagnostics: Diagnostic[] = [];
  const text = source.text.replace(/^[ \t]*(\/\/.*|\/\*[\s\S]*?\*\/[ \t]*$)/gm, (comment, _, start: number) => {
    const indent = comment.length - comment.trimStart().length;
    const at = { source, start: start + indent, end: start + comment.length };
    diagnostics.push(diagnose('yamlSyntax', at, { message: 'JSON has no comments', fix: 'Remove it, or use YAML.' }));
    return comment.replace(/[^\n]/g, ' ');
  });
  const parsed = parseYamlText(text === source.text ? source : { file: source.file, text });
  return { ...parsed, diagnostics: [...diagnostics, ...parsed.diagnostics] };
}

function parseYamlText(source: Source): ParsedText {
  const document = readDocument(source.text);
  const tree = readTree(source, document);
  if (tree.root === undefined && document.errors.length === 0)
    return { ...tree, diagnostics: [...tree.diagnostics, empty(source)] };
  const errors = unexplained(source, document, tree.diagnostics);
  if (errors.length === 0) return tree;
  if (errors.every(({ code }) => code === 'MULTIPLE_DOCS'))
    return {
      root: tree.root && partly(tree.root),
      diagnostics: [...tree.diagnostics, explainSyntax(source, document, errors)],
    };
  const blocks = blocksOf(source.text);
  if (blocks.length === 0) return { root: undefined, diagnostics: [explainSyntax(source, document, errors)] };
  return parseBlocks(source, blocks);
}

const empty = (source: Source): Diagnostic =>
  diagnose('emptyFile', wholeFile(source), {
    message: 'this config is empty',
    fix: 'Run `maspo init` in an empty folder for one to start from.',
  });

/** Behind `{{x}}` without quotes everything is a syntax error as well; it is reported once, as braces. */
function unexplained(source: Source, { errors }: Document.Parsed, found: readonly Diagnostic[]): YAMLError[] {
  const braces = found.filter(isBraces);
  return errors.filter(({ pos: [start, end] }) => {
    const { line, column } = positionOf({ source, start, end });
    return !braces.some((place) => place.line === line && place.column <= column);
  });
}

const isBraces = ({ code }: Diagnostic): boolean => code === CODES.unquotedBraces;

interface Block {
  readonly key: string | undefined;
  readonly start: number;
  readonly end: number;
}

/** The text cut at its unindented lines: each top-level key with what belongs to it. */
function blocksOf(text: string): Block[] {
  const keys = [...text.matchAll(/^(?:([\w$.-]+)|"([^"\n]*)"|'([^'\n]*)')[ \t]*:(?=\s|$)/gm)];
  const blocks: Block[] = [];
  for (const [index, match] of keys.entries()) {
    const previous = blocks.at(-1);
    if (previous !== undefined && match.index < previous.end) continue;
    const start = previous === undefined ? 0 : match.index;
    const end = keys[index + 1]?.index ?? text.length;
    const closing = closingOf(text, start, end) ?? start;
    const next = keys.find((key) => key.index >= Math.max(end, closing));
    blocks.push({ key: match[1] ?? match[2] ?? match[3], start, end: next?.index ?? text.length });
  }
  return blocks;
}

function parseBlocks(source: Source, blocks: readonly Block[]): ParsedText {
  const entries = new Map<string, Entry>();
  const diagnostics: Diagnostic[] = [];
  let previous: readonly string[] = [];
  for (const block of blocks) {
    const { root, diagnostics: found, isBroken } = parseBlock(source, block);
    diagnostics.push(...found);
    if (isBroken) for (const key of previous) hide(entries, key);
    for (const [key, entry] of root) if (!entries.has(key)) entries.set(key, entry);
    previous = [...root.keys()];
  }
  return { root: { kind: 'map', at: wholeFile(source), entries, partial: true }, diagnostics };
}

/** A line that lost its indentation starts a block: what is missing in the block before may stand there. */
function hide(entries: Map<string, Entry>, key: string): void {
  const entry = entries.get(key);
  if (entry !== undefined) entries.set(key, { ...entry, value: partly(entry.value) });
}

/** The same node, but what is missing in it is not known to be missing. */
function partly(node: ConfigNode): ConfigNode {
  if (node.kind === 'list') return { ...node, items: node.items.map(partly) };
  if (node.kind === 'scalar' && node.value === null) return { kind: 'broken', at: node.at };
  if (node.kind !== 'map') return node;
  const entries = new Map(node.entries);
  for (const key of entries.keys()) hide(entries, key);
  return { ...node, entries, partial: true };
}

interface ParsedBlock {
  readonly root: ReadonlyMap<string, Entry>;
  readonly diagnostics: readonly Diagnostic[];
  readonly isBroken: boolean;
}

/** All but the block is blanked, so that places stay what they are. */
function parseBlock(source: Source, { key, start, end }: Block): ParsedBlock {
  const blank = (text: string): string => text.replace(/[^\n]/g, ' ');
  const text = blank(source.text.slice(0, start)) + source.text.slice(start, end);
  const document = readDocument(text);
  const tree = readTree(source, document);
  const errors = unexplained(source, document, tree.diagnostics);
  if (errors.length === 0 && tree.root?.kind === 'map') {
    return { root: tree.root.entries, diagnostics: tree.diagnostics.filter(isNotAlias), isBroken: false };
  }
  const place = { source, start, end: start + (key ?? '').length };
  const root = new Map<string, Entry>([[key ?? '', { key: place, value: { kind: 'broken', at: place } }]]);
  const syntax = errors.length === 0 ? [] : [explainSyntax(source, document, errors)];
  const elsewhere = tree.diagnostics.filter((other) => isBraces(other) && other.line !== syntax[0]?.line);
  return { root, diagnostics: [...syntax, ...elsewhere], isBroken: true };
}

/** The anchor of an alias may stand in another block. */
const isNotAlias = ({ code }: Diagnostic): boolean => code !== CODES.unknownAlias;
