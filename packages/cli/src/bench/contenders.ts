import { basename, extname } from 'node:path';

/** What is compared: a preset, a file of settings, or the default with a part switched. */
export interface Contender {
  readonly name: string;
  /** What its config extends: `maspo:default`, or the absolute path of a file. */
  readonly base: string;
  /** Laid over it, section by section; a list or an operator replaces the old one. */
  readonly changes: Readonly<Record<string, unknown>>;
}

export const presetContender = (name: string): Contender => ({ name, base: `maspo:${name}`, changes: {} });

/** Settings of a file: what it says of the system, its models and its data gives way to the world's. */
export const fileContender = (file: string): Contender => ({
  name: basename(file, extname(file)),
  base: file,
  changes: {},
});

const changed = (name: string, changes: Contender['changes']): Contender => ({
  name: `default, ${name}`,
  base: 'maspo:default',
  changes,
});

const WRITES = [
  { use: 'rewrite', model: 'writer', weight: 4 },
  { use: 'explore', model: 'writer', weight: 4 },
  { use: 'repair', model: 'writer', weight: 2 },
  { use: 'align', model: 'writer', weight: 2 },
] as const;
const WITHOUT_MODEL = [{ use: 'phrase-swap' }, { use: 'keyword-insert' }] as const;
const without = (operator: string) => ({
  mutate: [...WRITES.filter(({ use }) => use !== operator), ...WITHOUT_MODEL],
});

/** Each part of the default in turn switched off, and what it leaves off switched on, at equal budget. */
export const ABLATIONS: readonly Contender[] = [
  presetContender('default'),
  changed('local view weighs', { score: { local: { weight: 0.2 } } }),
  changed('no lookahead', { score: { lookahead: { weight: 0 } } }),
  changed('no global view', { score: { global: { weight: 0 } } }),
  changed('one stage', { search: { batch: [20] } }),
  changed('one round', { search: { rounds: 1 } }),
  changed('one child', { search: { offspring: 1 } }),
  changed('no refresh', { select: { refresh: false } }),
  changed('beam of one', { select: { width: 1 } }),
  changed('topological', { search: { order: 'topological' } }),
  changed('no variants', { init: [{ use: 'seed' }] }),
  changed('no repair', without('repair')),
  changed('no align', without('align')),
  changed('no explore', without('explore')),
  changed('no model that writes', { mutate: WITHOUT_MODEL }),
  changed('no crossover', { crossover: [] }),
  changed('rewriting only', { mutate: [{ use: 'rewrite', model: 'writer' }], crossover: [] }),
  changed('with system-merge', { crossover: [{ use: 'system-merge', rate: 0.1 }] }),
  changed('learned weights', { score: { weights: 'auto' } }),
  changed('operators by bandit', { search: { operators: 'bandit' } }),
];
