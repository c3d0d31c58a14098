import { contentHash } from '../canonical.ts';
import type { AgentId } from '../types.ts';
import type { PromptSet } from './execute.ts';
import { type CandidateId, createPrompt, type Prompt } from './prompt.ts';

/**
 * What is tried for an agent: a prompt, and with it new prompts for other agents where the change makes sense only together
 * (a joint candidate). Its edits (`set`, `append`, `drop`) are plain prompts.
 */
export interface Candidate extends Prompt {
  /** By agent; left out where the prompt is tried alone. */
  readonly companions?: PromptSet;
}

const ALONE: PromptSet = new Map();

export const companionsOf = ({ companions = ALONE }: Candidate): PromptSet => companions;

/** The agents whose prompts a candidate replaces, its own first. */
export const editedBy = (agent: AgentId, candidate: Candidate): readonly AgentId[] => [
  agent,
  ...companionsOf(candidate).keys(),
];

/**
 * A prompt on trial together with its companions; those that the system has already (`incumbents`) are left out. Without any
 * it is the prompt itself, with its identity.
 */
export function candidateOf(prompt: Prompt, companions: PromptSet, incumbents: PromptSet = ALONE): Candidate {
  const plain = plainPrompt(prompt);
  const others = [...companions]
    .filter(([agent, { id }]) => incumbents.get(agent)?.id !== id)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  if (others.length === 0) return plain;
  const id = contentHash([plain.id, others.map(([agent, { id }]) => [agent, id])]) as CandidateId;
  return Object.freeze({ ...plain, id, companions: new Map(others) });
}

/** The candidate's own prompt, alone. */
export const plainPrompt = (candidate: Candidate): Prompt =>
  candidate.companions === undefined ? candidate : createPrompt(candidate.sections);
