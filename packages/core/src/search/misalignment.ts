import type { MisalignmentCase, ScoredCandidate } from '../plugin/contract.ts';

/** Misalignment cases that an operator sees at most (MASPO: K_mis). */
export const MAX_CASES = 3;

/** The cases that did most harm, one an item: what operators see first. Of equal ones the earlier in the list. */
export function clearestCases(cases: readonly MisalignmentCase[]): MisalignmentCase[] {
  const harm = ({ lookahead, global }: MisalignmentCase): number => (lookahead ?? 0.5) + (global ?? 0.5);
  const byItem = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  const sorted = [...cases].sort((a, b) => harm(a) - harm(b) || byItem(a.trace.item.id, b.trace.item.id));
  const items = sorted.map(({ trace }) => trace.item.id);
  return sorted.filter((_, index) => items.indexOf(items[index] ?? '') === index).slice(0, MAX_CASES);
}

/** What is left once a new prompt has come in: a case expires when the new prompt wins on its item. */
export const unsolved = (cases: readonly MisalignmentCase[], { rewards }: ScoredCandidate): MisalignmentCase[] =>
  cases.filter(({ trace }) => (rewards[trace.item.id] ?? 0.5) <= 0.5);
