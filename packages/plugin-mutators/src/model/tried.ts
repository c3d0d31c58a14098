import { type Prompt, SECTIONS } from '@maspo/core/plan';
import { sentenceKey, splitSentences } from '../sentences.ts';
import { quote, shorten } from './fence.ts';

/** Tried prompts that are looked at, the latest first. */
const LOOKED_AT = 200;
/** Changes that are shown at most, the smallest first; larger ones than so many sentences are another prompt. */
const MOST_SHOWN = 30;
const MOST_SENTENCES = 3;
/** Characters of a sentence. */
const LONGEST = 80;

/**
 * What has been made of a prompt already, said to a model that is to change it. It knows of nothing but its request: without
 * this it makes the same changes again and again, each a call that brings a duplicate.
 */
export function triedText(parent: Prompt, tried: readonly Prompt[]): string[] {
  const own = sentencesOf(parent);
  const changes = tried
    .slice(0, LOOKED_AT)
    .filter(({ id }) => id !== parent.id)
    .map((other) => changeBetween(own, sentencesOf(other)))
    .filter(({ size }) => size > 0 && size <= MOST_SENTENCES)
    .sort((a, b) => a.size - b.size)
    .map(({ said }) => said);
  const shown = [...new Set(changes)].slice(0, MOST_SHOWN);
  if (shown.length === 0) return [];
  return ['These changes have been tried already, one a line; make another:', quote('tried', shown.join('\n'))];
}

/** The sentences of a prompt by what they say and where. */
const sentencesOf = (prompt: Prompt): ReadonlyMap<string, string> =>
  new Map(
    SECTIONS.flatMap((section) =>
      splitSentences(prompt.get(section)).map((sentence) => [`${section} ${sentenceKey(sentence)}`, sentence.trim()]),
    ),
  );

function changeBetween(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
  const missing = (from: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string[] =>
    [...from].filter(([key]) => !other.has(key)).map(([, sentence]) => JSON.stringify(shorten(sentence, LONGEST)));
  const [added, dropped] = [missing(after, before), missing(before, after)];
  const said = [
    ...(added.length === 0 ? [] : [`added ${added.join(' and ')}`]),
    ...(dropped.length === 0 ? [] : [`left out ${dropped.join(' and ')}`]),
  ];
  return { size: added.length + dropped.length, said: said.join('; ') };
}
