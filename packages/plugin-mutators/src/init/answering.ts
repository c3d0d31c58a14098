import { plural } from '../facts/wording.ts';
import type { Place } from './place.ts';
import type { Templates } from './templates.ts';

/** An agent that gives the system's answer in its own words, as JSON or by a pattern. */
export function answering({ noun, numeric, task, firstSentence, readsOthers }: Place): Templates {
  const ifAsked = (...texts: string[]): string[] => (['question', 'problem', 'request'].includes(noun) ? texts : []);
  const ifNumeric = (...texts: string[]): string[] => (numeric ? texts : []);
  return {
    role: [
      '',
      'You are a careful assistant.',
      'You are an expert.',
      ...ifAsked(`You answer ${plural(noun)} correctly and briefly.`),
      ...ifNumeric('You calculate exactly.'),
    ],
    task: [
      `${task} Think step by step.`,
      `${task} Check your answer before you give it.`,
      `First note what is known. Then do this: ${task}`,
      `${task} Be brief.`,
      firstSentence,
      ...ifNumeric(`Work out the number that the ${noun} asks for.`, 'Calculate step by step.'),
    ],
    context: [
      `Read the whole ${noun} before you answer.`,
      `Everything you need is in the ${noun}.`,
      'If something is unclear, take the most likely meaning.',
      ...(readsOthers
        ? [
            'You also get notes of other assistants. Use them, but check them.',
            `If a note and the ${noun} differ, trust the ${noun}.`,
          ]
        : []),
    ],
    format: [],
    handOver: [],
    brief: [
      firstSentence,
      ...ifAsked(`Answer the ${noun}.`),
      ...ifNumeric('Think step by step, then give the number.', 'Give the number only.'),
    ],
  };
}
