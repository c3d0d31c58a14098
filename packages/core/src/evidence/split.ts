import type { SeedNode } from '../random.ts';
import type { Item, Split } from '../types.ts';

export type SplitCounts = Readonly<Record<Split, number>>;

/** More items than this in a split cost calls and hardly decide more; a config may say otherwise. */
const DEFAULT_MOST = 200;

/**
 * How many items each split gets when the config does not say: a third for the search, a quarter for the decision,
 * the rest for the test, 200 each at most.
 * @param total Number of items, ≥ 2.
 */
export function defaultCounts(total: number): SplitCounts {
  const share = (part: number): number => Math.min(DEFAULT_MOST, Math.max(1, Math.floor(total * part)));
  const train = share(1 / 3);
  const validation = share(1 / 4);
  return { train, validation, test: Math.min(DEFAULT_MOST, Math.max(0, total - train - validation)) };
}

/**
 * Deals the items out to the splits: shuffled by the run's seed, no item in two splits.
 * @param counts Their sum must not be larger than the number of items.
 * @param seed The node `split` of the run's seed.
 */
export function splitItems(
  items: readonly Item[],
  { train, validation, test }: SplitCounts,
  seed: SeedNode,
): Readonly<Record<Split, readonly Item[]>> {
  if (train + validation + test > items.length) throw new RangeError('a split is larger than the data');
  const shuffled = seed.stream().shuffle(items);
  return {
    train: shuffled.slice(0, train),
    validation: shuffled.slice(train, train + validation),
    test: shuffled.slice(train + validation, train + validation + test),
  };
}
