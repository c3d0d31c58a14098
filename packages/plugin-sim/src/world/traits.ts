import type { Prompt, Section } from '@maspo/core';
import { SECTIONS } from '@maspo/core/plan';
import type { SeedPrompt, SimAgent, Trait } from './world.ts';

const LETTER = /[\p{L}\p{N}_]/u;

/** Whether a phrase stands in a text as whole words. @param text In lower case. */
export function holds(text: string, phrase: string): boolean {
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    const [before, after] = [text[at - 1], text[at + phrase.length]];
    if (!LETTER.test(before ?? '') && !LETTER.test(after ?? '')) return true;
  }
  return false;
}

/** The traits of an agent that stand in its prompt. */
export function traitsIn({ traits }: Pick<SimAgent, 'traits'>, text: string): Trait[] {
  const lower = text.toLowerCase();
  return traits.filter(({ phrase }) => holds(lower, phrase));
}

/** A prompt, its sections, or its text: as an agent reads it. */
export const textOfPrompt = (prompt: string | SeedPrompt | Prompt): string => {
  if (typeof prompt === 'string') return prompt;
  const sections: Partial<Record<Section, string>> = 'sections' in prompt ? prompt.sections : prompt;
  return SECTIONS.map((section) => sections[section] ?? '')
    .filter((text) => text !== '')
    .join('\n');
};
