import type { Prompt } from '../system/prompt.ts';

/** A prompt may grow to this many times its seed, and in any case to MIN_CAP characters. */
const GROWTH = 6;
const MIN_CAP = 1200;

/** The longest prompt that an agent may have, in characters. */
export const lengthCap = (seed: Prompt): number => Math.max(MIN_CAP, GROWTH * seed.text.length);

/** Why a proposal may not be tried, or null. Checked after every operator, whoever wrote it. */
export function violation(prompt: Prompt, seed: Prompt, frozen: readonly string[]): string | null {
  if (prompt.text === '') return 'empty';
  if (prompt.text.length > lengthCap(seed)) return 'too-long';
  if (frozen.some((span) => !prompt.text.includes(span))) return 'frozen-span-lost';
  return null;
}
