import { fill, widthOf } from '../../width.ts';
import { type Line, styled } from './line.ts';
import type { AgentView } from './view.ts';

/** More agents than these are no table: nobody reads fifty rows. */
const MOST_ROWS = 16;
/** Columns of a grid that is still calm. */
const MOST_COLUMNS = 6;

/** The agents and their scores, the largest form first: a table, a grid, a strip of bars, one line. */
export function agentForms(agents: readonly AgentView[], width: number): Line[][] {
  if (agents.length === 0) return [[]];
  return [
    ...(agents.length <= MOST_ROWS ? [tableOf(agents, width)] : []),
    gridOf(agents, width),
    stripOf(agents, width),
    [sumOf(agents), ...agents.filter(({ isRunning }) => isRunning).map(runningLine)],
    [sumOf(agents)],
  ].filter((form, index, all) => index === 0 || form.length < (all[index - 1]?.length ?? 0));
}

const scoreText = (score: number | null): string => (score === null ? '–' : score.toFixed(2));

const COLUMNS = ['score', 'own', 'next', 'answer', 'adopted', 'tried', 'now'] as const;

/** A row an agent: its level in the graph, what it reads, its newest prompt's score and what each view made of it, and what its turn has come to. */
function tableOf(agents: readonly AgentView[], width: number): Line[] {
  const numbers = COLUMNS.map((name) => `  ${name.padStart(4)}`);
  const room = Math.max(8, width - numbers.join('').length);
  const nameWidth = Math.min(room, Math.max(...agents.map((agent) => widthOf(nameText(agent)))));
  const head: Line = [styled('dim', fill('  agents', nameWidth) + numbers.join(''))];
  const rows = agents.map((agent): Line => {
    const cells = cellsOf(agent).map((cell, index) => cell.padStart(numbers[index]?.length ?? 0));
    const name = fill(nameText(agent), nameWidth);
    if (agent.isProgram) return [styled('dim', `${name}  program`)];
    const [score = '', now = ''] = [cells.at(0), cells.at(-1)];
    return [nameSpan(agent, name), scoreSpan(agent, score), cells.slice(1, -1).join(''), styled('cyan', now)];
  });
  return [head, ...rows];
}

function cellsOf({ newest, adopted, tried, isRunning, best }: AgentView): string[] {
  const views = newest?.views;
  return [
    scoreText(newest?.score ?? null),
    ...[views?.local, views?.lookahead, views?.global].map((view) => scoreText(view ?? null)),
    String(adopted),
    String(tried),
    isRunning && best !== null ? scoreText(best) : '',
  ];
}

const mark = ({ isRunning }: AgentView): string => (isRunning ? '▸ ' : '  ');

const nameText = (agent: AgentView): string => {
  const { level, id, reads, isAnswer } = agent;
  return `${mark(agent)}${level} ${id}${reads.length === 0 ? '' : ` ← ${reads.join(', ')}`}${isAnswer ? ' → answer' : ''}`;
};

const nameSpan = ({ isRunning }: AgentView, text: string) => (isRunning ? styled(['bold', 'cyan'], text) : text);

const scoreSpan = ({ newest }: AgentView, text: string) =>
  newest === null ? styled('dim', text) : styled(newest.score >= 0.5 ? 'green' : 'yellow', text);

/** Names with their scores in columns, read downwards: the order is that of the graph, and never changes. */
function gridOf(agents: readonly AgentView[], width: number): Line[] {
  const longest = Math.max(...agents.map(({ id }) => widthOf(id)));
  const cell = Math.min(width, Math.max(12, Math.min(longest, 22) + 2 + 5));
  const columns = Math.max(1, Math.min(MOST_COLUMNS, Math.floor((width + 2) / (cell + 2))));
  const rows = Math.ceil(agents.length / columns);
  const lines = Array.from(
    { length: rows },
    (_, row): Line =>
      Array.from({ length: columns }, (_, column) => agents[column * rows + row]).flatMap((agent, column) =>
        agent === undefined
          ? []
          : [
              ...(column === 0 ? [] : ['  ']),
              nameSpan(agent, fill(`${mark(agent)}${agent.id}`, cell - 5)),
              scoreSpan(agent, scoreText(agent.newest?.score ?? null).padStart(5)),
            ],
      ),
  );
  return [sumOf(agents), ...lines];
}

/** So much above the prompt before is a full bar: few prompts are better by more. */
const FULL = 0.25;
const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** A bar an agent: how far its newest prompt is above the one before it. */
function stripOf(agents: readonly AgentView[], width: number): Line[] {
  const spans = agents.map((agent) => {
    const { newest, isRunning } = agent;
    const above = (((newest?.score ?? 0.5) - 0.5) / FULL) * BARS.length;
    const bar = newest === null ? '·' : (BARS[Math.min(BARS.length - 1, Math.max(0, Math.floor(above)))] ?? '·');
    return isRunning ? styled(['bold', 'cyan'], newest === null ? '▸' : bar) : scoreSpan(agent, bar);
  });
  const room = Math.max(1, width - 2);
  const rows = Array.from(
    { length: Math.ceil(spans.length / room) },
    (_, row): Line => ['  ', ...spans.slice(row * room, (row + 1) * room)],
  );
  return [sumOf(agents), ...rows, ...agents.filter(({ isRunning }) => isRunning).map(runningLine)];
}

const runningLine = (agent: AgentView): Line => {
  const { id, newest, best } = agent;
  const now = best === null ? '' : `, now ${scoreText(best)}`;
  return [styled(['bold', 'cyan'], `▸ ${id}`), `  ${newest === null ? 'seed' : scoreText(newest.score)}${now}`];
};

function sumOf(agents: readonly AgentView[]): Line {
  const changed = agents.filter(({ newest }) => newest !== null);
  const [best] = [...changed].sort((a, b) => (b.newest?.score ?? 0) - (a.newest?.score ?? 0));
  const prompts = changed.length === 0 ? 'all with their seed' : `${changed.length} with a new prompt`;
  const top = best?.newest ? `, best ${best.id} ${scoreText(best.newest.score)}` : '';
  return [styled('dim', `  ${agents.length} agents`), `  ${prompts}${top}`];
}
