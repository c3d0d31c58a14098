import { definePlugin } from '@maspo/core/plan';
import { complete } from './forward.ts';
import { schema } from './options.ts';

export { type SimConfig, type SimConfigOptions, simConfig } from './config.ts';
export type { SimItem } from './items.ts';
export { writeProject } from './project.ts';
export { type AgentPart, type SimOptions, type SimSystem, simSystem } from './system.ts';
export { type Prompts, promptWith } from './world/quality.ts';
export type { Faults, Layout, Pair, SimAgent, Trait, TraitKind, World } from './world/world.ts';
export { WORLDS, type WorldName } from './world/worlds.ts';

export default definePlugin({
  name: 'sim',
  forward: {
    sim: {
      description:
        'A simulated multi-agent system with a known optimum: its agents, their judge, or the writer of prompts.',
      options: schema,
      run: complete,
      identify: async () => ({ sim: 1 }),
      endpoint: () => 'sim',
      price: () => ({ input: 0, output: 0 }),
    },
  },
});
