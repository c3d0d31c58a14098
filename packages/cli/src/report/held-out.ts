import type { HeldOut } from '@maspo/core';
import { percent, pValue } from '../format.ts';

/** `12.5 % → 53.8 % on 80 items: 35 better, 2 worse, 43 equal, p < 0.001` */
export function heldOutText({ n, seed, best, wins, losses, ties, p }: HeldOut, pairwise: boolean): string {
  const values = pairwise
    ? `preferred in ${percent(best)} of ${n} items`
    : `${percent(seed)} → ${percent(best)} on ${n} items`;
  return `${values}: ${wins} better, ${losses} worse, ${ties} equal, ${pValue(p)}`;
}
