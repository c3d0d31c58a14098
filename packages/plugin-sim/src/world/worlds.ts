import type { Blueprint } from './blueprint.ts';
import { chainOf12, fanOf48 } from './large-worlds.ts';
import { buildAgents } from './recipe.ts';
import { coupled, deceptive, handoff, noisy, nothing, reordered } from './small-worlds.ts';
import type { Faults, Graph, Layout, World } from './world.ts';

/** The worlds there are. */
export const WORLDS = ['handoff', 'coupled', 'null', 'noisy', 'deceptive', 'chain-12', 'fan-48', 'reordered'] as const;
export type WorldName = (typeof WORLDS)[number];

const USUAL: Faults = { noise: 0.06, judgeError: 0.1, positionBias: 0.1 };

const BLUEPRINTS: Readonly<Record<WorldName, Blueprint>> = {
  handoff,
  coupled,
  null: nothing,
  noisy,
  deceptive,
  'chain-12': chainOf12,
  'fan-48': fanOf48,
  reordered,
};

/** Builds a world. @param seed Draws which phrase does what; the numbers stay. */
export function buildWorld(name: WorldName, seed: number): World {
  const { recipes, graph, swapped = graph, faults, pairs } = BLUEPRINTS[name];
  const agents = buildAgents(name, seed, recipes, graph);
  const answers = recipes.at(-1)?.id ?? '';
  const graphs: Record<Layout, Graph> = { standard: graph, swapped };
  return { name, seed, agents, answer: answers, pairs: pairs?.(agents) ?? [], graphs, faults: { ...USUAL, ...faults } };
}
