import {
  type Answer,
  isPrompt,
  type Message,
  type MutateOperator,
  type OptionsSchema,
  type Prompt,
  type Proposal,
} from '@maspo/core';
import { keepsFrozen } from '../frozen.ts';
import { readPrompt, taggedTexts } from '../reply.ts';
import { repairMessages, rewriteMessages } from './rewrite-prompt.ts';

const options = {
  type: 'object',
  properties: {
    model: { type: 'string', minLength: 1, maspoRef: 'model', description: 'Model that writes the new prompt.' },
    examples: {
      type: 'integer',
      minimum: 0,
      maximum: 20,
      default: 3,
      description: 'Cases shown to it: misaligned ones first, then the worst ones.',
    },
    temperature: { type: 'number', minimum: 0, maximum: 2, default: 0.7, description: 'Temperature of that model.' },
    maxTokens: { type: 'integer', minimum: 16, default: 1024, description: 'Longest reply of that model, in tokens.' },
  },
  required: ['model'],
} as const satisfies OptionsSchema;

/** One call, and one more if the reply cannot be used: nothing of a reply is thrown away silently (ALGORITHM §2.8). */
export const rewrite: MutateOperator<typeof options> = {
  description: 'A model rewrites the prompt after it has seen where it fails.',
  options,
  maxCalls: 2,
  run: async (request) => {
    const {
      ask,
      rng,
      parent,
      agent,
      options: { model, examples, temperature, maxTokens },
    } = request;
    // Equal calls have one answer: without a sample of its own, every rewrite of a parent would be the same.
    const settings = { temperature, maxTokens, sample: temperature > 0 ? rng.int(2 ** 31) : 0 };
    const question = rewriteMessages(request, examples);
    const reply = await ask(model, question, settings);
    const first = readReply(reply, parent, agent.frozen);
    if (isPrompt(first)) return [first];
    const again: readonly Message[] = [...question, ...repairMessages(reply, first.rejected, agent.frozen)];
    return [readReply(await ask(model, again, settings), parent, agent.frozen)];
  },
};

function readReply(reply: Answer, parent: Prompt, frozen: readonly string[]): Proposal {
  const texts = taggedTexts(reply, 'prompt');
  const [text] = texts ?? [];
  if (text === undefined) return { rejected: 'no <prompt> in the reply' };
  if (texts?.length !== 1) return { rejected: 'more than one <prompt> in the reply' };
  const prompt = readPrompt(text);
  if (!isPrompt(prompt)) return prompt;
  if (prompt.id === parent.id) return { rejected: 'the new prompt is the old one' };
  return keepsFrozen(parent.text, prompt.text, frozen) ? prompt : { rejected: 'frozen text is missing in the reply' };
}
