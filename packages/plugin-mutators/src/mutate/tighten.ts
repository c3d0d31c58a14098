import {
  type Message,
  type MutateOperator,
  type MutateRequest,
  type OptionsSchema,
  type Prompt,
  printPrompt,
} from '@maspo/core/plan';
import { allLabels } from '../facts/labels.ts';
import { askForPrompt, CALLS_FOR_PROMPT } from '../model/ask.ts';
import { quote } from '../model/fence.ts';
import { modelOption, sampling } from '../model/options.ts';
import type { Fault } from '../model/reply.ts';
import { keep, MATERIAL, placeText, request } from '../model/request.ts';
import { triedText } from '../model/tried.ts';
import { wordMatches } from './replace-phrase.ts';
import { apply, cutsOf } from './tighten-rules.ts';

const options = {
  type: 'object',
  properties: {
    model: modelOption(
      'Model that shortens the prompt; without it filler words, courtesies and repeated sentences go.',
    ),
    ...sampling,
  },
} as const satisfies OptionsSchema;

/** Short prompts cost less with every call, and small models follow them better. */
export const tighten: MutateOperator<typeof options> = {
  description: 'Says the same in fewer words: by rules, or by a model if one is given.',
  options,
  maxCalls: CALLS_FOR_PROMPT,
  run: async (inputs) => {
    const { parent, agent, rng, options: own } = inputs;
    const labels = allLabels(inputs);
    if (own.model !== undefined) {
      const check = (prompt: Prompt) => notTighter(parent, prompt, labels);
      const question = tightenMessages(inputs, labels);
      return [await askForPrompt({ ...inputs, model: own.model, parents: [parent], question, check })];
    }
    const cuts = cutsOf(parent, agent.frozen, labels);
    // Half the time all that can go, half the time some of it: a filler word may be what a small model holds on to.
    const chosen = rng.next() < 0.5 ? cuts : cuts.filter(() => rng.next() < 0.5);
    const child = apply(parent, chosen.length > 0 || cuts.length === 0 ? chosen : [rng.pick(cuts)], agent.frozen);
    return [child === null ? { rejected: 'nothing can be said in fewer words' } : child];
  },
};

/** What a shorter prompt must not lose beside frozen spans. */
function notTighter(parent: Prompt, prompt: Prompt, labels: readonly string[]): Fault | null {
  if (prompt.text.length >= parent.text.length)
    return { rejected: 'not-shorter', say: 'the new prompt is not shorter than the old one' };
  const lost = labels.filter((label) => has(parent, label) && !has(prompt, label));
  if (lost.length === 0) return null;
  return { rejected: 'labels-lost', say: `the prompt must still name ${lost.join(', ')}` };
}

const has = ({ text }: Prompt, label: string): boolean => wordMatches(text, label).length > 0;

const SYSTEM = `You shorten the prompts of language models. ${MATERIAL}
Keep what the prompt asks for, in full: say the same in fewer words, and say nothing twice.`;

const tightenMessages = (inputs: MutateRequest, labels: readonly string[]): Message[] =>
  request(
    SYSTEM,
    [
      'This is the current prompt:',
      quote('current_prompt', printPrompt(inputs.parent)),
      ...triedText(inputs.parent, inputs.tried),
      ...placeText(inputs).slice(0, 1),
      ...(labels.length === 0 ? [] : [`Keep these names as they are: ${labels.join(', ')}.`]),
      ...keep(inputs.agent.frozen),
    ],
    'shorter prompt',
  );
