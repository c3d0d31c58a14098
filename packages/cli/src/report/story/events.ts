import type { RunEvent } from '@maspo/core';

export type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>;

export const eventsOf = <Type extends RunEvent['type']>(
  events: readonly RunEvent[],
  type: Type,
): readonly EventOf<Type>[] => events.filter((event): event is EventOf<Type> => event.type === type);

/** How candidates are told apart, in a state of a run too: equal prompts of two agents are two. */
export const keyOf = (agent: string, candidate: string): string => `${agent} ${candidate}`;
