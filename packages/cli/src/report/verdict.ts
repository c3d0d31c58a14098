import type { HeldOut, Plan, Result } from '@maspo/core';
import { group, percent, points, pValue } from '../format.ts';
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

/** The verdict first, then the numbers that it stands on. */
export function verdictLines(result: Result, plan: Plan, paint: Paint): string[] {
  const { test, validation, stop } = result;
  const isSeed = Object.values(result.agents).every(({ changed }) => !changed);
  const pairwise = isPairwise(plan);
  const [style, name, sentence] = sentenceOf(result);
  return [
    `${paint(['bold', style], `${name}:`)} ${sentence}`,
    ...(test === null
      ? []
      : isSeed
        ? [seedText(test)]
        : testLines(test, { pairwise, confidence: plan.gate.confidence, paint })),
    ...(validation === null ? [] : [`validation: ${heldOutText(validation, pairwise)}`]),
    ...wrap(`search ended (${stop.reason}): ${printableLine(stop.detail)}`, 78).map((line, index) =>
      paint('dim', index === 0 ? line : `  ${line}`),
    ),
  ];
}

function sentenceOf({ verdict, validation, unfitJudge }: Result): readonly ['green' | 'yellow', string, string] {
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

/** Where the seed is returned there is nothing to compare, only where the system stands. */
const seedText = ({ n, seed }: HeldOut): string => `The seed scores ${percent(seed)} on ${n} test items.`;

interface TestStyle {
  readonly pairwise: boolean;
  readonly confidence: number;
  readonly paint: Paint;
}

function testLines(test: HeldOut, { pairwise, confidence, paint }: TestStyle): string[] {
  const { n, seed, best, interval, difference, p, wins, losses, ties, excluded } = test;
  const [low, high] = interval;
  const values = `${percent(seed)} → ${paint('bold', percent(best))}`;
  const head = pairwise ? `preference over the seed: ${values}` : `held out: ${values}`;
  return [
    `${head} on ${n} test items that the search never saw`,
    `  ${points(difference)} points, ${Math.round(confidence * 100)} % interval ${points(low)} … ${points(high)}, ${pValue(p)}`,
    `  ${wins} better, ${losses} worse, ${ties} equal${excluded > 0 ? `, ${excluded} left out (failed or not judged)` : ''}`,
  ];
}
