import type { Hooks } from '../hooks.ts';
import type { Plan } from '../plan.ts';
import type { Pause } from './attempt.ts';
import type { Journal } from './journal.ts';
import type { SpendByRole } from './usage.ts';

/** What a gateway is opened with. */
export interface GatewayContext {
  readonly plan: Plan;
  readonly runId: string;
  readonly hooks: Hooks;
  readonly journal: Journal;
  /** Ends calls in flight, at once. */
  readonly signal: AbortSignal;
  /** Asked at the start of each step. */
  readonly interrupted: () => boolean;
  /** Seconds that earlier sessions of this run have used. */
  readonly elapsedBefore: number;
  /** What attempts without an answer may have cost in earlier sessions. */
  readonly lostBefore?: SpendByRole;
  readonly log: (message: string) => void;
  /** A line for the run's events: the same on every resume. */
  readonly note?: (message: string) => Promise<void>;
  /** How a retry waits; a timer by default. */
  readonly pause?: Pause;
}

/** What was really paid, tried and waited for: may differ between two ways to the same result. */
export interface Paid {
  readonly spend: SpendByRole;
  readonly attempts: number;
  readonly retries: number;
  /** Different calls that the journal answered and this process did not make. */
  readonly fromJournal: number;
  readonly inFlight: number;
  /** What attempts that got no answer in time may have cost at most, earlier sessions included. */
  readonly lost: SpendByRole;
}
