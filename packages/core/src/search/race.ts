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
 * @returns Those that met all items, best first; the others have lost.
 */
export async function race(
  arena: Arena,
  candidates: readonly Candidate[],
  sizes: readonly number[],
): Promise<ScoredCandidate[]> {
  let alive = candidates;
  for (const [stage, size] of sizes.entries()) {
    await arena.measure(alive, size);
    const ranked = alive.map(arena.standing).sort(byStanding);
    const last = stage === sizes.length - 1;
    alive = ranked.slice(0, last ? ranked.length : Math.ceil(ranked.length / 2)).map(({ prompt }) => prompt);
  }
  return alive.map(arena.standing).sort(byStanding);
}
