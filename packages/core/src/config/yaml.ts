import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Mistake } from './codes.ts';
import { closestName, type Diagnostic, diagnose, type Finding, fixName } from './diagnostics.ts';
import type { ConfigNode, Entry } from './node.ts';
import type { Source, Span } from './source.ts';
import { keyName, lostDash, type MapPair, oddBeginning } from './yaml-keys.ts';
import { oddSpaces } from './yaml-syntax.ts';

/** What a text holds, as far as it could be read, and the mistakes in it. */
export interface ParsedText {
  /** undefined: the text holds nothing but comments. */
  readonly root: ConfigNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** A YAML document whose own errors have not been looked at yet. */
export type RawDocument = Document.Parsed<never, false> | Document.Parsed;

/** Reads one YAML 1.2 document (core schema). Repeated keys, tags and aliases are judged by `readTree`. */
export const readDocument = (text: string): Document.Parsed =>
  parseDocument(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: 'error',
  }) as Document.Parsed;

/** Nodes that aliases may multiply to, beyond which the text is an attack or an accident. */
const MOST_NODES = 100_000;

interface Reading {
  readonly source: Source;
  readonly document: Document.Parsed;
  readonly diagnostics: Diagnostic[];
  readonly open: Set<Node>;
  nodes: number;
}

/**
 * The document as a tree with places. YAML keeps silent on what is reported here: `{{x}}` read as a map, `<<` read as a
 * key, aliases that lead nowhere or to themselves, tags that mean nothing.
 */
export function readTree(source: Source, document: Document.Parsed): ParsedText {
  const reading: Reading = { source, document, diagnostics: [], open: new Set(), nodes: 0 };
  for (const { code, pos } of document.warnings) {
    if (code === 'TAG_RESOLVE_FAILED') report(reading, 'unknownTag', span(source, pos), unknownTag(source, pos));
  }
  const contents = document.contents as Node | null;
  const root = contents === null || isEmpty(contents) ? undefined : build(reading, contents);
  return { root, diagnostics: reading.diagnostics };
}

const span = (source: Source, [start, end]: readonly [number, number, ...unknown[]]): Span => ({ source, start, end });

const placeIn = ({ source }: Reading, node: Node): Span => span(source, node.range ?? [0, 0]);

const isEmpty = (node: Node): boolean =>
  isScalar(node) && node.value === null && node.range !== undefined && node.range?.[0] === node.range?.[1];

function report(reading: Reading, mistake: Mistake, at: Span, finding: Finding): ConfigNode {
  reading.diagnostics.push(diagnose(mistake, at, finding));
  return { kind: 'broken', at };
}

function unknownTag(source: Source, [start, end]: readonly [number, number]): Finding {
  const tag = source.text.slice(start, end);
  return {
    message: `the YAML tag ${tag} means nothing here`,
    fix: `Remove ${tag}; to begin a text with "!", put it in quotes.`,
  };
}

function build(reading: Reading, node: Node): ConfigNode {
  const at = placeIn(reading, node);
  reading.nodes += 1;
  if (reading.nodes > MOST_NODES) {
    if (reading.nodes > MOST_NODES + 1) return { kind: 'broken', at };
    return report(reading, 'cyclicAlias', at, {
      message: `the aliases of this file multiply to more than ${MOST_NODES} values`,
      fix: 'Write the values out; a config needs no nested aliases.',
    });
  }
  if (isAlias(node)) return followAlias(reading, node, at);
  if (hasUnknownTag(node)) return { kind: 'broken', at };
  if (isMap(node)) return isBraces(node, at) ? reportBraces(reading, at) : buildMap(reading, node, at);
  if (isSeq(node)) return buildList(reading, node, at);
  const value = isScalar(node) ? node.value : null;
  if (typeof value === 'number' && !Number.isFinite(value)) return reportInfinite(reading, at);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return reportInexact(reading, at);
  return { kind: 'scalar', at, value: value as string | number | boolean | null };
}

const reportInfinite = (reading: Reading, at: Span): ConfigNode =>
  report(reading, 'notAllowed', at, {
    message: `${at.source.text.slice(at.start, at.end)} is no finite number`,
    fix: 'Write a number with digits, or put it in quotes if it is meant as text.',
  });

/** JavaScript would round it without a word. */
const reportInexact = (reading: Reading, at: Span): ConfigNode =>
  report(reading, 'notAllowed', at, {
    message: `${at.source.text.slice(at.start, at.end)} is larger than a whole number can be without being rounded`,
    expected: `at most ${Number.MAX_SAFE_INTEGER}`,
    fix: 'Write a smaller number, or put it in quotes if it is meant as text.',
  });

const hasUnknownTag = ({ tag }: Node): boolean =>
  tag !== undefined && !/^(!|tag:yaml\.org,2002:(str|int|float|bool|null|map|seq))$/.test(tag);

/** `{{name}}` without quotes: YAML reads a map whose only key is a map. */
const isBraces = (node: YAMLMap, { source, start }: Span): boolean =>
  node.flow === true &&
  source.text.startsWith('{{', start) &&
  node.items.length === 1 &&
  isMap(node.items[0]?.key) &&
  node.items[0].key.flow === true;

function reportBraces(reading: Reading, at: Span): ConfigNode {
  const text = at.source.text.slice(at.start, at.end);
  return report(reading, 'unquotedBraces', at, {
    message: `without quotes, YAML reads ${text} as a map`,
    fix: `Put the whole value in quotes: "${text}"`,
  });
}

function followAlias(reading: Reading, alias: Alias, at: Span): ConfigNode {
  const target = alias.resolve(reading.document) as Node | undefined;
  if (target === undefined) {
    const known = anchorsOf(reading.document);
    const closest = closestName(alias.source, known);
    return report(reading, 'unknownAlias', at, {
      message: `no anchor &${alias.source} stands before this alias`,
      closest,
      fix:
        closest === undefined
          ? `If it is meant as text, put it in quotes: "*${alias.source}"`
          : `Did you mean *${closest}?`,
    });
  }
  if (reading.open.has(target)) {
    return report(reading, 'cyclicAlias', at, {
      message: `the alias *${alias.source} stands inside the value that it repeats`,
      fix: 'Write the value out.',
    });
  }
  return build(reading, target);
}

function anchorsOf(document: Document.Parsed): string[] {
  const names: string[] = [];
  const visit = (node: unknown): void => {
    if (isMap(node)) for (const { key, value } of node.items) [key, value].forEach(visit);
    if (isSeq(node)) node.items.forEach(visit);
    const { anchor } = (node ?? {}) as { anchor?: string };
    if (anchor !== undefined) names.push(anchor);
  };
  visit(document.contents);
  return names;
}

function buildList(reading: Reading, list: YAMLSeq, at: Span): ConfigNode {
  reading.open.add(list);
  const items = list.items.flatMap((item) => (isMap(item) ? buildEntry(reading, item) : build(reading, item as Node)));
  reading.open.delete(list);
  return { kind: 'list', at, items };
}

/** An entry of a list; two, where the second one has lost its dash. */
function buildEntry(reading: Reading, map: YAMLMap): ConfigNode | ConfigNode[] {
  const pairs = map.items as MapPair[];
  const second = lostDash(map);
  const first = pairs[second]?.key;
  if (first === undefined) return build(reading, map);
  const [at, key] = [placeIn(reading, map), placeIn(reading, first)];
  report(reading, 'duplicateKey', key, {
    message: `the key "${keyName(first)}" and others are here twice; the first is on line ${lineAt(at.source, at.start)}`,
    fix: 'To begin the next entry of the list, write "- " before it.',
  });
  return [
    buildMap(reading, map, { ...at, end: key.start }, pairs.slice(0, second)),
    buildMap(reading, map, { ...at, start: key.start }, pairs.slice(second)),
  ];
}

function buildMap(reading: Reading, map: YAMLMap, at: Span, pairs = map.items as MapPair[]): ConfigNode {
  const entries = new Map<string, Entry>();
  const merged: ConfigNode[] = [];
  let partial = false;
  reading.open.add(map);
  for (const pair of pairs) {
    const key = placeIn(reading, pair.key);
    const value = pair.value === null || isEmpty(pair.value) ? emptyAt(key) : build(reading, pair.value);
    const name = keyName(pair.key);
    const odd = oddBeginning(name);
    if (name === undefined || odd !== undefined || hasUnknownTag(pair.key)) partial = true;
    if (name === undefined) reportKey(reading, key);
    else if (odd !== undefined) report(reading, 'yamlSyntax', { ...key, end: key.start + odd.length }, oddSpaces(odd));
    else if (name === '<<') {
      merged.push(value);
      reportMerge(reading, key);
    } else if (entries.has(name)) reportDuplicate(reading, name, key, entries.get(name)?.key ?? key);
    else entries.set(name, { key, value });
  }
  reading.open.delete(map);
  return { kind: 'map', at, entries: withMerged(entries, merged), partial };
}

const emptyAt = (at: Span): ConfigNode => ({ kind: 'scalar', at, value: null });

/** A merge has been reported; it is still done, so that the keys it brings are not reported as missing. */
function withMerged(entries: Map<string, Entry>, merged: readonly ConfigNode[]): Map<string, Entry> {
  for (const node of merged.flatMap((value) => (value.kind === 'list' ? value.items : [value]))) {
    if (node.kind !== 'map') continue;
    for (const [name, entry] of node.entries) if (!entries.has(name)) entries.set(name, entry);
  }
  return entries;
}

const reportKey = (reading: Reading, at: Span): ConfigNode =>
  report(reading, 'yamlSyntax', at, {
    message: 'a key must be text',
    fix: 'Put the key in quotes.',
  });

const reportMerge = (reading: Reading, at: Span): ConfigNode =>
  report(reading, 'mergeKey', at, {
    message: 'YAML 1.2 has no merge key "<<"',
    fix: 'Write the keys out, or move what is shared to a file and name it in `extends`.',
  });

const lineAt = ({ text }: Source, offset: number): number => text.slice(0, offset).split('\n').length;

function reportDuplicate(reading: Reading, name: string, at: Span, first: Span): ConfigNode {
  return report(reading, 'duplicateKey', at, {
    message: `the key "${name}" is here twice; the first is on line ${lineAt(first.source, first.start)}`,
    fix: fixName(undefined, 'Keep one of them.'),
  });
}
