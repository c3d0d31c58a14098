import { ENOUGH_ITEMS, type HeadRoom, type HeadRoomVerdict } from './head-room.ts';

/** What optimizing a system can bring, as far as a probe can tell. */
export type Prospect =
  /** At least one agent's prompt moves the answer. */
  | 'pays'
  /** Nothing that was tried changes the answer often enough for a gain to be proven. */
  | 'nothing-seen'
  /** The answer never changed, whichever prompt was changed. */
  | 'inert'
  /** All answers of the seed are right. */
  | 'ceiling'
  /** No answer is right, with the seed or with any variant. */
  | 'floor'
  | 'too-few';

/** Scores of the seed's answers in [0, 1]. */
export interface SeedScores {
  readonly mean: number;
  readonly n: number;
}

/** @param scores null where only a judge can compare: no answer is known to be right. */
export function prospectOf(scores: SeedScores | null, agents: readonly HeadRoom[]): Prospect {
  if (scores !== null && scores.n >= ENOUGH_ITEMS) {
    if (scores.mean >= 1) return 'ceiling';
    if (scores.mean <= 0 && agents.every(({ better }) => better.count === 0)) return 'floor';
  }
  const has = (verdict: HeadRoomVerdict): boolean => agents.some((agent) => agent.verdict === verdict);
  if (has('pays') || has('moves')) return 'pays';
  if (has('too-few') || agents.length === 0) return 'too-few';
  return has('little') ? 'nothing-seen' : 'inert';
}
