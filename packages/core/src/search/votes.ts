import { contentHash, type Json } from '../canonical.ts';
import { addCounts, NOTHING_JUDGED } from '../evidence/fitness.ts';
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
 * has looked once more since, what that added is counted, but for a flip: who is looked at once more depends on the first look.
 */
export async function emitJudged(context: SearchContext, judged: readonly Judged[]): Promise<void> {
  const judges = new Map<string, JudgeCounts>();
  const count = (model: string, question: Json, said: number, now: JudgeCounts): void => {
    const key = contentHash([model, question]);
    const before = context.counted.get(key) ?? { said: 0, counts: NOTHING_JUDGED };
    if (said <= before.said) return;
    const { bothDecided, flips } = before.said === 0 ? now : before.counts;
    const counts = { ...now, bothDecided, flips };
    context.counted.set(key, { said, counts });
    judges.set(model, addCounts(judges.get(model) ?? NOTHING_JUDGED, addCounts(counts, before.counts, -1)));
  };
  for (const { question, votes, grades } of judged) {
    // Most have neither: labels judge.
    for (const [model, own] of Map.groupBy(votes, (vote) => vote.model))
      count(model, [question, 'votes'], own.length, countsOfVotes(own));
    for (const [model, own] of Map.groupBy(grades, (grade) => grade.model))
      count(model, [question, 'grades'], own.length, countsOfGrades(own));
  }
  if (judges.size > 0) await context.emit({ type: 'judged', judges: Object.fromEntries(judges) });
}

function countsOfVotes(votes: readonly Vote[]): JudgeCounts {
  const decided = votes.filter(({ choice }) => choice === 'first' || choice === 'second');
  const winners = new Set(decided.map(({ choice, first }) => (choice === 'first') === (first === 'candidate')));
  // What cannot be read twice is no answer that was given twice.
  const again = votes.filter((vote) => vote.again !== undefined && vote.choice !== 'abstained');
  return {
    ...NOTHING_JUDGED,
    pairs: 1,
    ties: votes.some(({ choice }) => choice === 'tie') ? 1 : 0,
    abstained: votes.some(({ choice }) => choice === 'abstained') ? 1 : 0,
    bothDecided: decided.length > 1 ? 1 : 0,
    flips: winners.size > 1 ? 1 : 0,
    decided: decided.length,
    chosenFirst: decided.filter(({ choice }) => choice === 'first').length,
    again: again.length,
    alike: again.filter((vote) => vote.again === vote.choice).length,
  };
}

/** Several grades of one output are answers to one question; each after the first is held against it. */
function countsOfGrades(grades: readonly Grade[]): JudgeCounts {
  const [first, ...others] = grades.flatMap(({ grade }) => (grade === null ? [] : [grade]));
  return {
    ...NOTHING_JUDGED,
    graded: 1,
    unread: first === undefined ? 1 : 0,
    again: others.length,
    alike: others.filter((grade) => grade === first).length,
  };
}
