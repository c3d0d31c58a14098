import type { AgentStory } from '../story/agents.ts';
import { type BoxSize, type Edge, layOut, type Placed } from './layout.ts';
import { html, type Markup } from './markup.ts';
import { type NodeStyle, nodeMarkup, VIEWS } from './node.ts';
import { score, tableMarkup } from './section.ts';

const WIDE: BoxSize = { width: 198, height: 104, gap: [64, 18], rows: Number.POSITIVE_INFINITY };
/** For systems of dozens: the name and one bar. */
const SMALL: BoxSize = { width: 150, height: 44, gap: [64, 10], rows: 12 };
/** Agents in one column that are still shown in full. */
const MOST_WIDE = 6;
const MARGIN = 12;

const FATES: Readonly<Record<AgentStory['fate'], string>> = {
  changed: 'new prompt',
  found: 'found, not returned',
  kept: 'unchanged',
  program: 'program',
};

/** The system as a picture, what each agent's best prompt did from each view, and the same as a table. */
export function graphMarkup(agents: readonly AgentStory[], finished: boolean): Markup {
  const fateOf = ({ fate }: AgentStory): string => (fate === 'found' && !finished ? 'new prompt so far' : FATES[fate]);
  const isWide = widest(agents) <= MOST_WIDE;
  const box = isWide ? WIDE : SMALL;
  const style: NodeStyle = { box, isWide, reach: reachOf(agents), fateOf };
  const { nodes, edges, width, height } = layOut(agents, box);
  const places = new Map(nodes.map((node) => [node.id, node]));
  // Backward edges run below, and the answer leaves at the right.
  const depth = edges.some(({ isBack }) => isBack) ? 40 : 0;
  const [w, h] = [width + 2 * MARGIN + 70, height + 2 * MARGIN + depth];
  return html`<figure><div class="scroll" role="region" aria-label="Picture of the agents" tabindex="0"><svg class="graph${isWide ? '' : ' dense'}" width="${w}" height="${h}" viewBox="${-MARGIN} ${-MARGIN} ${w} ${h}" role="img" aria-label="Graph of ${agents.length} agents; the table below has the same.">
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>
${edges.map((edge) => edgeMarkup(edge, places, box, height))}
${agents.map((agent) => nodeMarkup(agent, places.get(agent.id) ?? { id: agent.id, x: 0, y: 0 }, style))}
</svg></div><figcaption>Arrows show who reads whom${depth > 0 ? ', dashed ones what was said in the round before' : ''}. Bars compare an agent’s best prompt with the one before it on training items: right of the middle (0.50) is better${isWide ? '' : '; shown is what it did to the answer'}.</figcaption></figure>
<details><summary>The same as a table</summary>${tableMarkup(
    'Agents and their scores by view',
    ['agent', 'reads', 'prompt', ...VIEWS.map(([, name]) => ({ number: name })), { number: 'prompts tried' }],
    agents.map((agent) => [
      agent.isAnswer ? `${agent.id} (the answer)` : agent.id,
      agent.reads.join(', ') || 'the item',
      fateOf(agent),
      ...VIEWS.map(([view]) => ({ number: score(agent.views?.[view] ?? null) })),
      { number: String(agent.candidates) },
    ]),
  )}</details>`;
}

/** One scale for all bars; below a tenth differences look like what they are, small. */
function reachOf(agents: readonly AgentStory[]): number {
  const values = agents.flatMap(({ views }) => VIEWS.map(([view]) => views?.[view] ?? 0.5));
  return Math.max(0.1, ...values.map((value) => Math.abs(value - 0.5)));
}

/** Agents of the largest column. */
function widest(agents: readonly AgentStory[]): number {
  const { nodes } = layOut(agents, WIDE);
  const columns = Map.groupBy(nodes, ({ x }) => x).values();
  return Math.max(0, ...columns.map((column) => column.length));
}

function edgeMarkup(
  { from, to, isBack }: Edge,
  places: ReadonlyMap<string, Placed>,
  box: BoxSize,
  bottom: number,
): Markup | null {
  const [a, b] = [places.get(from), places.get(to)];
  if (a === undefined || b === undefined) return null;
  const [x1, y1, x2, y2] = [a.x + box.width, a.y + box.height / 2, b.x, b.y + box.height / 2];
  if (!isBack) {
    const bend = Math.max(24, (x2 - x1) / 2);
    return html`<path class="edge" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 2} ${y2}" marker-end="url(#arrow)"/>`;
  }
  const [left, right, low] = [a.x + box.width / 2, b.x + box.width / 2, bottom + 34];
  return html`<path class="edge back" d="M${left} ${a.y + box.height}C${left} ${low} ${right} ${low} ${right} ${b.y + box.height + 2}" marker-end="url(#arrow)"/>`;
}
