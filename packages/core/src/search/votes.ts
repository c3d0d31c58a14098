import { contentHash, type Json } from '../canonical.ts';
import { NOTHING_JUDGED } from '../evidence/fitness.ts';
import type { Grade, Vote } from '../plugin/contract.ts';
import type { JudgeCounts } from '../run/events.ts';
import type { SearchContext } from './context.ts';

/** What judges did on one question: a pair of outputs, or a single one. */
export interface Judged {
  /** What tells the question from others; the view does not: what two views share is judged once. */
  readonly question: Json;
  readonly votes: readonly Vote[];
  readonly grades: readonly Grade[];
}

/**
 * Counts what judges did. What the same judge did on the same question counts once in a run: it is the same calls. Where it
 * has looked once more since, what that added is counted.
 */
export async function emitJudged(context: SearchContext, judged: readonly Judged[]): Promise<void> {
  const judges = new Map<string, JudgeCounts>();
  const count = (model: string, question: Json, said: number, now: JudgeCounts): void => {
    const key = contentHash([model, question]);
    const before = context.counted.get(key) ?? { said: 0, counts: NOTHING_JUDGED };
    if (said <= before.said) return;
    context.counted.set(key, { said, counts: now });
    judges.set(model, sum(judges.get(model) ?? NOTHING_JUDGED, sum(now, before.counts, -1)));
  };
  for (const { question, votes, grades } of judged) {
    // Most have neither: labels judge.
    for (const [model, own] of Map.groupBy(votes, (vote) => vote.model))
      count(model, [question, 'votes'], own.length, addVotes(NOTHING_JUDGED, own));
    for (const [model, own] of Map.groupBy(grades, (grade) => grade.model))
      count(model, [question, 'grades'], own.length, addGrades(NOTHING_JUDGED, own));
  }
  if (judges.size > 0) await context.emit({ type: 'judged', judges: Object.fromEntries(judges) });
}

/** a + sign · b, count by count. */
const sum = (a: JudgeCounts, b: JudgeCounts, sign: 1 | -1 = 1): JudgeCounts =>
  Object.fromEntries(
    (Object.keys(a) as (keyof JudgeCounts)[]).map((key) => [key, a[key] + sign * b[key]]),
  ) as unknown as JudgeCounts;

function addVotes(counts: JudgeCounts, votes: readonly Vote[]): JudgeCounts {
  const decided = votes.filter(({ choice }) => choice === 'first' || choice === 'second');
  const winners = new Set(decided.map(({ choice, first }) => (choice === 'first') === (first === 'candidate')));
  // What cannot be read twice is no answer that was given twice.
  const again = votes.filter((vote) => vote.again !== undefined && vote.choice !== 'abstained');
  return {
    ...counts,
    pairs: counts.pairs + 1,
    ties: counts.ties + (votes.some(({ choice }) => choice === 'tie') ? 1 : 0),
    abstained: counts.abstained + (votes.some(({ choice }) => choice === 'abstained') ? 1 : 0),
    bothDecided: counts.bothDecided + (decided.length > 1 ? 1 : 0),
    flips: counts.flips + (winners.size > 1 ? 1 : 0),
    decided: counts.decided + decided.length,
    chosenFirst: counts.chosenFirst + decided.filter(({ choice }) => choice === 'first').length,
    again: counts.again + again.length,
    alike: counts.alike + again.filter((vote) => vote.again === vote.choice).length,
  };
}

/** Several grades of one output are answers to one question; each after the first is held against it. */
function addGrades(counts: JudgeCounts, grades: readonly Grade[]): JudgeCounts {
  const [first, ...others] = grades.flatMap(({ grade }) => (grade === null ? [] : [grade]));
  return {
    ...counts,
    graded: counts.graded + 1,
    unread: counts.unread + (first === undefined ? 1 : 0),
    again: counts.again + others.length,
    alike: counts.alike + others.filter((grade) => grade === first).length,
  };
}
