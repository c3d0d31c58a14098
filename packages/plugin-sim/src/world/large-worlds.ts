import { answer, type Blueprint, chain, harmful, misaligned, note, useful } from './blueprint.ts';

const TWELVE = [
  'intake',
  'reader',
  'scanner',
  'lister',
  'linker',
  'checker',
  'analyst',
  'editor',
  'referee',
  'planner',
  'summer',
  'router',
];
const WEAK = ['reader', 'linker', 'editor', 'router'];
export const chainOf12: Blueprint = {
  graph: chain(TWELVE),
  recipes: TWELVE.map((id) => {
    const drafts = WEAK.includes(id)
      ? [useful('reach', 0.09), useful('writer', 0.09), harmful('writer', 0.15)]
      : [harmful('reach', 0.15), harmful('writer', 0.15)];
    return id === 'router'
      ? answer(id, 0.8, ...drafts)
      : note(id, WEAK.includes(id) ? 0.8 : 0.995, ...drafts, misaligned('reach', 0.25));
  }),
};

const DESKS = ['desk-a', 'desk-b', 'desk-c'];
const SCOUTS = Array.from({ length: 44 }, (_, at) => ({
  id: `scout-${String(at + 1).padStart(2, '0')}`,
  desk: DESKS[at % DESKS.length],
  // A few scouts decide most items: an optimizer that finds them wins, one that sweeps does not.
  weight: (1 + Math.floor(at / DESKS.length)) ** -1.5,
}));
export const fanOf48: Blueprint = {
  graph: {
    ...Object.fromEntries(SCOUTS.map(({ id }) => [id, []])),
    ...Object.fromEntries(
      DESKS.map((desk) => [desk, SCOUTS.filter((scout) => scout.desk === desk).map(({ id }) => id)]),
    ),
    router: DESKS,
  },
  recipes: [
    ...SCOUTS.map(({ id, weight }) => ({
      ...note(
        id,
        0.62,
        useful('reach', 0.16),
        useful('writer', 0.16),
        harmful('writer', 0.15),
        misaligned('reach', 0.25),
      ),
      weight,
    })),
    ...DESKS.map((id) => note(id, 0.86, useful('reach', 0.1), harmful('writer', 0.15), misaligned('reach', 0.25))),
    answer('router', 0.78, useful('reach', 0.09), useful('writer', 0.09), harmful('reach', 0.15)),
  ],
};
