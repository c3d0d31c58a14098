import type { Evaluation } from '@maspo/core';
import { percent } from '../format.ts';
import { levelText } from './evaluation.ts';

/** What a set of prompts is worth, in [0, 1]: its mean score, or its preference over the seed (0.5 = the seed). */
export interface Worth {
  readonly what: 'score' | 'preference over the seed';
  readonly value: number;
  readonly interval: readonly [number, number];
  /** Items that count: those whose call failed or that could not be scored do not. */
  readonly n: number;
}

/** null where a judge compares and there is nothing but the seed. */
export function worthOf({ score, preference }: Evaluation): Worth | null {
  if (score !== null) return { what: 'score', value: score.mean, interval: score.interval, n: score.n };
  if (preference === null) return null;
  const { best, interval, n } = preference;
  return { what: 'preference over the seed', value: best, interval: [0.5 + interval[0], 0.5 + interval[1]], n };
}

/** Whether a value is at least what is asked for. Without a scored item it is not. */
export const isMet = ({ value, n }: Worth, least: number): boolean => n > 0 && value >= least;

/** Says so with the interval, and whether these items could tell the two apart at all. */
export function thresholdText(value: Worth, least: number, items: number, confidence: number): string {
  const { what, n } = value;
  const [low, high] = value.interval;
  const asked = `--fail-below ${percent(least)}`;
  if (n === 0) return `${asked}: not met, none of ${items} items could be scored.`;
  const numbers = `${percent(value.value)}, ${levelText(confidence)} interval ${percent(low)} … ${percent(high)}, n = ${n}`;
  const left = n < items ? `; ${items - n} of ${items} items left out (failed or not scored)` : '';
  const unsure = low < least && least <= high ? ' The interval holds the threshold: chance may decide here.' : '';
  return `${asked}: ${isMet(value, least) ? 'met' : 'not met'}, the ${what} is ${numbers}${left}.${unsure}`;
}
