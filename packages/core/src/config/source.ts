import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** A text that the config is made of: a config file, a prompt file, a data file, the command line. */
export interface Source {
  /** Absolute path, or what the text is (`command line`). */
  readonly file: string;
  readonly text: string;
}

/** A stretch of a source: what a diagnostic points at. Offsets in UTF-16 units, `end` not included. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** 1-based, as editors count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Why a file could not be read as text. */
export type ReadProblem =
  | { readonly kind: 'missing' }
  /** It is there and cannot be opened; `why` goes after its name: `is a folder`. */
  | { readonly kind: 'closed'; readonly why: string }
  /** It is no UTF-8; the place is the first byte that is not, as Latin-1 has it. */
  | { readonly kind: 'encoding'; readonly why: string; readonly at: Span };

/** Reads a UTF-8 file; a byte order mark is dropped. Lone carriage returns, which end lines in YAML, become line feeds. */
export async function readSource(file: string): Promise<Source | ReadProblem> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    return whyClosed(cause);
  }
  if (bytes.includes(0)) return notText({ file, text: '' }, 0, 'it has NUL bytes, as UTF-16 and binary files do');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { file, text: text.replace(/\r(?!\n)/g, '\n') };
  } catch {
    const offset = firstStrayByte(bytes);
    const byte = bytes.subarray(offset, offset + 1).toString('hex');
    return notText({ file, text: bytes.toString('latin1') }, offset, `the byte ${byte} stands alone, as in Latin-1`);
  }
}

const notText = (source: Source, offset: number, why: string): ReadProblem => ({
  kind: 'encoding',
  why,
  at: { source, start: offset, end: offset === 0 ? 0 : offset + 1 },
});

const CLOSED: Readonly<Record<string, string>> = {
  EISDIR: 'is a folder',
  EACCES: 'may not be read: permission denied',
  EPERM: 'may not be read: permission denied',
  ELOOP: 'is a symbolic link to itself',
};

function whyClosed(cause: unknown): ReadProblem {
  const code = String((cause as NodeJS.ErrnoException).code);
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
  return { kind: 'closed', why: CLOSED[code] ?? `cannot be read: ${code}` };
}

/** Offset of the first byte that is no UTF-8: where decoding put a replacement character that the file does not have. */
function firstStrayByte(bytes: Buffer): number {
  const text = bytes.toString('utf8');
  const replacement = Buffer.from('\ufffd');
  for (let index = text.indexOf('\ufffd'); index !== -1; index = text.indexOf('\ufffd', index + 1)) {
    const offset = Buffer.byteLength(text.slice(0, index));
    if (!bytes.subarray(offset, offset + replacement.length).equals(replacement)) return offset;
  }
  return 0;
}

/** Tells a text from the reason why there is none. */
export const isSource = (read: Source | ReadProblem): read is Source => 'text' in read;

/** The folder from which the relative paths in a file start: its own, for `.config/…` the one above. */
export function baseFolder(file: string): string {
  const folder = dirname(file);
  return basename(folder) === '.config' ? dirname(folder) : folder;
}

export const wholeFile = (source: Source): Span => ({ source, start: 0, end: 0 });

/** A 1-based line of a source, without its indentation. */
export function lineSpan(source: Source, line: number): Span {
  const start = lineStart(source.text, line);
  const end = source.text.indexOf('\n', start);
  const text = source.text.slice(start, end === -1 ? undefined : end);
  return { source, start: start + text.length - text.trimStart().length, end: start + text.trimEnd().length };
}

function lineStart(text: string, line: number): number {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const next = text.indexOf('\n', start);
    if (next === -1) return start;
    start = next + 1;
  }
  return start;
}

export function positionOf({ source, start }: Span): Position {
  const before = source.text.slice(0, start);
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: start - lastBreak };
}

/** Longest piece of a line that a frame shows. */
const WIDTH = 100;

/** The line of a span between its neighbours, and carets below it. Empty where the whole file is meant. */
export function frameOf(span: Span): string {
  if (span.start === 0 && span.end === 0) return '';
  const lines = span.source.text.split(/\r?\n/);
  const { line, column } = positionOf(span);
  const shift = Math.max(0, column - WIDTH + 20);
  const digits = String(Math.min(line + 1, lines.length)).length;
  const show = (number: number): string[] => {
    const text = lines[number - 1];
    if (text === undefined || (number === lines.length && text === '' && number !== line)) return [];
    const mark = number === line ? '>' : ' ';
    return [`${mark} ${String(number).padStart(digits)} | ${printable(text).slice(shift, shift + WIDTH)}`.trimEnd()];
  };
  const room = Math.max(1, Math.min((lines[line - 1] ?? '').trimEnd().length, shift + WIDTH) - column + 1);
  const length = Math.max(1, Math.min(span.end - span.start, room));
  const carets = `  ${' '.repeat(digits)} | ${' '.repeat(column - 1 - shift)}${'^'.repeat(length)}`;
  return [...show(line - 1), ...show(line), carets, ...show(line + 1)].join('\n');
}

/** Data is hostile text: what moves the cursor or colours a terminal becomes a dot, one column wide. */
export const printable = (text: string): string =>
  text.replace(/\t/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '·');
