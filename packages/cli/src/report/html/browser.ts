import type { Said } from '@maspo/core';
import type { CaseStory, ItemStory, Outcome } from '../story/items.ts';
import type { Story } from '../story/story.ts';
import { embedJson, escapeJson, html, type Markup } from './markup.ts';

/** Bytes of items and cases that a page holds: it must stay below 2 MB with its other parts. */
const ROOM = 1_400_000;

/** Events cut their texts after 2,000 characters and say so. */
const MOST_IN_EVENTS = 2100;
/** Characters of a text, for what changed and for what stayed equal; the first that fit are taken. */
const LENGTHS: readonly (readonly [number, number])[] = [
  [MOST_IN_EVENTS, MOST_IN_EVENTS],
  [1000, 1000],
  [1000, 300],
  [500, 120],
  [300, 60],
  [150, 40],
  [80, 0],
  [40, 0],
];

interface Traces {
  readonly items: readonly ItemStory[];
  readonly cases: readonly CaseStory[];
}

/** The traces that a page holds. */
interface Held extends Traces {
  /** Characters of a text, at most. */
  readonly length: number;
  /** Items and cases that had no room. */
  readonly missing: number;
}

/** The traces, shortened until they fit. What changed is kept longest. */
export function fitTraces({ items, cases }: Traces, room = ROOM): Held {
  let held: Held = { items: [], cases: [], length: 0, missing: 0 };
  for (const [changed, equal] of LENGTHS) {
    held = {
      items: items.map((item) => shortened(item, isChanged(item) ? changed : equal)),
      cases: cases.map((one) => shortened(one, changed)),
      length: changed,
      missing: 0,
    };
    if (sizeOf([...held.items, ...held.cases]) <= room) return held;
  }
  return cutTo(held, room);
}

const isChanged = ({ outcome }: ItemStory): boolean => outcome === 'better' || outcome === 'worse';

/** Of traces in the page, at most: printing makes no text longer, escaping does. */
const sizeOf = (traces: readonly (ItemStory | CaseStory)[]): number =>
  Buffer.byteLength(escapeJson(JSON.stringify(traces.map(compact))));

/** What changed first, then the cases, then the rest, as far as there is room. */
function cutTo({ items, cases, length }: Held, room: number): Held {
  let left = room;
  const fits = (one: ItemStory | CaseStory): boolean => {
    left -= sizeOf([one]);
    return left >= 0;
  };
  const changed = items.filter(isChanged).filter(fits);
  const someCases = cases.filter(fits);
  const kept = new Set([...changed, ...items.filter((item) => !isChanged(item)).filter(fits)]);
  const missing = items.length + cases.length - kept.size - someCases.length;
  return { items: items.filter((item) => kept.has(item)), cases: someCases, length, missing };
}

function shortened<T extends Pick<ItemStory, 'fields' | 'outputs'>>(trace: T, length: number): T {
  if (length === 0) return { ...trace, fields: {}, outputs: [] };
  const cut = (text: string): string => (text.length <= length ? text : `${text.slice(0, length)}…`);
  const cutSaid = (said: Said): Said => (typeof said === 'string' ? cut(said) : { failed: cut(said.failed) });
  const fields = Object.entries(trace.fields).map(([name, value]) => [
    name,
    cut(typeof value === 'string' ? value : JSON.stringify(value)),
  ]);
  const outputs = trace.outputs.map(({ agent, before, after }) => ({
    agent,
    before: cutSaid(before),
    after: after === null ? null : cutSaid(after),
  }));
  return { ...trace, fields: Object.fromEntries(fields), outputs };
}

/** An output is a row `[agent, before, after]` in the page: names would be half of it. */
const compact = (trace: ItemStory | CaseStory) => ({
  ...trace,
  outputs: trace.outputs.map(({ agent, before, after }) => [agent, before, after]),
});

/** The traces as the page's script reads them. */
export const tracesMarkup = ({ items, cases }: Held): Markup =>
  html`<script type="application/json" id="traces">${embedJson({ items: items.map(compact), cases: cases.map(compact) })}</script>`;

const OUTCOMES: readonly (readonly [Outcome, string])[] = [
  ['better', 'better'],
  ['worse', 'worse'],
  ['equal', 'equal'],
  ['left-out', 'left out'],
];

/** Held-out items, to be filtered and opened. */
export function itemsMarkup(held: Held, { pairwise }: Story): Markup {
  const { items } = held;
  if (items.length === 0)
    return html`<p>No held-out item has been looked at: nothing reached validation or the test.</p>`;
  const splits = [...new Set(items.map(({ split }) => split))].sort();
  const countOf = (is: (item: ItemStory) => boolean): string => String(items.filter(is).length);
  return browserMarkup({
    kind: 'items',
    filters: html`${splits.length > 1 ? selectMarkup('split', 'Split', splits) : null}<fieldset><legend>Outcome</legend>
${radioMarkup('changed', `changed`, countOf(isChanged), true)}${OUTCOMES.map(([outcome, name]) =>
  radioMarkup(
    outcome,
    name,
    countOf((item) => item.outcome === outcome),
    false,
  ),
)}${radioMarkup('', 'all', String(items.length), false)}</fieldset>`,
    about: `What every agent said on an item with the seed prompts and with the best ones found${pairwise ? '; a judge compared the answers' : ''}. ${shortText(held)}`,
  });
}

/** Candidates that were better by themselves and worse for the others. */
export function casesMarkup(held: Held): Markup {
  const { cases } = held;
  if (cases.length === 0)
    return html`<p>No misalignment: no candidate improved its own output and spoiled that of the others.</p>`;
  const agents = [...new Set(cases.map(({ agent }) => agent))];
  return browserMarkup({
    kind: 'cases',
    filters: html`${agents.length > 1 ? selectMarkup('agent', 'Agent', agents) : null}`,
    about: `Here a candidate’s own output was judged better, and the next agents’ outputs or the answer worse: what only joint evaluation sees. Such cases are shown to operators that repair. The most harmful come first. ${shortText(held)}`,
  });
}

const shortText = ({ length, missing }: Held): string =>
  length >= MOST_IN_EVENTS
    ? ''
    : `To keep this page small, texts are cut after ${length} characters${missing > 0 ? `, and ${missing} traces are left out` : ''}: events.jsonl has more.`;

interface Browser {
  readonly kind: 'items' | 'cases';
  readonly filters: Markup;
  readonly about: string;
}

const browserMarkup = ({ kind, filters, about }: Browser): Markup => html`<p>${about}</p>
<noscript><p class="warning">This list needs JavaScript; everything else on this page does not.</p></noscript>
<div class="browser" data-kind="${kind}" hidden><form class="filters">${filters}<label>Search <input type="search" name="text" autocomplete="off"></label></form>
<p class="count" role="status"></p><div class="traces"></div><button type="button" class="more">Show more</button></div>`;

const selectMarkup = (name: string, label: string, values: readonly string[]): Markup =>
  html`<label>${label} <select name="${name}"><option value="">all</option>${values.map((value) => html`<option>${value}</option>`)}</select></label>`;

const radioMarkup = (value: string, name: string, count: string, checked: boolean): Markup =>
  html`<label><input type="radio" name="outcome" value="${value}"${checked ? html` checked` : null}> ${name} <span class="quiet">${count}</span></label>`;
