/** Kinds of plugins that can be scaffolded: the phases of their operators. `forward` is a model provider. */
export const KINDS = ['mutate', 'crossover', 'score', 'select', 'init', 'forward'] as const;
export type Kind = (typeof KINDS)[number];
