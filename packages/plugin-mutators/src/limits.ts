import type { AgentView } from '@maspo/core';

/**
 * The longest prompt that an agent may have, in characters: what the core refuses (`too-long`) need not be proposed.
 * The same rule as the core's; the purpose of an agent is the text of its seed.
 */
export const longestPrompt = ({ purpose }: AgentView): number => Math.max(1200, 6 * purpose.length);
