import type { Prompt, Section } from '@maspo/core';
import { joinSentences, splitSentences } from './sentences.ts';

/** Whether all frozen spans that `before` had are still there. */
export const keepsFrozen = (before: string, after: string, frozen: readonly string[]): boolean =>
  frozen.every((span) => after.includes(span) || !before.includes(span));

/** Whether any frozen span stands in a text. */
export const holdsFrozen = (text: string, frozen: readonly string[]): boolean =>
  frozen.some((span) => span !== '' && text.includes(span));

/** Replaces a section's text; sentences of the old text with frozen spans that the new one lacks follow it. */
export function replaceSection(prompt: Prompt, section: Section, text: string, frozen: readonly string[]): Prompt {
  const kept = splitSentences(prompt.get(section), frozen).filter((sentence) => !keepsFrozen(sentence, text, frozen));
  return prompt.set(section, joinSentences(text === '' ? kept : [text, ...kept]));
}
