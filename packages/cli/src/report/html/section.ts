import { html, type Markup, type Part } from './markup.ts';

/** A part of the page with its heading, in the table of contents too. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Markup;
}

export const sectionMarkup = ({ id, title, body }: Section): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`;

/** A cell of a table; numbers are set to the right. */
export type Cell = Part | { readonly number: string };

/** A table whose first column names the rows. It scrolls by itself where the page is narrow. */
export function tableMarkup(caption: string, head: readonly Cell[], rows: readonly (readonly Cell[])[]): Markup {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption class="hidden">${caption}</caption>
<thead><tr>${head.map((cell) => html`<th scope="col"${numberClass(cell)}>${partOf(cell)}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first = '', ...rest]) =>
      html`<tr><th scope="row">${partOf(first)}</th>${rest.map((cell) => html`<td${numberClass(cell)}>${partOf(cell)}</td>`)}</tr>
`,
  )}</tbody></table></div>`;
}

const isNumber = (cell: Cell): cell is { readonly number: string } =>
  typeof cell === 'object' && cell !== null && 'number' in cell;

const partOf = (cell: Cell): Part => (isNumber(cell) ? cell.number : cell);

const numberClass = (cell: Cell): Markup | null => (isNumber(cell) ? html` class="number"` : null);

/** A score in [0, 1] as it is shown everywhere: two digits; a dash where there is none. */
export const score = (value: number | null): string => (value === null ? '–' : value.toFixed(2));

/** The first digits of a candidate's hash: enough to tell them apart in one run. */
export const shortId = (candidate: string): string => candidate.slice(0, 8);
