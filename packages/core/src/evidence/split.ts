import { contentHash } from '../canonical.ts';
import type { SeedNode } from '../random.ts';
import { type Item, SPLITS, type Split } from '../types.ts';

export type SplitCounts = Readonly<Record<Split, number>>;

/** The items of each split; `spare` holds those that neither search nor validation nor test has, in the order of drawing. */
export type Splits = Readonly<Record<Split, readonly Item[]>> & { readonly spare?: readonly Item[] };

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

/** What is known about items that matters where they go. */
export interface Kinship {
  /** For each item the group that must stay in one split. */
  readonly groups?: readonly number[];
  /** What each split should have its share of: the label. */
  readonly stratumOf?: (item: Item) => string;
}

/** Items that go together. */
type Unit = readonly Item[];

/**
 * Deals the items out to the splits: at random by the seed, whatever the order of the file; every part has each stratum
 * in its proportion (to the item, where no group stands in the way); groups stay together. A group that is larger than
 * the room that is left, where nothing smaller fits, goes in as far as it does; the rest of it is in no split.
 * @param counts Their sum must not be larger than the number of items. A split gets fewer only where groups were cut.
 * @param seed The node `split` of the run's seed.
 */
export function splitItems(items: readonly Item[], counts: SplitCounts, seed: SeedNode, kinship: Kinship = {}): Splits {
  if (counts.train + counts.validation + counts.test > items.length)
    throw new RangeError('a split is larger than the data');
  let left = inOrder(unitsOf(items, kinship.groups), seed, kinship.stratumOf ?? (() => ''));
  const dealt = SPLITS.map((split) => {
    const { taken, rest } = take(left, counts[split]);
    left = rest;
    return [split, taken] as const;
  });
  const spare = left.flat();
  return { ...(Object.fromEntries(dealt) as Record<Split, Item[]>), ...(spare.length === 0 ? {} : { spare }) };
}

/** The groups by content: lines that change places, and so their line numbers, change no split. */
function unitsOf(items: readonly Item[], groups: readonly number[] | undefined): Unit[] {
  const sorted = items
    .map((item, index) => ({ item, group: groups?.[index] ?? index, key: `${contentHash(item.fields)} ${item.id}` }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  return [...Map.groupBy(sorted, ({ group }) => group).values()].map((members) => members.map(({ item }) => item));
}

/**
 * A random order of which every stretch is stratified: the units of a stratum are spread evenly over it (systematic
 * sampling: their k-th of n stands at (k + a random start) / n).
 */
function inOrder(units: readonly Unit[], seed: SeedNode, stratumOf: (item: Item) => string): Unit[] {
  const shuffled = seed.stream().shuffle(units);
  const strata = Map.groupBy(shuffled, ([first]) => (first === undefined ? '' : stratumOf(first)));
  return [...strata]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([stratum, members]) => {
      const start = seed.derive('stratum', stratum).stream().next();
      return members.map((unit, index) => ({ unit, at: (index + start) / members.length }));
    })
    .sort((a, b) => a.at - b.at)
    .map(({ unit }) => unit);
}

/** The first units that fit into so many places; the others keep their order. */
function take(units: readonly Unit[], count: number): { readonly taken: Item[]; readonly rest: Unit[] } {
  const taken: Item[] = [];
  const rest: Unit[] = [];
  for (const unit of units) {
    if (taken.length + unit.length <= count) taken.push(...unit);
    else rest.push(unit);
  }
  const room = count - taken.length;
  if (room > 0) taken.push(...(rest.shift() ?? []).slice(0, room));
  return { taken, rest };
}
