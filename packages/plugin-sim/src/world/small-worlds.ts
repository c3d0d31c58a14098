import {
  answer,
  type Blueprint,
  chain,
  cosmetic,
  half,
  harmful,
  misaligned,
  note,
  pairUp,
  phrasesOf,
  serving,
  trap,
  useful,
} from './blueprint.ts';

/** Each planted edit wins by its looks on half of the items, and takes 30 points from the success of the readers. */
export const handoff: Blueprint = {
  graph: chain(['reader', 'analyst', 'router']),
  recipes: [
    note(
      'reader',
      0.8,
      useful('reach', 0.15),
      serving('writer', 0.17),
      misaligned('seed', 0.14, 0.4),
      misaligned('reach', 0.3),
      misaligned('writer', 0.3),
      harmful('reach', 0.15),
      harmful('writer', 0.15),
    ),
    note(
      'analyst',
      0.64,
      serving('reach', 0.12),
      misaligned('reach', 0.3),
      misaligned('writer', 0.3),
      harmful('writer', 0.15),
    ),
    answer('router', 0.72, useful('reach', 0.12), harmful('reach', 0.15), harmful('writer', 0.15)),
  ],
};

export const coupled: Blueprint = {
  graph: chain(['reader', 'router']),
  recipes: [
    note(
      'reader',
      0.7,
      useful('reach', 0.12),
      useful('writer', 0.12),
      half('reach'),
      half('writer'),
      harmful('reach', 0.1),
      misaligned('writer', 0.25),
    ),
    answer('router', 0.62, half('reach'), half('writer'), harmful('reach', 0.1), harmful('writer', 0.1)),
  ],
  pairs: (agents) => pairUp(agents, 'reader', 'router', { together: 0.16, alone: -0.05 }),
};

export const nothing: Blueprint = {
  graph: chain(['reader', 'router']),
  recipes: [
    note('reader', 0.65, cosmetic('reach', 0.4), cosmetic('writer', 0.4), cosmetic('writer', -0.3)),
    answer('router', 0.65),
  ],
};

export const noisy: Blueprint = {
  graph: chain(['reader', 'router']),
  faults: { noise: 0.5, judgeError: 0.3, positionBias: 0.2 },
  recipes: [
    note(
      'reader',
      0.64,
      useful('reach', 0.075),
      useful('words', 0.075),
      useful('writer', 0.075),
      useful('writer', 0.075),
      misaligned('writer', 0.25),
      harmful('reach', 0.15),
      harmful('writer', 0.15),
    ),
    answer(
      'router',
      0.66,
      harmful('seed', 0.075),
      useful('reach', 0.075),
      useful('writer', 0.075),
      useful('writer', 0.075),
      harmful('reach', 0.15),
    ),
  ],
};

const SPOILED = { together: 0.31, alone: -0.03 };
export const deceptive: Blueprint = {
  graph: chain(['reader', 'router']),
  recipes: [
    note(
      'reader',
      0.64,
      half('reach'),
      half('writer'),
      trap('reach', 0.05),
      trap('writer', 0.05),
      trap('words', 0.05),
      harmful('writer', 0.1),
    ),
    answer(
      'router',
      0.64,
      half('reach'),
      half('writer'),
      trap('reach', 0.05),
      trap('writer', 0.05),
      trap('reach', 0.05),
      harmful('writer', 0.1),
    ),
  ],
  pairs: (agents) =>
    ['reader', 'router'].flatMap((id) =>
      pairUp(agents, id, id, SPOILED).map((pair) => ({ ...pair, spoiledBy: phrasesOf(agents, id, 'useful') })),
    ),
};

export const reordered: Blueprint = {
  graph: chain(['reader', 'checker', 'analyst', 'router']),
  swapped: chain(['reader', 'analyst', 'checker', 'router']),
  recipes: [
    note(
      'reader',
      0.8,
      useful('reach', 0.08),
      useful('writer', 0.08),
      misaligned('reach', 0.25),
      harmful('writer', 0.15),
    ),
    note('checker', 0.8, useful('reach', 0.08), useful('writer', 0.07), half('writer'), misaligned('writer', 0.25)),
    note('analyst', 0.8, useful('writer', 0.07), half('reach'), misaligned('reach', 0.25), harmful('writer', 0.15)),
    answer('router', 0.8, useful('reach', 0.08), useful('writer', 0.08), harmful('reach', 0.15)),
  ],
  // Fits one neighbour only: lost when the order changes.
  pairs: (agents) => pairUp(agents, 'checker', 'analyst', { together: 0.08, alone: -0.08 }),
};
