import type { HeldOut } from '@maspo/core';
import { points } from '../../format.ts';
import { html, type Markup } from './markup.ts';

/** A held-out comparison as one row of the picture. */
export interface IntervalRow {
  readonly name: string;
  readonly heldOut: HeldOut;
}

const ROW = 46;
const TOP = 8;
const AXIS = 26;

/** Differences to the seed with their intervals, around the line of no difference. */
export function intervalChart(rows: readonly IntervalRow[]): Markup {
  const [low, high] = extent(rows);
  const x = (value: number): string => `${(4 + (92 * (value - low)) / (high - low)).toFixed(2)}%`;
  const bottom = TOP + rows.length * ROW;
  return html`<figure class="interval"><svg width="100%" height="${bottom + AXIS}" role="img" aria-label="${rows.map(describe).join('. ')}">
${ticksOf(low, high).map(
  (
    tick,
  ) => html`<line class="${tick === 0 ? 'zero' : 'grid'}" x1="${x(tick)}" x2="${x(tick)}" y1="${TOP}" y2="${bottom}"/>
<text class="tick" x="${x(tick)}" y="${bottom + 18}" text-anchor="middle">${tick === 0 ? '0' : points(tick).replace('.0', '')}</text>`,
)}
${rows.map(({ name, heldOut: { interval, difference } }, index) => {
  const y = TOP + index * ROW + 31;
  const kind = interval[0] > 0 ? 'good' : interval[1] < 0 ? 'bad' : 'unsure';
  return html`<text class="label" x="4%" y="${y - 15}">${name}</text>
<line class="whisker ${kind}" x1="${x(interval[0])}" x2="${x(interval[1])}" y1="${y}" y2="${y}"/>
<circle class="dot ${kind}" cx="${x(difference)}" cy="${y}" r="6"/>`;
})}
</svg><figcaption>Difference to the seed prompts in points: the dot is what was measured, the bar its interval.</figcaption></figure>`;
}

const describe = ({ name, heldOut: { difference, interval } }: IntervalRow): string =>
  `${name}: ${points(difference)} points, interval ${points(interval[0])} to ${points(interval[1])}`;

function extent(rows: readonly IntervalRow[]): [number, number] {
  const ends = rows.flatMap(({ heldOut: { interval } }) => interval);
  const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
  const room = Math.max(0.02, (high - low) * 0.06);
  return [low - room, high + room];
}

/** Round values: at most seven. */
export function ticksOf(low: number, high: number): number[] {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((size) => (high - low) / size <= 6) ?? 0.5;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  // Adding zero makes −0 a 0.
  return Array.from({ length: Math.max(0, count) }, (_, index) => Math.round((first + index) * step * 1e6) / 1e6 + 0);
}
