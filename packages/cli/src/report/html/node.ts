import { plural } from '../../format.ts';
import type { AgentStory } from '../story/agents.ts';
import type { BoxSize, Placed } from './layout.ts';
import { html, type Markup } from './markup.ts';
import { score } from './section.ts';

/** The views of a score, by the names that people read. */
export const VIEWS = [
  ['local', 'own output'],
  ['lookahead', 'next agents'],
  ['global', 'answer'],
] as const;

/** How agents are drawn on one picture. */
export interface NodeStyle {
  readonly box: BoxSize;
  /** All views, or for systems of dozens only the answer. */
  readonly isWide: boolean;
  /** The distance from 0.5 that fills half of a bar. */
  readonly reach: number;
  fateOf(agent: AgentStory): string;
}

export function nodeMarkup(agent: AgentStory, { x, y }: Placed, style: NodeStyle): Markup {
  const { box, isWide } = style;
  const { width, height } = box;
  const most = isWide ? 20 : 16;
  const name = agent.id.length > most ? `${agent.id.slice(0, most - 1)}…` : agent.id;
  const fate = style.fateOf(agent);
  return html`<g class="node ${agent.fate}" transform="translate(${x} ${y})"><title>${agent.id}: ${fate}</title>
<rect width="${width}" height="${height}" rx="10"/><text class="name" x="12" y="${isWide ? 23 : 19}">${name}</text>
${isWide ? wideContent(agent, fate, style) : smallContent(agent, style)}
${agent.isAnswer ? answerArrow(width, height / 2) : null}</g>
`;
}

const answerArrow = (x: number, y: number): Markup =>
  html`<path class="edge" d="M${x} ${y}h26" marker-end="url(#arrow)"/><text class="out" x="${x + 31}" y="${y + 4}">answer</text>`;

function wideContent({ views, candidates, fate: kind }: AgentStory, fate: string, { reach }: NodeStyle): Markup {
  const bars = VIEWS.map(([view, label], row) => {
    const [y, value] = [56 + row * 17, views?.[view] ?? null];
    return html`<text class="view" x="12" y="${y + 4}">${label}</text>${barMarkup(94, y, value, reach)}<text class="value" x="186" y="${y + 4}" text-anchor="end">${score(value)}</text>`;
  });
  const tried = html`<text class="view" x="12" y="60">${plural(candidates, 'prompt')} tried</text>`;
  return html`<text class="fate" x="12" y="39">${fate}</text>${kind === 'program' ? null : views === null ? tried : bars}`;
}

function smallContent({ views }: AgentStory, { reach }: NodeStyle): Markup {
  const value = views?.global ?? null;
  return html`${barMarkup(12, 32, value, reach)}<text class="value" x="138" y="36" text-anchor="end">${score(value)}</text>`;
}

/** Half of a bar, in pixels. */
const HALF = 27;

function barMarkup(x: number, y: number, value: number | null, reach: number): Markup {
  const middle = x + HALF;
  const length = value === null ? 0 : (HALF * Math.abs(value - 0.5)) / reach;
  const isGain = value !== null && value >= 0.5;
  const from = isGain ? middle : middle - length;
  return html`<rect class="track" x="${x}" y="${y - 3}" width="${2 * HALF}" height="6" rx="3"/><rect class="${isGain ? 'good' : 'bad'}" x="${from.toFixed(1)}" y="${y - 3}" width="${length.toFixed(1)}" height="6"/><line class="middle" x1="${middle}" x2="${middle}" y1="${y - 5}" y2="${y + 5}"/>`;
}
