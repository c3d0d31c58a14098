import type { Section } from '@maspo/core';

/** What a phrase in a prompt does to the system. */
export type TraitKind =
  /** Raises the success of its agent, or of those that read it. */
  | 'useful'
  /** Makes its agent's output look better, and those that read it fail more often. */
  | 'misaligned'
  /** One half of a pair: useful with the other half, harmful alone. */
  | 'coupled'
  /** Changes nothing but the wording. */
  | 'neutral'
  | 'harmful';

/** A phrase that has an effect when it stands in an agent's prompt, in upper or lower case. */
export interface Trait {
  readonly phrase: string;
  /** What a writer adds: a sentence with this phrase and with no other trait's. */
  readonly sentence: string;
  readonly section: Section;
  readonly kind: TraitKind;
  /** Change of the agent's own probability of success. */
  readonly own: number;
  /** Change of the probability of each agent that reads it. */
  readonly next: number;
  /** Share of items on which the output looks better; below 0: worse. In [−1, 1]. */
  readonly looks: number;
  /** Whether it stands in the best prompts. */
  readonly best: boolean;
}

export type SeedPrompt = Partial<Readonly<Record<Section, string>>>;

export interface SimAgent {
  readonly id: string;
  /** Notes are read by other agents; the answer is one of the labels. */
  readonly job: 'note' | 'answer';
  readonly seed: SeedPrompt;
  /** Probability of success without any trait. */
  readonly base: number;
  readonly traits: readonly Trait[];
  /** How often its note decides, relative to the others that the same agent reads. */
  readonly weight: number;
}

interface Half {
  readonly agent: string;
  readonly phrase: string;
}

/** Two phrases that must change together. Both in one agent, or the second in an agent that reads the first. */
export interface Pair {
  readonly first: Half;
  readonly second: Half;
  /** Change of the second agent's probability with both phrases, and with one of them alone. */
  readonly together: number;
  readonly alone: number;
  /** Phrases of the second agent's prompt that take the gain away. */
  readonly spoiledBy: readonly string[];
}

/** Which agents each agent reads; an agent that reads none gets the item. Sources first. */
export type Graph = Readonly<Record<string, readonly string[]>>;

export type Layout = 'standard' | 'swapped';

/** How unreliable the models of a world are, unless their options say something else. */
export interface Faults {
  /** Share of items on which any change of wording draws the luck anew. */
  readonly noise: number;
  readonly judgeError: number;
  readonly positionBias: number;
}

/** A simulated multi-agent system: what each phrase is worth is known, so the best prompts are known as well. */
export interface World {
  readonly name: string;
  readonly seed: number;
  readonly agents: readonly SimAgent[];
  readonly answer: string;
  readonly pairs: readonly Pair[];
  /** `swapped`: the same agents in another order. The standard graph again where a world has only one. */
  readonly graphs: Readonly<Record<Layout, Graph>>;
  readonly faults: Faults;
}

/** What the system decides between. */
export const LABELS = ['billing', 'bug', 'account'] as const;
export type Label = (typeof LABELS)[number];

/** The agent of this name, or undefined. */
export const agentOf = ({ agents }: Pick<World, 'agents'>, id: string): SimAgent | undefined =>
  agents.find((agent) => agent.id === id);
