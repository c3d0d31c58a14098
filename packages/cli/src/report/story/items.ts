import type { Exchange, Json, RunEvent, RunState } from '@maspo/core';
import { eventsOf, keyOf } from './events.ts';

/** What became of a held-out item with the new prompts. */
export type Outcome = 'better' | 'worse' | 'equal' | 'left-out';

/** A held-out item. */
export interface ItemStory {
  readonly split: string;
  readonly item: string;
  readonly outcome: Outcome;
  readonly seed: number | null;
  readonly best: number | null;
  readonly fields: Readonly<Record<string, Json>>;
  /** With the seed prompts, then with the best. */
  readonly outputs: readonly Exchange[];
}

/** A candidate that was better by itself on a training item, and worse for the others. */
export interface CaseStory {
  readonly item: string;
  readonly agent: string;
  readonly candidate: string;
  /** Who made the candidate; `seed` where it is the prompt of the config. */
  readonly operator: string;
  readonly local: number;
  readonly lookahead: number | null;
  readonly global: number | null;
  readonly fields: Readonly<Record<string, Json>>;
  /** With the incumbent, then with the candidate. */
  readonly outputs: readonly Exchange[];
}

export const itemsOf = (events: readonly RunEvent[]): ItemStory[] =>
  eventsOf(events, 'compared').map(({ split, item, seed, best, comparison, fields, outputs }) => ({
    split,
    item,
    outcome: outcomeOf(comparison),
    seed,
    best,
    fields,
    outputs,
  }));

function outcomeOf(comparison: number | null): Outcome {
  if (comparison === null) return 'left-out';
  return comparison > 0.5 ? 'better' : comparison < 0.5 ? 'worse' : 'equal';
}

/** Those that did most harm first. */
export function casesOf(events: readonly RunEvent[], { candidates }: RunState): CaseStory[] {
  const harm = ({ lookahead, global }: CaseStory): number => (lookahead ?? 0.5) + (global ?? 0.5);
  return eventsOf(events, 'misaligned')
    .map(({ type: _, ...event }) => ({
      ...event,
      operator: candidates.get(keyOf(event.agent, event.candidate))?.operator ?? 'seed',
    }))
    .sort((a, b) => harm(a) - harm(b));
}
