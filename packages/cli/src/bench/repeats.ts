import type { Hooks } from '@maspo/core';

/** Counts the requests that a provider gets more than once, over all runs that it is tapped into. */
export function countRepeats(provider: string) {
  const asked = new Set<string>();
  let repeats = 0;
  return {
    count: () => repeats,
    /** Looks at each call before its provider does, and lets it answer. */
    tap: ({ forward }: Hooks): void =>
      forward.for(provider).tap(
        'bench',
        async ({ model, messages, sampling }) => {
          const request = JSON.stringify([model, messages, sampling]);
          if (asked.has(request)) repeats++;
          asked.add(request);
          return undefined;
        },
        { stage: -1 },
      ),
  };
}
