import type { HeldOut, Plan, Result } from '@maspo/core';
import { group, percent, plural, points, pValue } from '../format.ts';
import { printableLine } from '../printable.ts';
import type { Paint } from '../terminal.ts';
import { wrap } from '../wrap.ts';
import { heldOutText } from './held-out.ts';

/** Whether a judge decides on the system's answers: scores are then preferences. */
export function isPairwise({ plugins, score }: Plan): boolean {
  const use = score.global?.use;
  if (use === undefined) return false;
  return plugins.some(({ plugin }) => plugin.score?.[use]?.kind === 'pairwise');
}

/**
 * The verdict first, then the numbers that it stands on.
 * @param looksBefore How often the test split had been looked at before this run.
 */
export function verdictLines(result: Result, plan: Plan, paint: Paint, looksBefore = 0): string[] {
  const { test, validation, stop } = result;
  const isSeed = Object.values(result.agents).every(({ changed }) => !changed);
  const pairwise = isPairwise(plan);
  const [style, name, sentence] = sentenceOf(result);
  return [
    `${paint(['bold', style], `${name}:`)} ${sentence}`,
    ...(test === null ? [] : isSeed ? [seedText(test)] : testLines(test, pairwise, paint)),
    ...(test === null || looksBefore === 0 ? [] : [looksText(looksBefore, paint)]),
    ...(validation === null ? [] : [`validation: ${heldOutText(validation, pairwise)}${drawnText(validation, plan)}`]),
    ...toleratedLines(result, paint),
    ...wrap(`search ended (${stop.reason}): ${printableLine(stop.detail)}`, 78).map((line, index) =>
      paint('dim', index === 0 ? line : `  ${line}`),
    ),
  ];
}

/** Its colour, its name and what it means. */
export function sentenceOf({
  verdict,
  validation,
  unfitJudge,
}: Pick<Result, 'verdict' | 'validation' | 'unfitJudge'>): readonly ['green' | 'yellow', string, string] {
  switch (verdict) {
    case 'improved':
      return ['green', 'improved', 'significantly better than the seed on validation items.'];
    case 'promising': {
      const needed = validation?.itemsToDecide ?? null;
      const more = needed === null ? '' : ` About ${group(needed)} validation items would decide it.`;
      return ['yellow', 'promising', `better than the seed on more items than worse, not significantly.${more}`];
    }
    case 'no-gain':
      return ['yellow', 'no gain', 'the best prompts found did not pass validation; the seed is returned.'];
    case 'seed-kept':
      return [
        'yellow',
        'seed kept',
        unfitJudge === null
          ? 'no other prompts reached validation.'
          : `the judge is unfit to decide: ${printableLine(unfitJudge)}.`,
      ];
  }
}

const looksText = (times: number, paint: Paint): string =>
  `${paint('yellow', 'test seen before:')} ${plural(times, 'time')}; prompts that are chosen by a test need new test items.`;

/** How many of the items were drawn because the others had decided nothing. */
function drawnText({ n, excluded }: HeldOut, { data }: Plan): string {
  const drawn = n + excluded - data.splits.validation.length;
  return drawn > 0 ? ` (${drawn} drawn at the gate)` : '';
}

/** A judge that would have been refused, had the config not let it decide. */
const toleratedLines = ({ verdict, unfitJudge }: Result, paint: Paint): string[] =>
  unfitJudge === null || verdict === 'seed-kept'
    ? []
    : [`${paint('yellow', 'unfit judge:')} ${printableLine(unfitJudge)}; it decided because gate.fitness is false.`];

/** Where the seed is returned there is nothing to compare, only where the system stands. */
const seedText = ({ n, seed }: HeldOut): string => `The seed scores ${percent(seed)} on ${n} test items.`;

function testLines(test: HeldOut, pairwise: boolean, paint: Paint): string[] {
  const { n, seed, best, interval, confidence, difference, p, wins, losses, ties, excluded } = test;
  const [low, high] = interval;
  const values = `${percent(seed)} → ${paint('bold', percent(best))}`;
  const head = pairwise ? `preference over the seed: ${values}` : `held out: ${values}`;
  return [
    `${head} on ${n} test items that the search never saw`,
    `  ${points(difference)} points, ${Math.round(confidence * 100)} % interval ${points(low)} … ${points(high)}, ${pValue(p)}`,
    `  ${wins} better, ${losses} worse, ${ties} equal${excluded > 0 ? `, ${excluded} left out (failed or not judged)` : ''}`,
  ];
}
