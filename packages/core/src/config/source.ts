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

/** The file could not be read as text. */
export type ReadProblem = 'missing' | 'encoding';

/** Reads a UTF-8 file; a byte order mark is dropped. */
export async function readSource(file: string): Promise<Source | ReadProblem> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch {
    return 'missing';
  }
  try {
    return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return 'encoding';
  }
}

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
