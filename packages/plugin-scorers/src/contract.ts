import type { ScoreOperator } from '@maspo/core';

/** The check itself is the core's; this only makes it count. */
export const contract: ScoreOperator = {
  description:
    "Whether the output keeps the agent's output contract: 1 or 0. Does not apply to plain text without limits.",
  kind: 'absolute',
  run: ({ agent, output }) => {
    const { contract: promised } = agent;
    if (promised.kind === 'text' && promised.maxWords === undefined) return null;
    return output.problem === null ? 1 : 0;
  },
};
