import type { Paid, RunEvent, RunState } from '@maspo/core';

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
  /** Calls that the run makes at most: the cap of the budget or what the search settings allow. */
  readonly mostCalls: number | null;
  readonly priced: boolean;
  paid(): Paid;
}
