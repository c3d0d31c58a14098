import type { CallError } from '../errors.ts';
import { createSlots } from './limit.ts';

/**
 * What a run has learned of an endpoint: how many calls it takes at once, and whether it is up. Additive increase,
 * multiplicative decrease (Chiu and Jain 1989, as in TCP): halved on a rate limit, one more after each window of answers.
 * After failures in a row a circuit breaker lets one call at a time try, until one is answered.
 */
export interface Endpoint {
  /** Resolves when another attempt may start; leave when it is over. */
  enter(): Promise<void>;
  leave(): void;
  /** Makes an attempt and learns from its outcome. */
  attempt<T>(task: () => Promise<T | CallError>): Promise<T | CallError>;
  /** True: it seems to be down. The call that is in stays in while it waits, so that no other one knocks meanwhile. */
  isDown(): boolean;
  /** Calls at once, now. */
  size(): number;
}

/** Failures in a row (rate limits apart: those are answers) after which an endpoint counts as down. */
const DOWN_AFTER = 5;

/** @param most Calls at once at most. `log` hears of changes that a person may want to know. */
export function createEndpoint(most: number, log: (message: string) => void): Endpoint {
  const slots = createSlots(most);
  let size = most;
  let answered = 0;
  let failures = 0;
  let started = 0;
  let startedAtCut = 0;
  let lowest = most;

  const isDown = (): boolean => failures >= DOWN_AFTER;
  const apply = (): void => slots.resize(isDown() ? 1 : size);
  const succeed = (): void => {
    if (isDown()) log('the endpoint answers again');
    failures = 0;
    if (++answered >= size && size < most) {
      size++;
      answered = 0;
    }
    apply();
  };
  const cut = (): void => {
    startedAtCut = started;
    size = Math.max(1, Math.floor(size / 2));
    answered = 0;
    if (size < lowest) log(`rate limit: ${size} ${size === 1 ? 'call' : 'calls'} at once from now on`);
    lowest = Math.min(lowest, size);
    apply();
  };
  const fail = (error: CallError): void => {
    failures++;
    if (failures === DOWN_AFTER) {
      size = Math.max(1, Math.floor(size / 2));
      log(`${failures} failures in a row, now one call at a time: ${error.message}`);
    }
    apply();
  };

  return {
    enter: slots.enter,
    leave: slots.leave,
    isDown,
    size: () => (isDown() ? 1 : size),
    attempt: async (task) => {
      const number = started++;
      const outcome = await task();
      const error = outcome instanceof Error ? outcome : null;
      if (error === null || error.kind === 'item') succeed();
      else if (error.throttled) {
        // Calls that were under way at the last cut say nothing about the new size.
        if (number >= startedAtCut) cut();
      } else if (error.kind === 'transient') fail(error);
      return outcome;
    },
  };
}
