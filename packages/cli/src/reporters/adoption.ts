import type { RunEvent, RunState } from '@maspo/core';
import { printableLine } from '../printable.ts';

type Adopt = Extract<RunEvent, { type: 'adopt' }>;

/** One line on a prompt that became the incumbent, or was refused. */
export function adoptionText({ agent, to, veto }: Adopt, state: RunState): string {
  const candidate = state.candidates.get(`${agent} ${to.candidate}`);
  const by = candidate?.operator === null || candidate === undefined ? '' : ` by ${candidate.operator}`;
  if (veto !== null) return `refused a prompt of ${agent}${by}: ${printableLine(veto)}`;
  const text = printableLine(
    Object.values(candidate?.sections ?? {})
      .filter((part) => part !== '')
      .join(' '),
  );
  const others = Object.keys(candidate?.companions ?? {});
  const joint = others.length === 0 ? '' : `, with new prompts of ${others.join(', ')}`;
  return `adopted for ${agent}${by}${joint} (score ${to.score.toFixed(2)} on ${to.n}): ${text}`;
}
