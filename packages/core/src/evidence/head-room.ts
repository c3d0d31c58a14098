import { round12 } from '../canonical.ts';
import { confidenceOfLook } from './gate.ts';
import { differenceInterval, meanInterval, normalQuantile } from './paired.ts';

/** One changed prompt of an agent on one item, against the seed. null = a call failed, or the judge abstained. */
export interface Trial {
  readonly item: string;
  /** Which of the agent's variants. */
  readonly variant: number;
  /** Whether the agent's own output differs in canonical form, and whether the answer does. */
  readonly own: boolean | null;
  readonly answer: boolean | null;
  /** Whether the output of each agent that reads it differs. */
  readonly next: Readonly<Record<string, boolean | null>>;
  /** The answer against the seed's, in [0, 1]; 0.5 = no better and no worse. */
  readonly comparison: number | null;
}

/** How often something happened. */
export interface Share {
  /** Trials in which it did, of those in which it could be told. */
  readonly count: number;
  readonly of: number;
  /** Mean over items, in [0, 1], and its interval: trials on one item are not independent, so items are counted. */
  readonly share: number;
  readonly items: number;
  readonly interval: readonly [number, number];
}

/** What there is to gain by an agent's prompt. */
export type HeadRoomVerdict =
  /** Variants were better on more items than chance would flip. */
  | 'pays'
  /** The answer changes more often than by chance, but not clearly for the better. */
  | 'moves'
  /** The answer never changed: the prompt cannot be shown to matter. */
  | 'inert'
  /** The answer changes on fewer items than validation needs to prove a gain. */
  | 'little'
  | 'too-few';

/** What trials of one agent show. */
export interface HeadRoom {
  /** Variants tried, and those that changed the answer on an item. */
  readonly variants: number;
  readonly changing: number;
  readonly own: Share;
  readonly answer: Share;
  readonly better: Share;
  readonly worse: Share;
  /** The variant with the largest mean difference; null where none is better on the whole. */
  readonly best: BestVariant | null;
  readonly verdict: HeadRoomVerdict;
  /** Where it is `too-few`: about how many items would tell, if things go on like this; null where that cannot be said. */
  readonly itemsToTell: number | null;
}

export interface BestVariant {
  readonly variant: number;
  readonly items: number;
  readonly better: number;
  readonly worse: number;
  /** Of the mean difference, in [−1, 1], wider for having been chosen among all variants (Bonferroni). */
  readonly interval: readonly [number, number];
}

/** How trials are judged. */
export interface Standard {
  /** Of every interval, in (0, 1). */
  readonly confidence: number;
  /** The smallest gain that validation can prove, in [0, 1]; null: none. */
  readonly detectable: number | null;
}

/** Fewer items say nothing: what never happened on seven may happen on every third. */
export const ENOUGH_ITEMS = 8;
/** Share of answers that any change of wording may flip, whatever it says: neutral rewrites flip 3 to 15 % in `plugin-sim`'s world `null`. */
const CHANCE = 0.1;
/** An extrapolation to more than so many times the items is a guess. */
const FARTHEST = 20;

/** How often `of` is true, with an interval. Unknown where it is null. */
export function shareOf(trials: readonly Trial[], of: (trial: Trial) => boolean | null, confidence: number): Share {
  const told = trials.flatMap((trial) => {
    const value = of(trial);
    return value === null ? [] : [{ item: trial.item, value }];
  });
  const perItem = [...Map.groupBy(told, ({ item }) => item).values()].map(
    (own) => own.filter(({ value }) => value).length / own.length,
  );
  const share = perItem.length === 0 ? 0 : perItem.reduce((sum, value) => sum + value, 0) / perItem.length;
  const [low, high] = meanInterval(share, perItem.length, normalQuantile(confidence));
  return {
    count: told.filter(({ value }) => value).length,
    of: told.length,
    share: round12(share),
    items: perItem.length,
    interval: [round12(low), round12(high)],
  };
}

/** Sums up the trials of one agent. */
export function headRoomOf(trials: readonly Trial[], standard: Standard): HeadRoom {
  const { confidence } = standard;
  const compared = (is: (comparison: number) => boolean) =>
    shareOf(trials, ({ comparison }) => (comparison === null ? null : is(comparison)), confidence);
  const shares = {
    own: shareOf(trials, ({ own }) => own, confidence),
    answer: shareOf(trials, ({ answer }) => answer, confidence),
    better: compared((comparison) => comparison > 0.5),
    worse: compared((comparison) => comparison < 0.5),
  };
  const best = bestOf(trials, confidence);
  const verdict = verdictOf(shares, best, standard);
  return {
    variants: new Set(trials.map(({ variant }) => variant)).size,
    changing: new Set(trials.filter(({ answer }) => answer).map(({ variant }) => variant)).size,
    ...shares,
    best,
    verdict,
    itemsToTell: verdict === 'too-few' ? itemsToTell(shares, standard) : null,
  };
}

type Shares = Pick<HeadRoom, 'answer' | 'better'>;

function verdictOf({ answer, better }: Shares, best: BestVariant | null, { detectable }: Standard): HeadRoomVerdict {
  // Chance flips as many for the better as for the worse.
  if (better.interval[0] > CHANCE / 2 || (best !== null && best.interval[0] > 0)) return 'pays';
  if (answer.items >= ENOUGH_ITEMS && answer.count === 0) return 'inert';
  if (answer.items >= ENOUGH_ITEMS && answer.interval[1] < (detectable ?? 0)) return 'little';
  return answer.interval[0] > CHANCE ? 'moves' : 'too-few';
}

/** The variant with the largest mean difference to the seed; only differences above 0 count. */
function bestOf(trials: readonly Trial[], confidence: number): BestVariant | null {
  const groups = [...Map.groupBy(trials, ({ variant }) => variant)].flatMap(([variant, own]) => {
    const differences = own.flatMap(({ comparison }) => (comparison === null ? [] : [2 * comparison - 1]));
    return differences.length === 0 ? [] : [{ variant, differences, mean: meanOf(differences) }];
  });
  const [top] = groups.toSorted(
    (a, b) => b.mean - a.mean || b.differences.length - a.differences.length || a.variant - b.variant,
  );
  if (top === undefined || top.mean <= 0) return null;
  const [low, high] = differenceInterval(top.differences, normalQuantile(confidenceOfLook(confidence, groups.length)));
  return {
    variant: top.variant,
    items: top.differences.length,
    better: top.differences.filter((value) => value > 0).length,
    worse: top.differences.filter((value) => value < 0).length,
    interval: [round12(low), round12(high)],
  };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The fewest items on which the same shares would get a verdict. */
function itemsToTell(shares: Shares, standard: Standard): number | null {
  const { items } = shares.better;
  const z = normalQuantile(standard.confidence);
  const at = (share: Share, size: number): Share => ({
    ...share,
    items: size,
    interval: meanInterval(share.share, size, z),
  });
  for (let size = items + 1; items > 0 && size <= FARTHEST * items; size++) {
    const seen = { answer: at(shares.answer, size), better: at(shares.better, size) };
    if (verdictOf(seen, null, standard) !== 'too-few') return size;
  }
  return null;
}
