import type { Paid, RunEvent, RunState, Spend } from '@maspo/core';
import { duration, group, usd } from '../format.ts';
import type { RunFacts } from './reporter.ts';

/** The speed is that of the last so many seconds. */
const WINDOW = 20;

export interface Pace {
  /** Logical calls so far, those of the step in progress included. */
  readonly done: number;
  /** Real calls per second, lately; 0 while the journal answers. */
  readonly rate: number;
  /** Seconds left, at most; null where nobody can tell. */
  readonly left: number | null;
}

/** Measures how fast a run goes. @param now Seconds. */
export function createSpeed({ paid, mostCalls }: RunFacts, now: () => number = () => performance.now() / 1000) {
  let logical = 0;
  let answeredBefore = 0;
  const samples: { readonly at: number; readonly answered: number }[] = [];
  return {
    event: (event: RunEvent, state: RunState): void => {
      if (event.type !== 'step') return;
      logical = totalOf(state).calls;
      answeredBefore = answered(paid());
    },
    pace: (): Pace => {
      const sample = { at: now(), answered: answered(paid()) };
      samples.push(sample);
      while (samples.length > 2 && sample.at - (samples[1]?.at ?? 0) > WINDOW) samples.shift();
      const [first = sample] = samples;
      const seconds = sample.at - first.at;
      const rate = seconds < 0.5 ? 0 : (sample.answered - first.answered) / seconds;
      const done = logical + Math.max(0, sample.answered - answeredBefore);
      const left = mostCalls === null || rate === 0 ? null : Math.max(0, mostCalls - done) / rate;
      return { done, rate, left };
    },
  };
}

const answered = ({ attempts, retries, inFlight }: Paid): number => Math.max(0, attempts - retries - inFlight);

/** What a run has spent, all roles together. */
export function totalOf({ spend }: RunState): Spend {
  const sum = { calls: 0, inputTokens: 0, outputTokens: 0, nanoUsd: 0 };
  for (const { calls, inputTokens, outputTokens, nanoUsd } of spend.values()) {
    sum.calls += calls;
    sum.inputTokens += inputTokens;
    sum.outputTokens += outputTokens;
    sum.nanoUsd += nanoUsd;
  }
  return sum;
}

/** `412/1,200 calls · 3.1/s · $0.0123 · ≤ 4 min left` */
export function paceText({ done, rate, left }: Pace, { mostCalls, priced }: RunFacts, state: RunState): string {
  const parts = [
    `${group(done)}${mostCalls === null ? '' : `/${group(Math.max(mostCalls, done))}`} calls`,
    ...(rate > 0 ? [`${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`] : []),
    ...(priced ? [usd(totalOf(state).nanoUsd / 1e9)] : []),
    ...(left === null ? [] : [`≤ ${duration(left)} left`]),
  ];
  return parts.join(' · ');
}
