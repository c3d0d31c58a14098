import { type MutateOperator, type OptionsSchema, type Prompt, SECTIONS } from '@maspo/core/plan';
import { drawAllowed } from '../allowed.ts';
import { allLabels } from '../facts/labels.ts';
import { fixedRanges, overlaps } from '../fixed.ts';
import { holdsFrozen, keepsFrozen } from '../frozen.ts';
import { joinSentences, splitSentences } from '../sentences.ts';
import { withoutClauses } from './clauses.ts';

const options = {
  type: 'object',
  properties: {
    unit: {
      enum: ['any', 'sentence', 'clause'],
      default: 'any',
      description: 'What is dropped: a whole sentence, a clause of one, or either.',
    },
  },
} as const satisfies OptionsSchema;

export const drop: MutateOperator<typeof options> = {
  description:
    'Drops one sentence, or one clause of a sentence; never all, never frozen text, and no clause with a label.',
  options,
  run: (request) => {
    const { parent, agent, options: own } = request;
    const shorter = [
      ...(own.unit === 'clause' ? [] : withoutSentence(parent, agent.frozen)),
      ...(own.unit === 'sentence' ? [] : withoutClause(parent, agent.frozen, allLabels(request))),
    ].filter(({ id, text }) => text !== '' && id !== parent.id && keepsFrozen(parent.text, text, agent.frozen));
    return [drawAllowed(shorter, request) ?? { rejected: 'nothing can be dropped' }];
  },
};

const withoutSentence = (parent: Prompt, frozen: readonly string[]): Prompt[] =>
  SECTIONS.flatMap((section) => {
    const sentences = splitSentences(parent.get(section), frozen);
    return sentences.flatMap((sentence, index) =>
      holdsFrozen(sentence, frozen) ? [] : [parent.set(section, joinSentences(sentences.toSpliced(index, 1)))],
    );
  });

/** Labels in a clause are mostly all that an agent knows of them. */
const withoutClause = (parent: Prompt, frozen: readonly string[], labels: readonly string[]): Prompt[] =>
  SECTIONS.flatMap((section) => {
    const sentences = splitSentences(parent.get(section), frozen);
    return sentences.flatMap((sentence, index) => {
      const fixed = fixedRanges(sentence, frozen, labels);
      return withoutClauses(sentence, (range) => overlaps(range, fixed)).map((rest) =>
        parent.set(section, joinSentences(sentences.toSpliced(index, 1, rest))),
      );
    });
  });
