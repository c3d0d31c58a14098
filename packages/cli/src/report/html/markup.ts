import { printable } from '../../printable.ts';

/** Text that is markup already. Made by `html` only, so that no text of a model ever becomes one. */
export interface Markup {
  readonly markup: string;
}

/** What may stand in a template: text is escaped, nothing (null, false) is left out. */
export type Part = Markup | string | number | null | false | readonly Part[];

/** Markup with its holes filled, each escaped: `<b>${name}</b>`. Holes stand between tags or in quoted attributes. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: texts.map((text, index) => text + markupOf(parts[index] ?? null)).join(''),
});

function markupOf(part: Part): string {
  if (part === null || part === false) return '';
  if (typeof part === 'string') return escapeText(part);
  if (typeof part === 'number') return String(part);
  return 'markup' in part ? part.markup : part.map(markupOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that hide or reorder text are shown as dots, as on a terminal. */
const escapeText = (text: string): string => printable(text).replace(/[&<>"']/g, (found) => ENTITIES[found] ?? found);

/** A file of the package as it is: style and script. */
export const trusted = (text: string): Markup => ({ markup: text });

/** JSON that may stand in a script element: no text in it can end the element or open a comment. */
export const embedJson = (value: unknown): Markup => ({
  markup: escapeJson(JSON.stringify(value, (_, member) => (typeof member === 'string' ? printable(member) : member))),
});

export const escapeJson = (json: string): string =>
  json.replace(/[<>&]/g, (found) => `\\u00${found.charCodeAt(0).toString(16)}`);
