import { group } from '../../format.ts';
import type { Course, CourseRound } from '../story/course.ts';
import type { Story } from '../story/story.ts';
import { html, type Markup } from './markup.ts';
import { score, tableMarkup } from './section.ts';

/** Of the picture, in pixels; across, places are shares of the width, so that text keeps its size. */
const HEIGHT = 260;
const [LEFT, RIGHT, TOP, BOTTOM] = [8, 97, 24, 222];

/** How the candidates of each round did against the incumbent of their turn, over the calls that were made. */
export function chartMarkup(course: Course): Markup {
  const scored = course.rounds.filter(({ scores }) => scores.length > 0);
  if (scored.length === 0) return html`<p>No candidate has been compared yet.</p>`;
  const [low, high] = extent(scored);
  const x = (calls: number): number => LEFT + ((RIGHT - LEFT) * calls) / Math.max(1, course.calls);
  const y = (value: number): number => BOTTOM - ((BOTTOM - TOP) * (value - low)) / (high - low);
  const adopted = course.adoptions.filter(({ veto }) => veto === null);
  return html`<figure><svg class="chart" width="100%" height="${HEIGHT}" role="img" aria-label="Scores of candidates over ${group(course.calls)} calls: ${adopted.length} adopted. The table below has the same.">
${gridOf(low, high).map((value) => html`<line class="${value === 0.5 ? 'zero' : 'grid'}" x1="${LEFT}%" x2="${RIGHT}%" y1="${y(value)}" y2="${y(value)}"/><text class="tick" x="0" y="${y(value) + 4}">${value.toFixed(2)}</text>`)}
${course.searched === null ? null : html`<rect class="held-out" x="${x(course.searched)}%" width="${RIGHT - x(course.searched)}%" y="${TOP}" height="${BOTTOM - TOP}"><title>held-out evaluation</title></rect>`}
${ticks(course.calls).map((calls) => html`<text class="tick" x="${x(calls)}%" y="${BOTTOM + 18}" text-anchor="middle">${group(calls)}</text>`)}
<text class="tick" x="${(LEFT + RIGHT) / 2}%" y="${BOTTOM + 35}" text-anchor="middle">calls</text>
${scored.flatMap(({ scores, calls }) => scores.slice(1).map((value) => html`<circle class="other" cx="${x(calls).toFixed(2)}%" cy="${y(value).toFixed(1)}" r="2.5"/>`))}
${linesOf(scored, x, y)}
${scored.map((round) => html`<circle class="best" cx="${x(round.calls).toFixed(2)}%" cy="${y(round.scores[0] ?? 0.5).toFixed(1)}" r="3"><title>${roundText(round)}</title></circle>`)}
${adopted.map(({ calls, agent, operator, score: value, turn }) => html`<circle class="adopted" cx="${x(calls).toFixed(2)}%" cy="${y(value).toFixed(1)}" r="6.5"><title>turn ${turn}: adopted for ${agent}${operator === null ? '' : ` by ${operator}`}, score ${score(value)}</title></circle>`)}
${labelsOf(adopted, x, y)}
</svg><figcaption class="key"><span class="best">best candidate of a round</span> <span class="other">the others</span> <span class="adopted">adopted as the new prompt</span><br>0.50 is as good as the prompt that the agent has in that turn. The anchor moves with each adoption, so the line is no running total. Scores are drawn to 0.50 while few items were seen.</figcaption></figure>
${turnsMarkup(course)}`;
}

const roundText = ({ turn, agent, round, scores }: CourseRound): string =>
  `turn ${turn}, ${agent}, ${round === 0 ? 'first race' : `round ${round}`}: best of ${scores.length} scores ${score(scores[0] ?? null)}`;

function extent(rounds: readonly CourseRound[]): [number, number] {
  const all = rounds.flatMap(({ scores }) => scores);
  const reach = Math.max(0.04, ...all.map((value) => Math.abs(value - 0.5))) * 1.1;
  const [low, high] = [Math.min(...all, 0.5), Math.max(...all, 0.5)];
  return [Math.max(0, Math.min(low, 0.5) - reach * 0.15), Math.min(1, high + reach * 0.15)];
}

/** Round values, one half among them. */
function gridOf(low: number, high: number): number[] {
  const step = [0.01, 0.02, 0.05, 0.1].find((size) => (high - low) / size <= 6) ?? 0.25;
  const first = Math.ceil((low - 0.5) / step);
  const last = Math.floor((high - 0.5) / step);
  return Array.from({ length: last - first + 1 }, (_, index) => Math.round((0.5 + (first + index) * step) * 1e6) / 1e6);
}

function ticks(calls: number): number[] {
  const rough = calls / 6;
  const size = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = [1, 2, 5, 10].map((factor) => factor * size).find((value) => value >= rough) ?? 10 * size;
  return Array.from({ length: Math.floor(calls / step) + 1 }, (_, index) => index * step);
}

/** One line a turn: scores of different turns have different anchors. */
function linesOf(rounds: readonly CourseRound[], x: (calls: number) => number, y: (value: number) => number): Markup[] {
  const turns = [...Map.groupBy(rounds, ({ turn }) => turn).values()];
  return turns.flatMap((turn) =>
    turn.slice(1).map((round, index) => {
      const before = turn[index] ?? round;
      return html`<line class="best" x1="${x(before.calls).toFixed(2)}%" y1="${y(before.scores[0] ?? 0.5).toFixed(1)}" x2="${x(round.calls).toFixed(2)}%" y2="${y(round.scores[0] ?? 0.5).toFixed(1)}"/>`;
    }),
  );
}

/** Percent of the width that a name needs, at least. */
const LABEL_ROOM = 11;

/** Whose prompt was adopted, where there is room to say it. */
function labelsOf(adopted: Course['adoptions'], x: (calls: number) => number, y: (value: number) => number): Markup[] {
  let free = 0;
  return adopted.flatMap(({ calls, agent, score: value }) => {
    if (x(calls) < free || agent.length > 12) return [];
    free = x(calls) + LABEL_ROOM;
    return [
      html`<text class="name" x="${x(calls).toFixed(2)}%" y="${(y(value) - 11).toFixed(1)}" text-anchor="middle">${agent}</text>`,
    ];
  });
}

function turnsMarkup({ rounds, adoptions }: Course): Markup {
  const turns = [...Map.groupBy(rounds, ({ turn }) => turn)];
  const rows = turns.map(([turn, own]) => {
    const { cycle = 0, agent = '' } = own[0] ?? {};
    const best = Math.max(...own.flatMap(({ scores }) => scores));
    const adopted = adoptions.find((adoption) => adoption.turn === turn);
    return [
      `${turn} (cycle ${cycle})`,
      agent,
      { number: group(own.at(-1)?.calls ?? 0) },
      { number: String(own.reduce((sum, { scores }) => sum + scores.length, 0)) },
      { number: score(Number.isFinite(best) ? best : null) },
      adopted === undefined
        ? 'nothing'
        : `${adopted.veto === null ? '' : 'refused: '}${adopted.operator ?? 'seed'} (${score(adopted.score)} on ${adopted.n} items)${adopted.veto === null ? '' : `, ${adopted.veto}`}`,
    ];
  });
  const head = [
    'turn',
    'agent',
    { number: 'calls so far' },
    { number: 'measured to the end' },
    { number: 'best score' },
    'adopted',
  ];
  return html`<details><summary>The same as a table, turn by turn</summary>${tableMarkup('Turns of the search', head, rows)}</details>`;
}

/** Where the run learned how much each view tells of the answer: its last weights, and the evidence. */
export function learnedMarkup({ learned }: Pick<Story, 'learned'>): Markup | null {
  if (learned === null) return null;
  const weights = Object.entries(learned.weights).map(([view, weight]) => `${view} ${score(weight)}`);
  const evidence = Object.entries(learned.views).map(
    ([view, { decided, agreed, opposed }]) =>
      `of ${group(decided)} ${view} verdicts the answer agreed with ${group(agreed)} and went against ${group(opposed)}`,
  );
  return html`<p>Weights learned: ${weights.join(', ')}. <span class="quiet">${evidence.join('; ')}.</span></p>`;
}
