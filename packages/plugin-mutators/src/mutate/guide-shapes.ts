import type { Prompt, Section } from '@maspo/core';
import { andList, capitalised, orList } from '../facts/wording.ts';
import { holdsFrozen } from '../frozen.ts';
import { joinSentences, splitSentences } from '../sentences.ts';

/** Keywords of one label. */
export interface LabelWords {
  readonly label: string;
  readonly words: readonly string[];
}

type Shape<Input> = (input: Input) => string;

/** Ways to tell an agent which words stand for which label; `says` is how the agent expresses a label. */
export const labelShapes = (says: 'answer' | 'say'): readonly Shape<readonly LabelWords[]>[] => [
  (guide) => guide.map(({ label, words }) => `${label}: ${words.join(', ')}`).join('\n'),
  (guide) => `${guide.map(({ label, words }) => `${label}: ${words.join(', ')}`).join('; ')}.`,
  (guide) => guide.map(({ label, words }) => `${capitalised(words.join(', '))} → ${label}.`).join(' '),
  (guide) => guide.flatMap(({ label, words }) => words.map((word) => `${word} -> ${label}`)).join('\n'),
  (guide) => guide.map(({ label, words }) => `Say ${label} for words such as ${andList(words)}.`).join(' '),
  (guide) => guide.map(({ label, words }) => `If it says ${orList(words)}, ${says} ${label}.`).join(' '),
  (guide) => guide.map(({ label, words }) => `${capitalised(label)} is about ${andList(words)}.`).join(' '),
  ...wordShapes.map(
    (shape): Shape<readonly LabelWords[]> =>
      (guide) =>
        shape(guide.flatMap(({ words }) => words)),
  ),
];

/** Ways to name words that matter. */
export const wordShapes: readonly Shape<readonly string[]>[] = [
  (words) => `Key words: ${words.join(', ')}.`,
  (words) => `Look for words such as ${andList(words)}.`,
];

const WORD_LINE = /^(?:key words:|look for words such as)\s/i;

/** Puts a guide at the end of a section, in place of the guides of earlier insertions: they do not pile up. */
export function insertGuide(
  prompt: Prompt,
  section: Section,
  guide: string,
  labels: readonly string[],
  frozen: readonly string[],
): Prompt {
  const bare = (['task', 'context'] as const).reduce(
    (kept, name) => kept.set(name, withoutGuides(kept.get(name), labels, frozen)),
    prompt,
  );
  const before = bare.get(section);
  // A guide that begins with a label in lower case would not be seen as a sentence of its own behind a space.
  const gap = before === '' ? '' : guide.includes('\n') || !/^\p{Lu}/u.test(guide) ? '\n' : ' ';
  return bare.set(section, `${before}${gap}${guide}`);
}

const withoutGuides = (text: string, labels: readonly string[], frozen: readonly string[]): string =>
  joinSentences(
    splitSentences(text, frozen).filter((sentence) => !isGuide(sentence, labels) || holdsFrozen(sentence, frozen)),
  ).trim();

function isGuide(sentence: string, labels: readonly string[]): boolean {
  const text = sentence.trim().toLowerCase();
  if (WORD_LINE.test(text)) return true;
  return labels.some((name) => {
    const label = name.toLowerCase();
    const openings = [`${label}: `, `${label} is about `, `say ${label} for words such as `];
    const endings = [`→ ${label}.`, `-> ${label}`, `, answer ${label}.`, `, say ${label}.`];
    return openings.some((opening) => text.startsWith(opening)) || endings.some((ending) => text.endsWith(ending));
  });
}
