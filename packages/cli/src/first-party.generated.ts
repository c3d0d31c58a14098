// Generated from the plugins of this repository by `npm run generate`: do not edit.

/** The first-party plugin that has an operator, by phase and name. */
export const FIRST_PARTY_OPERATORS = {
  init: {
    seed: 'mutators',
    variants: 'mutators',
  },
  forward: {
    exec: 'exec',
    llama: 'llama',
    ollama: 'ollama',
    openai: 'openai',
    sim: 'sim',
  },
  score: {
    exec: 'exec',
    'exact-match': 'scorers',
    'json-equal': 'scorers',
    choice: 'scorers',
    contains: 'scorers',
    regex: 'scorers',
    numeric: 'scorers',
    contract: 'scorers',
    'pairwise-judge': 'scorers',
    'judge-panel': 'scorers',
    rubric: 'scorers',
  },
  select: {
    beam: 'selectors',
    pareto: 'selectors',
    tournament: 'selectors',
  },
  mutate: {
    exec: 'exec',
    'phrase-swap': 'mutators',
    'keyword-insert': 'mutators',
    'drop-section': 'mutators',
    drop: 'mutators',
    reorder: 'mutators',
    tighten: 'mutators',
    constraint: 'mutators',
    example: 'mutators',
    rewrite: 'mutators',
    repair: 'mutators',
    align: 'mutators',
    explore: 'mutators',
  },
  crossover: {
    'section-recombine': 'mutators',
    'sentence-splice': 'mutators',
    merge: 'mutators',
    'system-merge': 'mutators',
  },
} as const;
