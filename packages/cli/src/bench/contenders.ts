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

/** Each part of the default in turn switched off, and what it leaves off switched on, at equal budget. */
export const ABLATIONS: readonly Contender[] = [
  presetContender('default'),
  changed('no local view', { score: { local: { weight: 0 } } }),
  changed('no lookahead', { score: { lookahead: { weight: 0 } } }),
  changed('no global view', { score: { global: { weight: 0 } } }),
  changed('one stage', { search: { batch: [20] } }),
  changed('no refresh', { select: { refresh: false } }),
  changed('beam of one', { select: { width: 1 } }),
  changed('topological', { search: { order: 'topological' } }),
  changed('no variants', { init: [{ use: 'seed' }] }),
  changed('no repair', {
    mutate: [{ use: 'rewrite', model: 'writer', weight: 6 }, { use: 'phrase-swap' }, { use: 'keyword-insert' }],
  }),
  changed('no model that writes', { mutate: [{ use: 'phrase-swap' }, { use: 'keyword-insert' }] }),
  changed('no crossover', { crossover: [] }),
  changed('rewriting only', { mutate: [{ use: 'rewrite', model: 'writer' }], crossover: [] }),
  changed('learned weights', { score: { weights: 'auto' } }),
  changed('operators by bandit', { search: { operators: 'bandit' } }),
];
