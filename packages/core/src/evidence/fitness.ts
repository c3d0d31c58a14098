import type { JudgeCounts } from '../run/events.ts';

export const NOTHING_JUDGED: JudgeCounts = Object.freeze({
  quiz: 0,
  quizRight: 0,
  pairs: 0,
  ties: 0,
  abstained: 0,
  bothDecided: 0,
  flips: 0,
  decided: 0,
  chosenFirst: 0,
  again: 0,
  alike: 0,
  graded: 0,
  unread: 0,
});

/** a + sign · b, count by count. */
export const addCounts = (a: JudgeCounts, b: JudgeCounts, sign: 1 | -1 = 1): JudgeCounts =>
  Object.fromEntries(
    (Object.keys(a) as (keyof JudgeCounts)[]).map((key) => [key, a[key] + sign * b[key]]),
  ) as unknown as JudgeCounts;

/** Fewer pairs do not show that a judge is unfit. */
const ENOUGH_PAIRS = 10;
const MAX_ABSTAINED = 1 / 2;

/** A coin flips with the order in half of its pairs, a good judge in a fifth (2606.13685). */
const GOOD = { flips: 1 / 5, quizRight: 0.95 };
const COIN = 1 / 2;
/**
 * Wald (1945): a coin's likelihood ratio passes 1 / α in a share α of runs at most, however often one looks, and that of a good
 * judge falls below α in as few. Ten lets a coin through in less than 4 % at any one number of pairs, and asks for five pairs
 * without a flip where there is nothing else to go by.
 */
const ENOUGH_EVIDENCE = Math.log(10);

/** ln of how much likelier the flips of a judge are of a good judge than of a coin. */
const evidenceOfFlips = ({ bothDecided, flips }: JudgeCounts): number =>
  flips * Math.log(GOOD.flips / COIN) + (bothDecided - flips) * Math.log((1 - GOOD.flips) / COIN);

/** The same of all that it did. */
const evidenceOf = (counts: JudgeCounts): number =>
  evidenceOfFlips(counts) +
  counts.quizRight * Math.log(GOOD.quizRight / COIN) +
  (counts.quiz - counts.quizRight) * Math.log((1 - GOOD.quizRight) / COIN);

/** Why a judge is shown to be unfit; null if it is not. */
export function faultOf(model: string, counts: JudgeCounts): string | null {
  const { pairs, bothDecided, flips, abstained, graded, unread } = counts;
  if (pairs >= ENOUGH_PAIRS && abstained > MAX_ABSTAINED * pairs)
    return `${model} gave no readable verdict in ${abstained} of ${pairs} pairs`;
  if (graded >= ENOUGH_PAIRS && unread > MAX_ABSTAINED * graded)
    return `${model} gave no readable grade to ${unread} of ${graded} outputs`;
  if (bothDecided >= ENOUGH_PAIRS && evidenceOfFlips(counts) <= -ENOUGH_EVIDENCE)
    return `${model} changed its verdict with the order of the answers in ${flips} of ${bothDecided} pairs`;
  return null;
}

/**
 * Why a judge must not decide what is returned; null if it may. A coin that is asked little is not shown to be unfit in a
 * sixth of runs, so here the burden of proof is the judge's: its flips in the whole run and the obvious pairs of the
 * preflight, which are all paid for, must tell it from a coin. One that decided nothing in both orders claims nothing.
 */
export function doubtOf(model: string, counts: JudgeCounts): string | null {
  const fault = faultOf(model, counts);
  const { bothDecided, flips, quiz, quizRight } = counts;
  if (fault !== null || bothDecided === flips || evidenceOf(counts) >= ENOUGH_EVIDENCE) return fault;
  const asked = quiz === 0 ? '' : `, and ${quizRight} of ${quiz} obvious pairs were judged right`;
  return `${model} is not told from a coin: ${flips} of ${bothDecided} verdicts changed with the order of the answers${asked}`;
}

/** Judges that decide together: one, or a panel. */
export interface Bench {
  readonly members: readonly string[];
  /** Whether its verdicts decide what is returned. */
  readonly decides: boolean;
}

/** Why each member of a bench that must not vote must not; those that were not asked are left out. */
export function unfitMembers({ members, decides }: Bench, judges: Judges): ReadonlyMap<string, string> {
  const judge = decides ? doubtOf : faultOf;
  return new Map(
    members.flatMap((model) => {
      const counts = judges[model];
      const reason = counts === undefined ? null : judge(model, counts);
      return reason === null ? [] : [[model, reason] as const];
    }),
  );
}

type Judges = Readonly<Record<string, JudgeCounts>>;

/** The first bench on which nobody is left to decide, with the reason; null if there is none. */
export function unfitJudge(benches: readonly Bench[], judges: Judges): string | null {
  for (const bench of benches) {
    const unfit = unfitMembers(bench, judges);
    const [reason] = unfit.values();
    if (reason !== undefined && unfit.size === bench.members.length) return reason;
  }
  return null;
}
