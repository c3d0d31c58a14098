import type { Mistake } from '../config/codes.ts';
import type { Diagnostic, Finding } from '../config/diagnostics.ts';
import type { ConfigNode } from '../config/node.ts';
import type { Span } from '../config/source.ts';
import type { LoadedPlugin } from '../plan.ts';

/** A config on its way to become a plan. Its parts may be wrong: a check looks only at what it can read. */
export interface Draft {
  /** The config as written, with the place of every value. */
  readonly root: ConfigNode;
  /** The same as plain data, defaults filled in. */
  readonly config: Fields;
  readonly plugins: readonly LoadedPlugin[];
  /** False: a file of the config could not be read, so what seems to be missing may stand there. */
  readonly complete: boolean;
  report(mistake: Mistake, at: Span, finding: Finding): void;
  /** Adds a mistake whose place another file found. */
  add(diagnostic: Diagnostic): void;
}

/** A map whose values have not been checked. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The map under a key, empty where there is none. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

/** The list under a key, empty where there is none. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The texts of a list with their places in it. */
export const textsOf = (value: unknown): { readonly text: string; readonly index: number }[] =>
  listOf(value).flatMap((entry, index) => (typeof entry === 'string' ? [{ text: entry, index }] : []));

/** The place of a piece of text inside a value, found in the source; the whole value where it is written otherwise. */
export function placeWithin(at: Span, text: string): Span {
  const slice = at.source.text.slice(at.start, at.end);
  const offset = slice.indexOf(text);
  return offset === -1 ? at : { source: at.source, start: at.start + offset, end: at.start + offset + text.length };
}
