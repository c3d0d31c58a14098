import { canonicalJson } from '../canonical.ts';
import type { SeedNode } from '../random.ts';
import { type Item, SPLITS } from '../types.ts';
import { groupNearDuplicates } from './near-duplicates.ts';
import { type SplitCounts, type Splits, splitItems } from './split.ts';

/** How items are looked at where they are split. */
export interface Reading {
  /** What an item says to the system. */
  readonly textOf: (item: Item) => string;
  /** Fields that scorers compare with. */
  readonly labels: readonly string[];
}

/** Items in their splits, and what their user should know about it. */
export interface Dealt {
  readonly splits: Splits;
  readonly notes: readonly string[];
}

/** Deals items out: stratified by their labels, near-duplicates together (see `splitItems`). */
export function dealItems(
  items: readonly Item[],
  counts: SplitCounts,
  { textOf, labels }: Reading,
  seed: SeedNode,
): Dealt {
  const stratumOf = ({ fields }: Item): string => canonicalJson(labels.map((label) => fields[label] ?? null));
  const groups = groupNearDuplicates(items.map(textOf));
  const splits = splitItems(items, counts, seed, { groups, stratumOf });
  // Items that all say the same leave nothing to search with, or to decide by: then they are dealt out one by one.
  if (splits.train.length > 0 && splits.validation.length > 0)
    return { splits, notes: [...notesOnGroups(items.length, groups), ...notesOnCounts(splits, counts)] };
  const apart = splitItems(items, counts, seed, { stratumOf });
  return { splits: apart, notes: notesOnLeaks(apart, textOf) };
}

/** What given splits share: near-duplicates of an item in a split before its own. */
export function notesOnLeaks(splits: Splits, textOf: Reading['textOf']): string[] {
  const placed = ([...SPLITS, 'spare'] as const).flatMap((split) =>
    (splits[split] ?? []).map((item) => ({ split, item })),
  );
  const groups = groupNearDuplicates(placed.map(({ item }) => textOf(item)));
  const leaks = placed.flatMap(({ split, item }, index) => {
    const first = placed[groups[index] ?? index];
    return first === undefined || first.split === split ? [] : [{ split, item, first }];
  });
  const bySplits = Map.groupBy(leaks, ({ split, first }) => `${split} ${first.split}`);
  return [...bySplits.values()].flatMap((all) => {
    const [leak] = all;
    if (leak === undefined) return [];
    const { split, item, first } = leak;
    const what = all.length === 1 ? 'a near-duplicate' : `${all.length} near-duplicates`;
    const more = all.length === 1 ? '' : ', …';
    return [`${split} has ${what} of ${first.split} items: ${item.id} of ${first.item.id}${more}`];
  });
}

function notesOnGroups(total: number, groups: readonly number[]): string[] {
  const sizes = [...Map.groupBy(groups, (group) => group).values()].map(({ length }) => length);
  const shared = sizes.filter((size) => size > 1);
  const items = shared.reduce((sum, size) => sum + size, 0);
  if (items === 0) return [];
  const kept = shared.length === 1 ? '1 group, which is' : `${shared.length} groups, each`;
  return [`${items} of ${total} items are near-duplicates, in ${kept} kept in one split`];
}

const notesOnCounts = (splits: Splits, counts: SplitCounts): string[] =>
  SPLITS.filter((split) => splits[split].length < counts[split]).map(
    (split) =>
      `${split} has ${splits[split].length} of the ${counts[split]} items asked for: near-duplicates of items in other splits are left out`,
  );
