import { isDeepStrictEqual } from 'node:util';
import { type ConfigNode, keyPlaceOf, nodeAt, type Path, toValue } from './node.ts';
import type { Source } from './source.ts';
import { parseText } from './text.ts';

/** A text, or a map of texts. Texts are trimmed and their lines end with \n. */
export type TextValue = string | Readonly<Record<string, string>>;

/**
 * A YAML or JSON text with another value at a path; all else stays byte for byte. Comments inside of a map are lost
 * where it gets other keys.
 * @returns undefined where nothing but that value could not be changed: it is missing, an alias repeats it, or a map would become
 * a text.
 */
export function editText(source: Source, path: Path, value: TextValue): string | undefined {
  const { root } = parseText(source);
  const old = root && nodeAt(root, path);
  if (root === undefined || old === undefined || (old.kind === 'map' && typeof value === 'string')) return undefined;
  const edits = leavesOf(root, path, value).sort((a, b) => startOf(root, b.path) - startOf(root, a.path));
  const text = edits.reduce((before, edit) => spliced(before, { ...edit, root, source }), source.text);
  const read = parseText({ ...source, text });
  const wanted = edits.reduce((before: unknown, edit) => withValue(before, edit.path, edit.value), toValue(root));
  // The text is hostile and YAML has many corners: what was written is what is read back, or nothing is written.
  const isRight =
    read.root !== undefined && read.diagnostics.length === 0 && isDeepStrictEqual(toValue(read.root), wanted);
  return isRight ? text : undefined;
}

interface Edit {
  readonly path: Path;
  readonly value: TextValue;
}

interface PlacedEdit extends Edit {
  readonly root: ConfigNode;
  /** The text in which the root has its places; what is edited is the same up to the edit. */
  readonly source: Source;
}

const startOf = (root: ConfigNode, path: Path): number => nodeAt(root, path)?.at.start ?? 0;

/** Where the keys stay, only the texts that differ are written anew. */
function leavesOf(root: ConfigNode, path: Path, value: TextValue): Edit[] {
  const node = nodeAt(root, path);
  if (typeof value === 'string' || node?.kind !== 'map') return [{ path, value }];
  const keys = [...node.entries.keys()];
  if (keys.length !== Object.keys(value).length || !keys.every((key) => Object.hasOwn(value, key)))
    return [{ path, value }];
  return Object.entries(value)
    .filter(([key, text]) => textOf(node.entries.get(key)?.value) !== text)
    .map(([key, text]) => ({ path: [...path, key], value: text }));
}

const textOf = (node: ConfigNode | undefined): string | undefined =>
  node?.kind === 'scalar' ? String(node.value).replace(/\r\n?/g, '\n').trim() : undefined;

function withValue(tree: unknown, [step, ...rest]: Path, value: TextValue): unknown {
  if (step === undefined) return typeof value === 'string' ? value : { ...value };
  if (Array.isArray(tree))
    return tree.map((member: unknown, index) => (index === step ? withValue(member, rest, value) : member));
  const fields = tree as Readonly<Record<string, unknown>>;
  return { ...fields, [step]: withValue(fields[step], rest, value) };
}

function spliced(text: string, edit: PlacedEdit): string {
  const { root, path, source, value } = edit;
  const node = nodeAt(root, path);
  if (node === undefined) return text;
  const { start, end } = node.at;
  const old = source.text.slice(start, end);
  const isFlow = [...path, undefined].some((_, length) => opensFlow(source, nodeAt(root, path.slice(0, length))));
  // Of a block scalar the line ends behind it are a part.
  const tail = /\s*$/.exec(old)?.[0] ?? '';
  if (isFlow) return text.slice(0, start) + flowText(value, opensFlow(source, root)) + tail + text.slice(end);
  const single = typeof value === 'string' && !isLiteral(value);
  const comment = commentOf(source, start, end);
  // A comment behind a value that ends on its line stays there, unless lines are to follow: then it goes before them.
  const moved = single && !isBlockScalar(old) ? '' : comment;
  const isBlockMap = node.kind === 'map';
  const column = columnOf(source, isBlockMap ? start : keyPlaceOf(root, path).start);
  const lines = isBlockMap ? mapLines(value, column) : valueLines(value, column + 2);
  const [head = '', ...body] = lines;
  const first = isBlockMap ? head : [head, moved].filter((part) => part !== '').join(' ');
  const before = text.slice(0, start);
  const lineEnd = source.text.includes('\r\n') ? '\r\n' : '\n';
  const skipped = single || isBlockScalar(old) ? 0 : restOf(source, end).length;
  return (
    (first === '' ? before.replace(/[ \t]+$/, '') : before) +
    [first, ...body].join(lineEnd) +
    tail +
    text.slice(end + skipped)
  );
}

const opensFlow = ({ text }: Source, node: ConfigNode | undefined): boolean =>
  (node?.kind === 'map' || node?.kind === 'list') && '{['.includes(text.charAt(node.at.start));

const isBlockScalar = (old: string): boolean => /^[|>]/.test(old);

/** A comment on the line of the value, or on the first one of a block scalar. */
function commentOf(source: Source, start: number, end: number): string {
  const old = source.text.slice(start, end);
  const line = isBlockScalar(old) ? (/^.*/.exec(old)?.[0] ?? '') : restOf(source, end);
  return /(?:^|\s)(#.*?)\s*$/.exec(line)?.[1] ?? '';
}

/** What stands behind a value on its last line: a comment, if anything. */
const restOf = ({ text }: Source, end: number): string => /^[ \t]+#[^\r\n]*/.exec(text.slice(end))?.[0] ?? '';

const columnOf = ({ text }: Source, offset: number): number => offset - (text.lastIndexOf('\n', offset - 1) + 1);

/** The lines of a value behind its key, the first one without indentation. */
function valueLines(value: TextValue, indent: number): string[] {
  const pad = ' '.repeat(indent);
  if (typeof value !== 'string')
    return ['', ...mapLines(value, indent).map((line, at) => (at === 0 ? pad : '') + line)];
  if (!isLiteral(value)) return [scalarText(value)];
  return ['|-', ...value.split('\n').map((line) => (line === '' ? '' : pad + line))];
}

/** The lines of a map, the first one without indentation. */
function mapLines(value: TextValue, indent: number): string[] {
  return Object.entries(value).flatMap(([key, text], index) => {
    const [head = '', ...body] = valueLines(text, indent + 2);
    return [`${index === 0 ? '' : ' '.repeat(indent)}${key}: ${head}`, ...body];
  });
}

/** What YAML would not keep as it is, or an editor would not show. */
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u;

const isLiteral = (text: string): boolean => text.includes('\n') && !UNPRINTABLE.test(text);

/** Words that no parser takes for anything but text, in braces neither. */
const PLAIN = /^[A-Za-z][^:#,[\]{}\n]* [^:#,[\]{}\n]*$/;

const scalarText = (text: string): string => (PLAIN.test(text) && !UNPRINTABLE.test(text) ? text : quoted(text));

/** A JSON string is one of YAML, too, in all places. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

function flowText(value: TextValue, isJson: boolean): string {
  const written = isJson ? quoted : scalarText;
  if (typeof value === 'string') return written(value);
  const members = Object.entries(value).map(([key, text]) => `${isJson ? quoted(key) : key}: ${written(text)}`);
  return `{ ${members.join(', ')} }`;
}
