import type { Cell } from '../report/table.ts';
import type { WorldRun } from './run-world.ts';

/** The runs of one contender in one world. */
export interface Entry {
  readonly world: string;
  readonly contender: string;
  readonly runs: readonly WorldRun[];
}

export const HEAD: readonly Cell[] = [
  'world',
  'contender',
  { right: 'seed' },
  { right: 'optimum' },
  { right: 'gain' },
  { right: 'before the gate' },
  { right: 'solved' },
  { right: 'below seed' },
  { right: 'improved' },
  { right: 'rightly' },
  { right: 'calls' },
  { right: 'twice' },
  { right: 's' },
];

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
const points = (share: number): string => (100 * share).toFixed(1);
const share = (runs: readonly WorldRun[], holds: (run: WorldRun) => boolean): string =>
  `${Math.round((100 * runs.filter(holds).length) / runs.length)} %`;

/** Mean and its standard error, in points of accuracy. */
export function withError(numbers: readonly number[]): string {
  const middle = mean(numbers);
  const variance = numbers.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, numbers.length - 1);
  return `${points(middle)} ± ${points(Math.sqrt(variance / numbers.length))}`;
}

/** A run has solved its world when it got at least this part of the way from the seed to the optimum. */
const SOLVED = 0.5;
/** Losses below a point are noise of the exact quality, not harm. */
const HARM = 0.01;

const isImproved = ({ verdict }: WorldRun): boolean => verdict === 'improved';

export const rowOf = ({ world, contender, runs }: Entry): readonly Cell[] => [
  world,
  contender,
  { right: points(mean(runs.map(({ seed }) => seed))) },
  { right: points(mean(runs.map(({ optimum }) => optimum))) },
  { right: withError(runs.map(({ returned, seed }) => returned - seed)) },
  { right: withError(runs.map(({ found, seed }) => found - seed)) },
  {
    right: runs.some(({ optimum, seed }) => optimum > seed)
      ? share(runs, ({ returned, seed, optimum }) => returned - seed >= SOLVED * (optimum - seed))
      : '–',
  },
  { right: share(runs, ({ returned, seed }) => returned < seed - HARM) },
  {
    right: runs.every(({ verdict }) => verdict === null) ? '–' : share(runs, isImproved),
  },
  { right: runs.some(isImproved) ? share(runs.filter(isImproved), ({ returned, seed }) => returned > seed) : '–' },
  { right: mean(runs.map(({ calls }) => calls)).toFixed(0) },
  { right: String(runs.reduce((sum, { duplicates }) => sum + duplicates, 0)) },
  { right: mean(runs.map(({ seconds }) => seconds)).toFixed(1) },
];

/** The same as Markdown, for docs. */
export function markdownLines(rows: readonly (readonly Cell[])[]): string[] {
  const text = (cell: Cell): string => (typeof cell === 'string' ? cell : cell.right);
  const [head = [], ...body] = rows.map((row) => `| ${row.map(text).join(' | ')} |`);
  const rule = `|${(rows[0] ?? []).map((cell) => (typeof cell === 'string' ? '---' : '---:')).join('|')}|`;
  return [String(head), rule, ...body];
}
