import type { Prompt } from '@maspo/core';
import { textOfPrompt, traitsIn } from './traits.ts';
import { agentOf, type Layout, type SeedPrompt, type SimAgent, type World } from './world.ts';

/** Prompts by agent: as text, as sections, or as the core's prompts. Agents that are left out keep their seed. */
export type Prompts = Readonly<Record<string, string | SeedPrompt | Prompt>>;

/** What an agent reads from the one whose note decides. */
export interface Marks {
  readonly author: string;
  /** Phrases of the author's prompt that matter to its readers. */
  readonly phrases: readonly string[];
}

/** Even the best fail sometimes, and the worst are lucky. */
const LEAST = 0.02;
const MOST = 0.995;

/** Probability that an agent does its part right, given its prompt and what it reads. */
export function successOf(world: World, agent: SimAgent, text: string, marks: Marks | null): number {
  const present = traitsIn(agent, text);
  const author = marks === null ? undefined : agentOf(world, marks.author);
  const read = (author?.traits ?? []).filter(({ phrase }) => marks?.phrases.includes(phrase));
  const sum =
    agent.base +
    present.reduce((total, { own }) => total + own, 0) +
    read.reduce((total, { next }) => total + next, 0) +
    pairEffects(
      world,
      agent,
      present.map(({ phrase }) => phrase),
      marks,
    );
  return Math.min(MOST, Math.max(LEAST, sum));
}

function pairEffects({ pairs }: World, agent: SimAgent, own: readonly string[], marks: Marks | null): number {
  return pairs
    .filter(({ second }) => second.agent === agent.id)
    .reduce((total, { first, second, together, alone, spoiledBy }) => {
      const inside = first.agent === agent.id;
      const one = inside
        ? own.includes(first.phrase)
        : marks?.author === first.agent && marks.phrases.includes(first.phrase);
      const other = own.includes(second.phrase);
      if (one && other) return total + (spoiledBy.some((phrase) => own.includes(phrase)) ? 0 : together);
      return one || other ? total + alone : total;
    }, 0);
}

/** The phrases of an agent's prompt that its readers notice. */
export function marksOf({ pairs }: World, agent: SimAgent, text: string): Marks {
  const halves = new Set(
    pairs
      .filter(({ first, second }) => first.agent === agent.id && second.agent !== agent.id)
      .map(({ first }) => first.phrase),
  );
  const noticed = traitsIn(agent, text).filter(({ next, phrase }) => next !== 0 || halves.has(phrase));
  return { author: agent.id, phrases: noticed.map(({ phrase }) => phrase) };
}

/**
 * The exact expectation that the system's answer is right, in [0, 1]. On each item one note decides for each reader, so an
 * item takes one path through the graph, and is right if every agent on the path succeeds. Noise changes which items
 * fail, not how many.
 */
export function trueQuality(world: World, prompts: Prompts = {}, layout: Layout = 'standard'): number {
  const graph = world.graphs[layout];
  const right = new Map<string, number>();
  const textOf = (agent: SimAgent): string => textOfPrompt(prompts[agent.id] ?? agent.seed);
  for (const id of Object.keys(graph)) {
    const agent = agentOf(world, id);
    if (agent === undefined) continue;
    const before = (graph[id] ?? []).flatMap((other) => agentOf(world, other) ?? []);
    const weights = before.reduce((sum, { weight }) => sum + weight, 0);
    const text = textOf(agent);
    const succeeds = before.map(
      (other) =>
        (other.weight / weights) *
        successOf(world, agent, text, marksOf(world, other, textOf(other))) *
        (right.get(other.id) ?? 0),
    );
    right.set(id, before.length === 0 ? successOf(world, agent, text, null) : succeeds.reduce((a, b) => a + b, 0));
  }
  return right.get(world.answer) ?? 0;
}

/** Prompts that nothing improves: every trait of the optimum, and no other. */
export const bestPrompts = (world: World): Readonly<Record<string, SeedPrompt>> =>
  Object.fromEntries(
    world.agents.map((agent) => [
      agent.id,
      promptWith(
        agent,
        agent.traits.filter(({ best }) => best).map(({ phrase }) => phrase),
      ),
    ]),
  );

/** A prompt of an agent that has just these traits. */
export function promptWith(agent: SimAgent, phrases: readonly string[]): SeedPrompt {
  const chosen = agent.traits.filter(({ phrase }) => phrases.includes(phrase));
  const task = agent.job === 'answer' ? 'Name the team.' : 'Write about the ticket.';
  const rest = (section: 'role' | 'task' | 'context' | 'format'): string =>
    chosen
      .filter((trait) => trait.section === section)
      .map(({ sentence }) => sentence)
      .join(' ');
  const parts = { role: rest('role'), task: `${task} ${rest('task')}`.trim(), context: rest('context') };
  return Object.fromEntries(Object.entries(parts).filter(([, text]) => text !== ''));
}
