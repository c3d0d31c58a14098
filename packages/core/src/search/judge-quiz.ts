import type { Message } from '../types.ts';

interface Question {
  readonly question: string;
  readonly a: string;
  readonly b: string;
  readonly better: 'A' | 'B';
}

/** Pairs that nobody can get wrong; A and B are right equally often, so that a judge that always says one of them fails. */
const QUESTIONS: readonly Question[] = [
  { question: 'How much is 2 + 3?', a: '2 + 3 = 5', b: '2 + 3 = 77', better: 'A' },
  { question: 'Name a colour.', a: 'Tuesday', b: 'Blue', better: 'B' },
  { question: 'Say thank you in German.', a: 'I do not want to.', b: 'Danke', better: 'B' },
  { question: 'Which city is the capital of France?', a: 'Paris', b: 'A banana', better: 'A' },
];

const SYSTEM = 'You compare two answers to a question and say which one is better.';

/** One line is asked for: a model of this config may end its replies at a line break (`stop`). */
const FORM =
  'Which answer is better, for each of the four questions? Reply with one line and nothing else: the number of each question, an equals sign and the letter of the better answer (A or B), separated by spaces.';

/** Asks a judge about four obvious pairs at once. */
export const quizMessages: readonly Message[] = [
  { role: 'system', content: SYSTEM },
  {
    role: 'user',
    content: [
      ...QUESTIONS.map(({ question, a, b }, index) => `Question ${index + 1}: ${question}\nA: ${a}\nB: ${b}`),
      FORM,
    ].join('\n\n'),
  },
];

/** Room for the reply, in tokens: four short words, and a line of talk around them. */
export const QUIZ_TOKENS = 64;

export const QUIZ_LENGTH = QUESTIONS.length;

/** How many of the pairs a reply judges right; null where it cannot be read. */
export function readQuiz(reply: string): number | null {
  const numbered = QUESTIONS.map((_, index) => {
    const letters = [...reply.matchAll(new RegExp(`(?<![\\w.])${index + 1}\\s*[=:.)-]\\s*\\**([AB])(?!\\w)`, 'gi'))];
    return letters.length === 1 ? letters[0]?.[1]?.toUpperCase() : undefined;
  });
  const bare = /^\W*([AB])\W+([AB])\W+([AB])\W+([AB])\W*$/i.exec(reply)?.slice(1);
  const answers = numbered.includes(undefined) ? bare : numbered;
  if (answers === undefined) return null;
  return QUESTIONS.filter(({ better }, index) => answers[index]?.toUpperCase() === better).length;
}
