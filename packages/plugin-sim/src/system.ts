import { itemsOf, type SimItem } from './items.ts';
import { ADDRESS } from './parts/agent.ts';
import type { Judge } from './parts/judge.ts';
import { bestPrompts, type Prompts, trueQuality } from './world/quality.ts';
import { type Graph, LABELS, type Layout, type SeedPrompt, type SimAgent, type World } from './world/world.ts';
import { buildWorld, type WorldName } from './world/worlds.ts';

export interface SimOptions {
  readonly world: WorldName;
  /** Of the world; 1 by default. Not the run's seed. */
  readonly seed?: number;
  /** Order of the agents; `swapped` differs in the world `reordered` only. */
  readonly layout?: Layout;
  readonly noise?: number;
  readonly judge?: Judge;
  readonly judgeError?: number;
  readonly positionBias?: number;
  readonly skill?: number;
  readonly latency?: number;
}

/** An agent as a config has it. */
export interface AgentPart {
  readonly id: string;
  readonly model: 'agents';
  readonly prompt: SeedPrompt;
  readonly input: string;
  readonly output?: { readonly choice: readonly string[] };
}

/** The parts of a config for a world, and what no optimizer knows: how good prompts really are. */
export interface SimSystem {
  readonly world: World;
  /** `system` of a config. */
  readonly system: { readonly agents: readonly AgentPart[]; readonly answer: string };
  /** `models` of a config: `agents`, `judge` and `writer`. */
  readonly models: Readonly<Record<'agents' | 'judge' | 'writer', Readonly<Record<string, unknown>>>>;
  /** Records of the data: `text`, and the label `team`. @param from Number of the first. */
  items(count: number, from?: number): readonly SimItem[];
  /** Exact probability in [0, 1] that the answer is right. Agents that are left out keep their seed. */
  quality(prompts?: Prompts, layout?: Layout): number;
  readonly seedQuality: number;
  /** The best that any prompts can reach, and prompts that do. */
  readonly optimum: number;
  readonly bestPrompts: Readonly<Record<string, SeedPrompt>>;
}

/** Makes a simulated system. The same options make the same system, down to every reply. */
export function simSystem(options: SimOptions): SimSystem {
  const { world: name, seed = 1, layout: own = 'standard' } = options;
  const world = buildWorld(name, seed);
  const graph = world.graphs[own];
  const best = bestPrompts(world);
  return {
    world,
    system: { agents: Object.keys(graph).flatMap((id) => partOf(world, graph, id)), answer: world.answer },
    models: modelsFor(options, seed),
    items: (count, from) => itemsOf(world, count, from),
    quality: (prompts, layout = own) => trueQuality(world, prompts, layout),
    seedQuality: trueQuality(world, {}, own),
    optimum: trueQuality(world, best, own),
    bestPrompts: best,
  };
}

function partOf({ agents }: World, graph: Graph, id: string): AgentPart[] {
  const agent = agents.find((one) => one.id === id);
  if (agent === undefined) return [];
  const before = graph[id] ?? [];
  return [{ id, model: 'agents', prompt: agent.seed, input: inputOf(agent, before), ...outputOf(agent) }];
}

const inputOf = ({ id }: SimAgent, before: readonly string[]): string =>
  before.length === 0
    ? `${ADDRESS}${id}\nTicket {{item.id}}: {{item.text}}`
    : `${ADDRESS}${id}\n${before.map((other) => `{{${other}.output}}`).join('\n')}`;

const outputOf = ({ job }: SimAgent): Pick<AgentPart, 'output'> =>
  job === 'answer' ? { output: { choice: [...LABELS] } } : {};

function modelsFor(options: SimOptions, seed: number): SimSystem['models'] {
  const { world, noise, judge, judgeError, positionBias, skill, latency } = options;
  const all = { use: 'sim', world, seed, ...given({ latency }) };
  return {
    agents: { ...all, ...given({ noise }), temperature: 0, maxTokens: 64 },
    judge: { ...all, part: 'judge', ...given({ judge, judgeError, positionBias }), temperature: 0, maxTokens: 64 },
    writer: { ...all, part: 'writer', ...given({ skill }), maxTokens: 1024 },
  };
}

const given = (options: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
