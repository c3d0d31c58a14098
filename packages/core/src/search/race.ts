import type { ScoredCandidate } from '../plugin/contract.ts';
import type { Candidate } from '../system/candidate.ts';
import type { Arena } from './arena.ts';

/** Better first: score, then more evidence, then the shorter prompt, then the id. */
export const byStanding = (a: ScoredCandidate, b: ScoredCandidate): number =>
  b.score - a.score ||
  b.n - a.n ||
  a.prompt.text.length - b.prompt.text.length ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/**
 * Successive halving on shared items: all candidates on the first items, the better half on more, and so on.
 * @param sizes Cumulative numbers of items, rising.
 * @returns Those that met all items, by their outlook, best first; the others have lost.
 */
export async function race(
  arena: Arena,
  candidates: readonly Candidate[],
  sizes: readonly number[],
): Promise<ScoredCandidate[]> {
  let alive = candidates;
  for (const [stage, size] of sizes.entries()) {
    await arena.measure(alive, size);
    if (stage === sizes.length - 1) break;
    const [entered, places] = [alive, Math.ceil(alive.length / 2)];
    const chosen = await chooseSettled(arena, async () => best(arena, entered).slice(0, places));
    alive = chosen.map(({ prompt }) => prompt);
  }
  return best(arena, alive);
}

const best = (arena: Arena, candidates: readonly Candidate[]): ScoredCandidate[] =>
  candidates.map(arena.outlook).sort(byStanding);

/**
 * Chooses by outlooks, and again as long as some of the chosen are not judged to the end: whoever loses even at its best
 * needs no second look. Where better evidence never costs a candidate its place, the choice is that of full evidence.
 */
export async function chooseSettled(
  arena: Arena,
  choose: () => Promise<readonly ScoredCandidate[]>,
): Promise<readonly ScoredCandidate[]> {
  for (;;) {
    const chosen = await choose();
    const open = chosen.map(({ prompt }) => prompt).filter(arena.isOpen);
    if (open.length === 0) return chosen;
    await arena.settle(open);
  }
}
