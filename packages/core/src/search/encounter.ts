import type { SeedNode } from '../random.ts';
import type { Candidate } from '../system/candidate.ts';
import type { Episode } from '../system/execute.ts';
import type { View } from '../types.ts';
import type { SearchContext } from './context.ts';
import { meanOf, type Verdicts } from './reward.ts';
import { type Comparison, comparePairs, isOpen, type Pair } from './score.ts';

/** What was compared on one item, from all views. */
export interface Judged {
  readonly pairs: readonly Pair[];
  readonly comparisons: readonly Comparison[];
  /** The answer is the output of a successor too: the global comparison counts for the lookahead. */
  readonly answerIsNext: boolean;
}

/** One candidate on one item, against the incumbent. */
export interface Encounter extends Judged {
  readonly candidate: Candidate;
  readonly episode: Episode;
  readonly reference: Episode;
  /** A judge has a look left that could change them: then verdicts are the most that it may leave. */
  readonly open: boolean;
  readonly verdicts: Verdicts;
}

type Meeting = Judged & Pick<Encounter, 'candidate' | 'episode' | 'reference'>;

export const encounter = (meeting: Meeting): Encounter => ({
  ...meeting,
  open: meeting.comparisons.some(isOpen),
  verdicts: verdictsOf(meeting, 'value'),
});

function verdictsOf({ pairs, comparisons, answerIsNext }: Judged, end: 'value' | 'least'): Verdicts {
  const values = (view: View) =>
    comparisons.filter((_, index) => pairs[index]?.view === view).map((comparison) => comparison[end]);
  const [local, lookahead, global] = [values('local'), values('lookahead'), values('global')];
  return {
    local: meanOf(local),
    lookahead: meanOf(answerIsNext ? [...lookahead, ...global] : lookahead),
    global: meanOf(global),
  };
}

export const verdictsByItem = (encounters: readonly Encounter[]): Readonly<Record<string, Verdicts>> =>
  Object.fromEntries(encounters.map(({ episode, verdicts }) => [episode.item.id, verdicts]));

/**
 * What first looks say, in the midst of what the looks that are left may leave. Who is looked at again depends on it, so for
 * what holds of all encounters the verdicts of those that are judged to the end would be a biased sample.
 */
export function firstVerdicts(judged: Judged): Verdicts {
  const [least, most] = [verdictsOf(judged, 'least'), verdictsOf(judged, 'value')];
  const between = (view: View) => meanOf([least[view], most[view]]);
  return { local: between('local'), lookahead: between('lookahead'), global: between('global') };
}

/** Encounters judged to the end, by what they were. */
export async function lookAgain(
  context: SearchContext,
  encounters: readonly Encounter[],
  place: SeedNode,
): Promise<ReadonlyMap<Encounter, Encounter>> {
  const open = encounters.flatMap(({ pairs, comparisons }) =>
    pairs.flatMap((pair, index) => {
      const known = comparisons[index];
      return known !== undefined && isOpen(known) ? [{ pair, known }] : [];
    }),
  );
  const known = open.map((one) => one.known);
  const pairs = open.map(({ pair }) => pair);
  const settled = await comparePairs(context, pairs, place);
  const after = new Map(known.map((one, index) => [one, settled[index] ?? one]));
  return new Map(
    encounters.map((one) => {
      const comparisons = one.comparisons.map((comparison) => after.get(comparison) ?? comparison);
      return [one, encounter({ ...one, comparisons })];
    }),
  );
}

/** Better by itself, worse for the next agents or for the answer (MASPO, misalignment). */
export const isMisaligned = ({ verdicts }: Encounter): boolean => winsLocally(verdicts) && isLoss(verdicts);

/** Whether the looks that are left could make a case of it. Where they could not, it is none at its best either. */
export const mayBeMisaligned = (one: Encounter): boolean => one.open && winsLocally(one.verdicts) && mayBeLost(one);

/** Whether it is lost further down, or the looks that are left could make a loss of it. */
export const mayBeLost = (judged: Judged): boolean => isLoss(verdictsOf(judged, 'least'));

const winsLocally = ({ local }: Verdicts): boolean => local !== null && local > 0.5;

const isLoss = ({ lookahead, global }: Verdicts): boolean =>
  (lookahead !== null && lookahead < 0.5) || (global !== null && global < 0.5);
