import {
  type Message,
  type MutateOperator,
  type MutateRequest,
  type OptionsSchema,
  printPrompt,
} from '@maspo/core/plan';
import { askForPrompt, CALLS_FOR_PROMPT } from '../model/ask.ts';
import { BEFORE_AND_AFTER, MOST_MISALIGNED, misalignedTexts } from '../model/cases.ts';
import { quote } from '../model/fence.ts';
import { modelOption, sampling } from '../model/options.ts';
import { keep, MATERIAL, placeText, request } from '../model/request.ts';
import { triedText } from '../model/tried.ts';

const options = {
  type: 'object',
  properties: { model: modelOption('Model that writes the new prompt.'), ...sampling },
  required: ['model'],
} as const satisfies OptionsSchema;

export const repair: MutateOperator<typeof options> = {
  description:
    'A model mends the prompt after it has seen misaligned cases: better by itself, worse for the next agents.',
  options,
  maxCalls: CALLS_FOR_PROMPT,
  run: async (inputs) => {
    const { parent, misalignments, options: own } = inputs;
    if (misalignments.length === 0) return [{ rejected: 'no-cases' }];
    return [await askForPrompt({ ...inputs, model: own.model, parents: [parent], question: repairMessages(inputs) })];
  },
};

const SYSTEM = `You mend the hand-over between the agents of a system of language-model agents that work together.
${MATERIAL}
An output can look better by itself and yet leave out, or bury, what the next agent needs. Find out from the cases what that is, and change the prompt of the agent so that the next agents get it, on new cases too. State general rules; never copy a case or its answer into the prompt.`;

/** Cases go to the agent that caused them, with the full record (ALGORITHM §2.6). */
const repairMessages = (inputs: MutateRequest): Message[] =>
  request(
    SYSTEM,
    [
      'This is the current prompt:',
      quote('current_prompt', printPrompt(inputs.parent)),
      ...triedText(inputs.parent, inputs.tried),
      ...placeText(inputs),
      'These are misaligned cases of this agent.',
      BEFORE_AND_AFTER,
      ...misalignedTexts(inputs.misalignments.slice(0, MOST_MISALIGNED), inputs),
      ...keep(inputs.agent.frozen),
    ],
    'mended prompt',
  );
