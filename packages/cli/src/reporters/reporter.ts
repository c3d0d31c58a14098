import type { Budget, Paid, RunEvent, RunState } from '@maspo/core';

/** Shows a run while it goes on. */
export interface Reporter {
  event(event: RunEvent, state: RunState): void;
  /** A note of a provider or of maspo, which is no event of the run. */
  log(message: string): void;
  /** Leaves the terminal clean. */
  stop(): void;
}

/** What a reporter may ask about the run. */
export interface RunFacts {
  readonly cycles: number;
  readonly rounds: number;
  /** Turns side by side at most. */
  readonly together: number;
  /** Calls that the run makes at most: the cap of the budget or what the search settings allow. */
  readonly mostCalls: number;
  /** What it is likely to make, `mostCalls` at most; a guess. */
  readonly expectedCalls: number;
  /** Of `mostCalls`, those that validation and test take at most. */
  readonly heldOutCalls: number;
  readonly caps: Pick<Budget, 'calls' | 'tokens' | 'usd' | 'minutes'>;
  readonly priced: boolean;
  /** Seconds that earlier sessions of the run took. */
  readonly secondsBefore: number;
  paid(): Paid;
  /** Blots secrets out: replies and errors may hold a key that was sent. */
  redact(text: string): string;
}
