import { andList, orList, plural } from '../facts/wording.ts';
import type { Place } from './place.ts';
import type { Templates } from './templates.ts';

/** An agent whose text another agent reads. It does better when it knows what the next ones must decide. */
export function noting(place: Place): Templates {
  const { noun, labelNoun, next, final, definitions, firstSentence } = place;
  const either = orList(final);
  const ifLabels = (...texts: string[]): string[] => (final.length > 0 ? texts : []);
  return {
    role: [
      '',
      'You are a careful reader.',
      `You point out what matters in a ${noun}.`,
      `You prepare ${plural(noun)} for another assistant.`,
      ...ifLabels(`You tell apart ${andList(final)}.`),
    ],
    task: [
      `Copy the key words of the ${noun}.`,
      `Repeat the most important words of the ${noun}.`,
      `Say in a few words what the ${noun} is about.`,
      `Name the topic of the ${noun}.`,
      `Write the ${noun} again in fewer words.`,
      ...ifLabels(
        `Say whether it is about ${either}.`,
        `Is the ${noun} about ${either}?`,
        `Is it ${either}? Say why in a few words.`,
        `Name the ${labelNoun} that fits: ${either}.`,
        `Copy the words that show whether it is ${either}.`,
      ),
    ],
    context: [
      ...readersTask(place),
      `The one who reads your answer does not know what matters in the ${noun}. You do.`,
      ...ifLabels(
        `Your note is read by another assistant that decides between ${andList(final)}.`,
        `What matters is whether it is ${either}.`,
        ...(definitions === '' ? [] : [definitions]),
      ),
    ],
    handOver: next.flatMap((labels) => handOvers(labels, firstSentence)),
    format: [
      ...next.map((labels) => `${oneOf(labels)}.`),
      `Do not answer the ${noun}.`,
      'Only key words.',
      'No explanation.',
      ...ifLabels(`Name one of: ${final.join(', ')}.`),
    ],
    brief: [
      'Copy the key words.',
      `Repeat the most important words of the ${noun}.`,
      `What is the ${noun} about?`,
      `${firstSentence} Use a few words only.`,
      ...ifLabels(
        `Is it about ${either}?`,
        `Say whether it is ${either}.`,
        `Answer with one of: ${final.join(', ')}.`,
        `${firstSentence} Say whether it is about ${either}.`,
        ...(definitions === '' ? [] : [`${definitions}\nWhich one is it?`]),
      ),
    ],
  };
}

/**
 * A note that is the reader's choice already. Measured by hand in examples/quickstart: 75–85 % right with a reader of 135M
 * parameters that answers in the router's words.
 */
const handOvers = (labels: readonly string[], firstSentence: string): string[] => [
  `${oneOf(labels)}.`,
  `${firstSentence} ${oneOf(labels)}.`,
];

const oneOf = (labels: readonly string[]): string =>
  `Answer with one ${labels.some((label) => /\s/.test(label)) ? 'of these' : 'word'}: ${orList(labels)}`;

const LONGEST_PURPOSE = 200;

/** What the readers are for, in their own words, where that is short. */
function readersTask({ readers }: Place): string[] {
  return readers
    .map(({ purpose }) => purpose.replace(/\s+/g, ' ').trim())
    .filter((purpose) => purpose !== '' && purpose.length <= LONGEST_PURPOSE)
    .map((purpose) => `Your note is read by another assistant with this task: ${purpose}`);
}
