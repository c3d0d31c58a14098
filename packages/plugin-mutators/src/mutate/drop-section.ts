import { type MutateOperator, type OptionsSchema, type Prompt, SECTIONS } from '@maspo/core/plan';
import { holdsFrozen } from '../frozen.ts';
import { joinSentences, splitSentences } from '../sentences.ts';

const options = {
  type: 'object',
  properties: {
    unit: {
      enum: ['any', 'section', 'sentence'],
      default: 'any',
      description: 'What is dropped: a whole section, one sentence of a section, or either.',
    },
  },
} as const satisfies OptionsSchema;

export const dropSection: MutateOperator<typeof options> = {
  description: 'Drops a section or a sentence; never the last one, and never frozen text.',
  options,
  run: ({ parent, agent: { frozen }, options: { unit }, rng }) => {
    const shorter = [
      ...(unit === 'sentence' ? [] : withoutSection(parent, frozen)),
      ...(unit === 'section' ? [] : withoutSentence(parent, frozen)),
    ].filter(({ text }) => text !== '');
    return [shorter.length === 0 ? { rejected: 'nothing can be dropped' } : rng.pick(shorter)];
  },
};

const withoutSection = (parent: Prompt, frozen: readonly string[]): Prompt[] =>
  SECTIONS.filter((section) => parent.get(section) !== '' && !holdsFrozen(parent.get(section), frozen)).map((section) =>
    parent.drop(section),
  );

/** Sections of one sentence are left to `withoutSection`. */
function withoutSentence(parent: Prompt, frozen: readonly string[]): Prompt[] {
  return SECTIONS.flatMap((section) => {
    const sentences = splitSentences(parent.get(section), frozen);
    if (sentences.length < 2) return [];
    return sentences.flatMap((sentence, index) =>
      holdsFrozen(sentence, frozen) ? [] : [parent.set(section, joinSentences(sentences.toSpliced(index, 1)))],
    );
  });
}
