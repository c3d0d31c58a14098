/** What is compared: a preset, or the default with a part switched off. */
export interface Contender {
  readonly name: string;
  readonly preset: string;
  /** Laid over the preset, section by section; a list or an operator replaces the old one. */
  readonly changes: Readonly<Record<string, unknown>>;
}

export const presetContender = (name: string): Contender => ({ name, preset: name, changes: {} });

const without = (name: string, changes: Contender['changes']): Contender => ({
  name: `default, ${name}`,
  preset: 'default',
  changes,
});

/** Each part of the default in turn switched off, at equal budget. */
export const ABLATIONS: readonly Contender[] = [
  presetContender('default'),
  without('no local view', { score: { local: { weight: 0 } } }),
  without('no lookahead', { score: { lookahead: { weight: 0 } } }),
  without('no global view', { score: { global: { weight: 0 } } }),
  without('one stage', { search: { batch: [20] } }),
  without('no refresh', { select: { refresh: false } }),
  without('beam of one', { select: { width: 1 } }),
  without('topological', { search: { order: 'topological' } }),
  without('no variants', { init: [{ use: 'seed' }] }),
  without('no repair', {
    mutate: [{ use: 'rewrite', model: 'writer', weight: 6 }, { use: 'phrase-swap' }, { use: 'keyword-insert' }],
  }),
  without('no model that writes', { mutate: [{ use: 'phrase-swap' }, { use: 'keyword-insert' }] }),
  without('no crossover', { crossover: [] }),
  without('rewriting only', { mutate: [{ use: 'rewrite', model: 'writer' }], crossover: [] }),
];
