import type { MutateOperator, OptionsSchema, Prompt, Rng, Section } from '@maspo/core';
import { type Keyword, labelKeywords, salientWords } from '../facts/keywords.ts';
import { finalLabels, labelField, ownLabels, type Surroundings } from '../facts/labels.ts';
import { insertGuide, labelShapes, wordShapes } from './guide-shapes.ts';

const options = {
  type: 'object',
  properties: {
    field: {
      type: 'string',
      minLength: 1,
      maspoRef: 'field',
      description: 'Field of the items with the labels; by default a field that a scorer compares with.',
    },
    count: {
      type: 'integer',
      minimum: 1,
      maximum: 12,
      default: 4,
      description: 'Words per label; without labels, three times as many in all.',
    },
  },
} as const satisfies OptionsSchema;

/** Words are single words of training items, so nothing else of the data gets into a prompt. */
export const keywordInsert: MutateOperator<typeof options> = {
  description: 'Inserts words that distinguish the labels, or the items, mined from the training items.',
  options,
  run: (request) => {
    const { parent, agent, labelFields, options: own, rng } = request;
    const fields = own.field === undefined ? labelFields : [own.field];
    const guide = guideText({ ...request, labelFields: fields }, [...fields, ...labelFields], own.count, rng);
    if (guide === null) return [{ rejected: 'no words stand out in the items' }];
    const section = rng.pick<Section>(['context', 'context', 'task']);
    const child: Prompt = insertGuide(
      parent,
      section,
      guide,
      finalLabels({ ...request, labelFields: fields }),
      agent.frozen,
    );
    return [child.id === parent.id ? { rejected: 'the words are there already' } : child];
  },
};

/** A guide in one of its shapes: words for each label, or just words where there are no labels; null without any. */
function guideText(around: Surroundings, hidden: readonly string[], count: number, rng: Rng): string | null {
  const known = labelField(around.items, around.labelFields);
  if (known !== null) {
    const keywords = labelKeywords(around.items, known.field, hidden);
    const guide = known.labels
      .map((label) => ({
        label: spelling(label, finalLabels(around)),
        words: draw(keywords.get(label) ?? [], count, rng),
      }))
      .filter(({ words }) => words.length > 0);
    const says = ownLabels(around).length > 0 ? 'answer' : 'say';
    if (guide.length > 0) return rng.pick(labelShapes(says))(rng.shuffle(guide));
  }
  const words = draw(salientWords(around.items, hidden), count * 3, rng);
  return words.length === 0 ? null : rng.pick(wordShapes)(words);
}

/** The label as the output contract writes it. */
const spelling = (label: string, choices: readonly string[]): string =>
  choices.find((choice) => choice.toLowerCase() === label.toLowerCase()) ?? label;

/** `count` of the best words, drawn by weight from twice as many, in their own order. */
function draw(words: readonly Keyword[], count: number, rng: Rng): string[] {
  const pool = words.slice(0, count * 2);
  const drawn = new Set<Keyword>();
  while (drawn.size < Math.min(count, pool.length)) {
    const left = pool.filter((word) => !drawn.has(word));
    drawn.add(rng.weighted(left, ({ weight }) => weight));
  }
  return pool.filter((word) => drawn.has(word)).map(({ word }) => word);
}
