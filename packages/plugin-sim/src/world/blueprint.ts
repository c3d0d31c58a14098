import type { Phrases } from './phrases.ts';
import type { Draft, Recipe } from './recipe.ts';
import type { Faults, Graph, Pair, SimAgent } from './world.ts';

/** A world before its seed has drawn the phrases. */
export interface Blueprint {
  readonly recipes: readonly Recipe[];
  readonly graph: Graph;
  readonly swapped?: Graph;
  readonly faults?: Partial<Faults>;
  pairs?(agents: readonly SimAgent[]): readonly Pair[];
}

type Pool = keyof Phrases;
export const useful = (from: Pool, own: number): Draft => ({ kind: 'useful', from, own });
/** Helps those that read it, and looks worse by itself. */
export const serving = (from: Pool, next: number): Draft => ({ kind: 'useful', from, next, looks: -0.3 });
export const misaligned = (from: Pool, next: number, looks = 0.5): Draft => ({
  kind: 'misaligned',
  from,
  next: -next,
  looks,
});
export const harmful = (from: Pool, own: number): Draft => ({ kind: 'harmful', from, own: -own });
export const half = (from: Pool): Draft => ({ kind: 'coupled', from });
/** Gains alone, and takes the gain of a pair away. */
export const trap = (from: Pool, own: number): Draft => ({ kind: 'useful', from, own, best: false });
export const cosmetic = (from: Pool, looks: number): Draft => ({ kind: 'neutral', from, looks });

export const note = (id: string, now: number, ...drafts: Draft[]): Recipe => ({ id, job: 'note', now, drafts });
export const answer = (id: string, now: number, ...drafts: Draft[]): Recipe => ({ id, job: 'answer', now, drafts });

/** Each reads the one before it. */
export const chain = (ids: readonly string[]): Graph =>
  Object.fromEntries(ids.map((id, at) => [id, ids.slice(Math.max(0, at - 1), at)]));

export const phrasesOf = (agents: readonly SimAgent[], id: string, kind: 'coupled' | 'useful'): readonly string[] =>
  agents
    .find((agent) => agent.id === id)
    ?.traits.filter((trait) => trait.kind === kind)
    .map(({ phrase }) => phrase) ?? [];

/** Pairs the halves of two agents, or of one with itself, in their order. */
export function pairUp(
  agents: readonly SimAgent[],
  from: string,
  to: string,
  gain: Pick<Pair, 'together' | 'alone'>,
): Pair[] {
  const [first, second] = [phrasesOf(agents, from, 'coupled'), phrasesOf(agents, to, 'coupled')];
  const halves =
    from === to
      ? first.flatMap((phrase, at) => (at % 2 === 0 ? [[phrase, first[at + 1]] as const] : []))
      : first.map((phrase, at) => [phrase, second[at]] as const);
  return halves.flatMap(([one, other]) =>
    other === undefined
      ? []
      : [{ first: { agent: from, phrase: one }, second: { agent: to, phrase: other }, ...gain, spoiledBy: [] }],
  );
}
