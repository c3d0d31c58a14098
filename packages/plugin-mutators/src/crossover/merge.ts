import {
  type CrossoverOperator,
  type CrossoverRequest,
  type Message,
  type OptionsSchema,
  printPrompt,
} from '@maspo/core/plan';
import { askForPrompt, CALLS_FOR_PROMPT } from '../model/ask.ts';
import { quote } from '../model/fence.ts';
import { modelOption, sampling } from '../model/options.ts';
import { keep, MATERIAL, placeText, request } from '../model/request.ts';

const options = {
  type: 'object',
  properties: { model: modelOption('Model that merges the prompts.'), ...sampling },
  required: ['model'],
} as const satisfies OptionsSchema;

export const merge: CrossoverOperator<typeof options> = {
  description: 'A model merges two prompts into one that has the strengths of both.',
  options,
  maxCalls: CALLS_FOR_PROMPT,
  run: async (inputs) => {
    const { parents, options: own } = inputs;
    if (parents[0].id === parents[1].id) return [{ rejected: 'the parents do not differ' }];
    return [await askForPrompt({ ...inputs, model: own.model, parents, question: mergeMessages(inputs) })];
  },
};

const SYSTEM = `You merge prompts for one agent in a system of language-model agents that work together. ${MATERIAL}
Keep what is specific and useful in either, say it once, and leave out what they contradict each other in unless one is clearly right. The merged prompt is no longer than the longer of the two.`;

const mergeMessages = (inputs: CrossoverRequest): Message[] => {
  const [first, second] = inputs.parents;
  return request(
    SYSTEM,
    [
      'These are the prompts:',
      quote('first_prompt', printPrompt(first), standing(inputs, first.id)),
      quote('second_prompt', printPrompt(second), standing(inputs, second.id)),
      ...placeText(inputs),
      ...keep(inputs.agent.frozen),
    ],
    'merged prompt',
  );
};

/** How well a parent did, where that is known: a model may lean to the better one. */
function standing({ population }: CrossoverRequest, id: string): string {
  const scored = population.find((candidate) => candidate.id === id);
  return scored === undefined || scored.n === 0 ? '' : ` score="${scored.score.toFixed(2)}"`;
}
