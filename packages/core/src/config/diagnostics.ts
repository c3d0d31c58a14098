import { isAbsolute, relative } from 'node:path';
import { styleText } from 'node:util';
import { distance } from 'fastest-levenshtein';
import { MaspoError } from '../errors.ts';
import { CODES, type Mistake } from './codes.ts';
import { frameOf, positionOf, printable, type Span } from './source.ts';

/** One mistake in a config: where it is, what is wrong, what to do. */
export interface Diagnostic {
  /** `MASPO-C012`; see `CODES`. */
  readonly code: string;
  /** Absolute path. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  /** What is wrong, in one sentence without a full stop. */
  readonly message: string;
  /** What may stand there. */
  readonly expected?: string;
  /** The known name that is nearest to the one that was written. */
  readonly closest?: string;
  /** What to do, in one sentence. */
  readonly fix: string;
  /** The line between its neighbours, carets under the place. */
  readonly frame?: string;
  /** What a module of the user threw; its stack is shown with `--debug`. */
  readonly cause?: unknown;
}

/** What a check says about a mistake; the place makes it a diagnostic. */
export interface Finding {
  readonly message: string;
  readonly fix: string;
  readonly expected?: string | undefined;
  readonly closest?: string | undefined;
  readonly cause?: unknown;
}

export const diagnose = (mistake: Mistake, at: Span, finding: Finding): Diagnostic =>
  diagnosticAt(CODES[mistake], at, finding);

/** The same for a code that is none of a config alone. */
export function diagnosticAt(code: string, at: Span, finding: Finding): Diagnostic {
  const { message, fix, expected, closest, cause } = finding;
  const frame = frameOf(at);
  return {
    code,
    file: at.source.file,
    ...positionOf(at),
    message: printable(message),
    ...(expected === undefined ? {} : { expected: printable(expected) }),
    ...(closest === undefined ? {} : { closest }),
    fix: printable(fix),
    ...(frame === '' ? {} : { frame }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** The same mistake where the user has named the file that it is in: what is inside is not theirs to mend. */
export const movedTo = (at: Span, name: string, { frame: _, ...diagnostic }: Diagnostic): Diagnostic => ({
  ...diagnostic,
  file: at.source.file,
  ...positionOf(at),
  message: `${name}: ${diagnostic.message}`,
  frame: frameOf(at),
});

/** The known name that somebody who wrote `name` may have meant, if one is near enough. */
export function closestName(name: string, known: readonly string[]): string | undefined {
  const closest = nearest(name.toLowerCase(), known);
  if (closest === undefined) return undefined;
  const best = closest.toLowerCase();
  const length = Math.max(name.length, best.length);
  const allowed = length < 4 ? 1 : Math.max(2, Math.floor(length * 0.4));
  const near = distance(name.toLowerCase(), best) <= allowed || sameLetters(name.toLowerCase(), best);
  if (near) return closest;
  const begun = known.filter((entry) => name.length >= 3 && entry.toLowerCase().startsWith(name.toLowerCase()));
  return begun.length === 1 ? begun[0] : undefined;
}

/** Of names that are equally near, the first that begins as it does: a slip is rarely in the first letter. */
function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known.map((entry) => {
    const lower = entry.toLowerCase();
    return { entry, rank: distance(name, lower) + (lower[0] === name[0] ? 0 : 0.5) };
  });
  const least = Math.min(...ranked.map(({ rank }) => rank));
  return ranked.find(({ rank }) => rank === least)?.entry;
}

/** Swapped letters are the commonest slip, and count as two edits. */
const sameLetters = (a: string, b: string): boolean => [...a].sort().join('') === [...b].sort().join('');

/** A question where a known name is near, otherwise `otherwise`. */
export const fixName = (closest: string | undefined, otherwise: string): string =>
  closest === undefined ? otherwise : `Did you mean "${closest}"?`;

/** A list for people: at most `limit` names, then how many more. */
export function listNames(names: readonly string[], limit = 12): string {
  const shown = names.slice(0, limit).join(', ');
  return names.length > limit ? `${shown} and ${names.length - limit} more` : shown;
}

/** All mistakes of a config. Nothing has been run. */
export class ConfigError extends MaspoError {
  override readonly name = 'ConfigError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    super(
      'MASPO-CONFIG',
      formatDiagnostics(diagnostics, { color: false, cwd: process.cwd() }),
      'Correct the config and run `maspo validate` again.',
    );
    this.diagnostics = diagnostics;
  }
}

/** How the fix begins where an operator is there, and its plugin is not. */
export const FORGOTTEN_PLUGIN = 'The plugin ';

/** One place may have several of these: a plugin all that is wrong with it, a map all that it lacks, a preset all it needs. */
const SEVERAL: readonly string[] = [
  CODES.badOperator,
  CODES.operatorClash,
  CODES.missingKey,
  CODES.envUnset,
  CODES.unknownModel,
  CODES.unknownOperator,
];

/**
 * In the order of the text, each place and kind once: two checks may find the same mistake. What items lack is one mistake,
 * however many agents read it, and so is a plugin that was forgotten, however many of its operators are used.
 * @param first The config file; its diagnostics come before those of other files.
 */
export function sortDiagnostics(diagnostics: readonly Diagnostic[], first: string): Diagnostic[] {
  const rank = ({ file }: Diagnostic): string => (file === first ? '' : file);
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const sorted = diagnostics.toSorted(
    (a, b) => compare(rank(a), rank(b)) || a.line - b.line || a.column - b.column || compare(a.code, b.code),
  );
  const unique = new Map<string, Diagnostic>();
  for (const diagnostic of sorted)
    if (!unique.has(mistakeOf(diagnostic))) unique.set(mistakeOf(diagnostic), diagnostic);
  return [...unique.values()];
}

/** Diagnostics of the same mistake have the same. */
function mistakeOf({ code, file, line, column, message, fix }: Diagnostic): string {
  if (code === CODES.fieldMissing) return [code, message].join('\0');
  if (code === CODES.unknownOperator && fix.startsWith(FORGOTTEN_PLUGIN)) return [code, fix].join('\0');
  return [code, file, line, column, SEVERAL.includes(code) ? message : ''].join('\0');
}

export interface FormatOptions {
  readonly color: boolean;
  /** Paths are shown from here. */
  readonly cwd: string;
}

/** The text that a terminal shows: each diagnostic with its place, frame and fix, then their number. */
export function formatDiagnostics(diagnostics: readonly Diagnostic[], { color, cwd }: FormatOptions): string {
  const blocks = diagnostics.map((diagnostic) => formatOne(diagnostic, cwd, painter(color)));
  const count = diagnostics.length === 1 ? '1 mistake' : `${diagnostics.length} mistakes`;
  return [...blocks, `${count}, nothing was run.`].join('\n\n');
}

type Paint = (style: 'red' | 'bold' | 'dim' | 'cyan', text: string) => string;

const painter =
  (color: boolean): Paint =>
  (style, text) =>
    color ? styleText(style, text, { validateStream: false }) : text;

function formatOne(diagnostic: Diagnostic, cwd: string, paint: Paint): string {
  const { file, line, column, code, message, expected, fix, frame } = diagnostic;
  const lines = [
    `${paint('bold', `${displayPath(file, cwd)}:${line}:${column}`)} ${paint('dim', code)}`,
    `  ${paint('red', message)}`,
  ];
  if (frame !== undefined) lines.push(...frame.split('\n').map((row) => `  ${paintFrame(row, paint)}`));
  if (expected !== undefined) lines.push(`  expected: ${expected}`);
  lines.push(`  ${paint('cyan', 'fix:')} ${fix}`);
  return lines.join('\n');
}

function paintFrame(row: string, paint: Paint): string {
  if (/^ +\| *\^+$/.test(row)) return paint('red', row);
  return row.startsWith('>') ? row : paint('dim', row);
}

/** Relative where that is shorter to read; what is not a path stays as it is. */
function displayPath(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path === '' || !isAbsolute(file) || path.startsWith('../../..') ? file : path;
}
