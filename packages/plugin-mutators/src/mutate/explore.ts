import {
  type Message,
  type MutateOperator,
  type MutateRequest,
  type OptionsSchema,
  type Prompt,
  printPrompt,
  SECTIONS,
} from '@maspo/core/plan';
import { askForPrompt, CALLS_FOR_PROMPT } from '../model/ask.ts';
import { quote, shorten } from '../model/fence.ts';
import { modelOption, sampling } from '../model/options.ts';
import type { Fault } from '../model/reply.ts';
import { keep, LONGEST, MATERIAL, placeText, request } from '../model/request.ts';
import { sentenceKey, splitSentences } from '../sentences.ts';
import { STRATEGIES } from './strategies.ts';

const options = {
  type: 'object',
  properties: {
    model: modelOption('Model that writes the new prompt.'),
    shown: {
      type: 'integer',
      minimum: 0,
      maximum: 8,
      default: 3,
      description: "The beam's other prompts that it sees, best first: what is not to be tried again.",
    },
    ...sampling,
    temperature: { ...sampling.temperature, default: 1 },
  },
  required: ['model'],
} as const satisfies OptionsSchema;

/** Leaves the neighbourhood of what is there: where all of a beam go at the task in one way, edits do not find another. */
export const explore: MutateOperator<typeof options> = {
  description: 'A model writes a prompt that goes at the task in another way than those of the beam.',
  options,
  maxCalls: CALLS_FOR_PROMPT,
  run: async (inputs) => {
    const { parent, population, rng, options: own } = inputs;
    const others = population.map(({ prompt }) => prompt).filter(({ id }) => id !== parent.id);
    const question = exploreMessages(inputs, others.slice(0, own.shown), rng.pick(STRATEGIES));
    const check = (prompt: Prompt) => notDifferent(prompt, [parent, ...others]);
    return [await askForPrompt({ ...inputs, model: own.model, parents: [parent], question, check })];
  },
};

/** The sentences of another prompt in another order, or in capitals, are no strategy of their own. */
function notDifferent(prompt: Prompt, others: readonly Prompt[]): Fault | null {
  const sentences = sentencesOf(prompt);
  if (others.every((other) => sentencesOf(other) !== sentences)) return null;
  return { rejected: 'not-different', say: 'the new prompt says what another one says' };
}

const sentencesOf = (prompt: Prompt): string =>
  SECTIONS.flatMap((section) => splitSentences(prompt.get(section)).map(sentenceKey))
    .sort()
    .join('\n');

const SYSTEM = `You write prompts for one agent in a system of language-model agents that work together. ${MATERIAL}
The prompts that you are shown have been tried. Write one that gets the same task done by another strategy, not by other words.`;

const exploreMessages = (inputs: MutateRequest, others: readonly Prompt[], strategy: string): Message[] =>
  request(
    SYSTEM,
    [
      'This is the current prompt:',
      quote('current_prompt', printPrompt(inputs.parent)),
      ...(others.length === 0 ? [] : ['These were tried too:']),
      ...others.map((other) => quote('other_prompt', shorten(printPrompt(other), LONGEST))),
      ...placeText(inputs),
      `A strategy to try, unless one of these prompts follows it already: ${strategy}.`,
      ...keep(inputs.agent.frozen),
    ],
    'new prompt',
  );
