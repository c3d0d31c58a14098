import { andList, orList, plural } from '../facts/wording.ts';
import type { Place } from './place.ts';
import type { Templates } from './templates.ts';

/** An agent that chooses one of a few labels. */
export function choosing(place: Place): Templates {
  const { noun, labelNoun, own, definitions, readsOthers, readers } = place;
  const either = orList(own);
  const listed = own.join(', ');
  const oneWord = own.every((label) => !/\s/.test(label));
  const word = oneWord ? 'word' : labelNoun;
  const answer = `Answer with one ${word}: ${either}.`;
  return {
    role: [
      '',
      'You are a careful assistant.',
      `You sort ${plural(noun)}.`,
      `You sort each ${noun} into ${either}.`,
      `You choose the right ${labelNoun} for a ${noun}.`,
      'You are a classifier.',
    ],
    task: [
      `Choose one: ${either}.`,
      `Is it ${either}?`,
      `Is the ${noun} about ${either}?`,
      `Classify the ${noun} as ${either}.`,
      `Which ${labelNoun} fits the ${noun}: ${either}?`,
      `Read the ${noun}. Then say ${either}.`,
      `Pick the best ${labelNoun} for the ${noun}: ${either}.`,
      `${place.firstSentence} The choices are ${listed}.`,
    ],
    context: [
      `There are ${own.length} ${plural(labelNoun)}: ${andList(own)}.`,
      `The ${labelNoun} is always ${either}.`,
      'If you are not sure, choose the most likely one.',
      ...(definitions === '' ? [] : [definitions, `Which words stand for which ${labelNoun}:\n${definitions}`]),
      ...(readsOthers
        ? [`You also get notes of other assistants. Use them.`, `Trust the note you get more than the ${noun}.`]
        : []),
      ...readers.map(() => `Another assistant reads your ${labelNoun} and goes on from it.`).slice(0, 1),
    ],
    format: [`The ${word} alone, no explanation.`, `Write only the ${labelNoun}: ${listed}.`],
    handOver: [],
    brief: [
      answer,
      `Is it ${either}? ${answer}`,
      `Answer ${either}.`,
      `Classify the ${noun} as ${either}.`,
      `You are a classifier. Write only the ${labelNoun}: ${listed}.`,
      `Reply with one ${word}: ${either}.`,
      `${place.firstSentence} ${answer}`,
      ...(definitions === '' ? [] : [`${definitions}\n${answer}`, `Choose one.\n${definitions}`]),
    ],
  };
}
