import type { SimSystem } from './system.ts';

export interface SimConfigOptions {
  /** Whether the answer is scored by its label; otherwise the judge compares. True by default. */
  readonly labels?: boolean;
  /** Items of each split; 60, 40 and 80 by default. */
  readonly split?: { readonly train: number; readonly validation: number; readonly test: number };
  /** Calls at most; 2,000 by default. */
  readonly calls?: number;
  /** Of the run; 1 by default. */
  readonly runSeed?: number;
}

/** Free for any plugins: the keys of a config, as plain values. */
export type SimConfig = Readonly<Record<string, unknown>>;

/**
 * A whole config for a system, with the operators and weights of `maspo:default`. What the algorithm does by default is left out:
 * it is what a benchmark measures. Spread other keys over it.
 */
export function simConfig(sim: SimSystem, options: SimConfigOptions = {}): SimConfig {
  const { labels = true, split = { train: 60, validation: 40, test: 80 }, calls = 2000, runSeed = 1 } = options;
  const judged = { use: 'pairwise-judge', model: 'judge' };
  const global = labels ? { use: 'exact-match', field: 'team' } : judged;
  return {
    version: 1,
    plugins: ['sim', 'mutators', 'scorers', 'selectors'],
    models: sim.models,
    system: sim.system,
    data: { file: 'items.jsonl', split },
    init: [{ use: 'seed' }, { use: 'variants', count: 6 }],
    mutate: [
      { use: 'rewrite', model: 'writer', weight: 4 },
      { use: 'explore', model: 'writer', weight: 4 },
      { use: 'repair', model: 'writer', weight: 2 },
      { use: 'align', model: 'writer', weight: 2 },
      { use: 'phrase-swap' },
      { use: 'keyword-insert' },
    ],
    crossover: [{ use: 'sentence-splice', rate: 0.1 }],
    score: {
      local: { ...judged, weight: 0 },
      lookahead: { ...judged, weight: 0.3 },
      global: { ...global, weight: 0.7 },
    },
    select: { use: 'beam' },
    search: { cycles: 30, patience: 3 },
    budget: { calls },
    run: { seed: runSeed },
  };
}
