import { shuffleBy } from '../hash.ts';
import { type Phrase, type Phrases, phrasesFor, seedPromptFor } from './phrases.ts';
import { textOfPrompt, traitsIn } from './traits.ts';
import type { Graph, SimAgent, Trait } from './world.ts';

/** A trait before it has a phrase: the world's seed draws one from the pool `from`. */
export type Draft = Pick<Trait, 'kind'> & { readonly from: keyof Phrases } & Partial<
    Pick<Trait, 'own' | 'next' | 'looks' | 'best'>
  >;

/** An agent before its traits have phrases. */
export interface Recipe {
  readonly id: string;
  readonly job: SimAgent['job'];
  /** Probability of success with all seed prompts. */
  readonly now: number;
  readonly drafts: readonly Draft[];
  readonly weight?: number;
}

/** Phrases of a prompt that mean something, neutral ones included. */
const TRAITS = 14;

/** Gives every draft a phrase, adds neutral ones, and sets each base so that the seed prompts succeed as often as planned. */
export function buildAgents(name: string, seed: number, recipes: readonly Recipe[], graph: Graph): SimAgent[] {
  const agents: SimAgent[] = [];
  for (const recipe of recipes) {
    const readsItem = graph[recipe.id]?.length === 0;
    const seedPrompt = seedPromptFor(recipe.job, readsItem);
    const traits = drawTraits(recipe, phrasesFor(recipe.job, readsItem), [name, seed, recipe.id]);
    const own = sum(traitsIn({ traits }, textOfPrompt(seedPrompt)).map((trait) => trait.own));
    const inherited = inheritedBy(agents.filter(({ id }) => graph[recipe.id]?.includes(id)));
    const { id, job, now, weight = 1 } = recipe;
    agents.push({ id, job, seed: seedPrompt, base: now - own - inherited, traits, weight });
  }
  return agents;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What the seed prompts of the agents before it do to an agent. */
function inheritedBy(before: readonly SimAgent[]): number {
  const weights = sum(before.map(({ weight }) => weight));
  return sum(
    before.map((agent) => {
      const marks = traitsIn(agent, textOfPrompt(agent.seed));
      return (agent.weight / weights) * sum(marks.map(({ next }) => next));
    }),
  );
}

function drawTraits({ drafts }: Recipe, phrases: Phrases, place: readonly (string | number)[]): Trait[] {
  const queues = Object.fromEntries(
    Object.entries(phrases).map(([pool, entries]) => [pool, shuffleBy(entries as readonly Phrase[], ...place, pool)]),
  ) as Record<keyof Phrases, Phrase[]>;
  const take = (pool: keyof Phrases): Phrase => {
    const phrase = queues[pool].shift() ?? queues.reach.shift() ?? queues.writer.shift();
    if (phrase === undefined) throw new RangeError('a recipe has more traits than there are phrases');
    return phrase;
  };
  const drawn = drafts.map(({ from, ...draft }) => traitOf(take(from), draft));
  // What stands in the seed and has no effect is there to be reworded; the rest tempts a writer.
  const rest = [...queues.seed, ...queues.words, ...interleave(queues.reach, queues.writer)];
  const neutral = rest
    .slice(0, Math.max(0, TRAITS - drawn.length))
    .map((phrase) => traitOf(phrase, { kind: 'neutral' }));
  return [...drawn, ...neutral];
}

const traitOf = (phrase: Phrase, { kind, own = 0, next = 0, looks = 0, best }: Omit<Draft, 'from'>): Trait => ({
  ...phrase,
  kind,
  own,
  next,
  looks,
  best: best ?? (kind === 'useful' || kind === 'coupled'),
});

const interleave = <T>(a: readonly T[], b: readonly T[]): T[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, at) => [
    ...a.slice(at, at + 1),
    ...b.slice(at, at + 1),
  ]).flat();
