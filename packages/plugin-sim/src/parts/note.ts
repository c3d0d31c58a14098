import { pickBy } from '../hash.ts';
import { LABELS, type Label } from '../world/world.ts';

/** What one agent tells the next. */
export interface Note {
  readonly author: string;
  readonly item: string;
  /** How good it looks, whatever it is worth. */
  readonly clarity: number;
  readonly finding: Label;
  /** Phrases of the author's prompt that its readers notice. */
  readonly style: readonly string[];
}

/** The id of an item, as it stands in every text about it. */
const ITEM = /\bT\d{4,}\b/;
const NOTE = new RegExp(
  `Note of (\\S+) on (T\\d{4,}), clarity (-?\\d+)\\. [^.]*?\\b(${LABELS.join('|')})\\. Style: ([^.]*)\\.`,
  'g',
);

const OPENINGS = [
  'It is about',
  'This concerns',
  'It belongs to',
  'The matter is',
  'I read this as',
  'This one goes to',
];

/** Writes a note. @param wording Notes of the same content differ by it, as those of two prompts do. */
export function printNote({ author, item, clarity, finding, style }: Note, wording: string): string {
  const opening = pickBy(OPENINGS, 'opening', author, item, wording);
  return `Note of ${author} on ${item}, clarity ${clarity}. ${opening} ${finding}. Style: ${style.length === 0 ? 'plain' : style.join('; ')}.`;
}

/** All notes in a text, in its order. */
export const readNotes = (text: string): Note[] =>
  [...text.matchAll(NOTE)].map(([, author = '', item = '', clarity = '0', finding, style = '']) => ({
    author,
    item,
    clarity: Number(clarity),
    finding: finding as Label,
    style: style === 'plain' ? [] : style.split('; '),
  }));

/** The item that a text is about; null if it names none. */
export const itemIn = (text: string): string | null => ITEM.exec(text)?.[0] ?? null;

/** The one label that a reply names, or null. */
export function labelIn(text: string): Label | null {
  const found = LABELS.filter((label) => new RegExp(`\\b${label}\\b`, 'i').test(text));
  return found.length === 1 ? (found[0] ?? null) : null;
}
