import { type Paid, type RunEvent, type RunState, type Spend, totalSpend } from '@maspo/core';
import { duration, group, tokens, usd } from '../format.ts';
import type { RunFacts } from './reporter.ts';

/** The speed is that of the last so many seconds. */
const WINDOW = 30;
/** A speed that is measured for less long, in seconds, or on fewer calls, foretells nothing. */
const ENOUGH = { seconds: 3, calls: 10 };
/** The time left is told anew after so many seconds: a number that changes with every look cannot be read. */
const HOLD = 5;

export interface Pace {
  /** Logical calls so far, those of the step in progress included. */
  readonly done: number;
  /** Real calls per second, lately; 0 while the journal answers. */
  readonly rate: number;
  readonly left: TimeLeft | null;
  /** Of the run, earlier sessions included. */
  readonly seconds: number;
}

/** Seconds left, rounded; null where nobody can tell. */
export interface TimeLeft {
  readonly expected: number | null;
  readonly most: number;
}

/** Measures how fast a run goes. @param now Seconds. */
export function createSpeed(facts: RunFacts, now: () => number = () => performance.now() / 1000) {
  const started = now();
  let logical = 0;
  let answeredBefore = 0;
  let searched: number | null = null;
  let held: { readonly at: number; readonly left: TimeLeft | null } | null = null;
  const samples: { readonly at: number; readonly answered: number }[] = [];
  return {
    event: (event: RunEvent, state: RunState): void => {
      if (event.type === 'stop') {
        searched = logical;
        held = null;
      }
      if (event.type !== 'step') return;
      logical = totalOf(state).calls;
      answeredBefore = answered(facts.paid());
    },
    pace: (): Pace => {
      const sample = { at: now(), answered: answered(facts.paid()) };
      samples.push(sample);
      while (samples.length > 2 && sample.at - (samples[1]?.at ?? 0) > WINDOW) samples.shift();
      const [first = sample] = samples;
      const measured = { seconds: sample.at - first.at, calls: sample.answered - first.answered };
      const rate = measured.seconds < 0.5 ? 0 : measured.calls / measured.seconds;
      const done = logical + Math.max(0, sample.answered - answeredBefore);
      const seconds = facts.secondsBefore + sample.at - started;
      if (held === null || held.left === null || sample.at - held.at >= HOLD) {
        const known = measured.seconds >= ENOUGH.seconds && measured.calls >= ENOUGH.calls;
        held = { at: sample.at, left: known ? timeLeft(facts, { done, rate, searched, seconds }) : null };
      }
      return { done, rate, left: held.left, seconds };
    },
  };
}

interface Progress {
  readonly done: number;
  readonly rate: number;
  /** Calls when the search ended; null before. */
  readonly searched: number | null;
  readonly seconds: number;
}

/** What is left at the speed of late: of what is likely, and at most, as the caps and the settings have it. */
function timeLeft(
  { mostCalls, expectedCalls, heldOutCalls, caps: { minutes } }: RunFacts,
  { done, rate, searched, seconds }: Progress,
): TimeLeft {
  const after = (calls: number): number => rounded(Math.max(0, calls) / rate);
  if (searched !== null) return { expected: null, most: after(searched + heldOutCalls - done) };
  const byClock = minutes === null ? Infinity : Math.max(0, minutes * 60 - seconds) + heldOutCalls / rate;
  const most = Math.min(after(mostCalls - done), rounded(byClock));
  // A run that has made more calls than expected, or is about to, has shown the guess to be too low.
  const expected = expectedCalls - done;
  return { expected: expected * 20 > expectedCalls ? Math.min(after(expected), most) : null, most };
}

/** As exact as it is worth: 5 seconds, half minutes, minutes, quarters of an hour. */
function rounded(seconds: number): number {
  const step = seconds < 60 ? 5 : seconds < 600 ? 30 : seconds < 7200 ? 60 : 900;
  return Math.max(5, Math.ceil(seconds / step) * step);
}

const answered = ({ attempts, retries, inFlight }: Paid): number => Math.max(0, attempts - retries - inFlight);

/** What a run has spent, all roles together. */
export const totalOf = ({ spend }: RunState): Spend => totalSpend(Object.fromEntries(spend));

/** `412/1,200 calls · 3.1/s · 84.1k tokens · $0.0123 · left: about 2 min, at most 4 min` */
export function paceText({ done, rate, left }: Pace, { mostCalls, priced }: RunFacts, state: RunState): string {
  const { inputTokens, outputTokens, nanoUsd } = totalOf(state);
  return [
    `${group(done)}/${group(Math.max(mostCalls, done))} calls`,
    ...rateParts(rate),
    `${tokens(inputTokens + outputTokens)} tokens`,
    ...(priced ? [usd(nanoUsd / 1e9)] : []),
    ...(left === null ? [] : [`left: ${leftText(left)}`]),
  ].join(' · ');
}

export const rateParts = (rate: number): string[] =>
  rate > 0 ? [`${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`] : [];

/** `about 2 min, at most 4 min` */
export const leftText = ({ expected, most }: TimeLeft): string =>
  `${expected === null || expected === most ? '' : `about ${duration(expected)}, `}at most ${duration(most)}`;
