import {
  isPrompt,
  type MutateOperator,
  type MutateRequest,
  type OptionsSchema,
  type Prompt,
  type Rng,
} from '@maspo/core/plan';
import { allLabels, finalLabels } from '../facts/labels.ts';
import { CALLS_FOR_PROMPT } from '../model/ask.ts';
import { modelOption, sampling } from '../model/options.ts';
import { swapByModel } from './phrase-by-model.ts';
import { borrowings, labelSwaps, rewordings, type Swap } from './swaps.ts';

const SOURCES = ['population', 'lexicon', 'model'] as const;

const options = {
  type: 'object',
  properties: {
    swaps: { type: 'integer', minimum: 1, maximum: 5, default: 1, description: 'Phrases exchanged in one proposal.' },
    from: {
      type: 'array',
      items: { enum: SOURCES },
      minItems: 1,
      default: ['population', 'lexicon'],
      description:
        "Where new phrases come from: population (the beam's other prompts), lexicon (built in), model (asked for one; needs `model`).",
    },
    population: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0.3,
      description:
        "Share of swaps that take a sentence of the beam's other prompts, the rest takes phrases of the lexicon.",
    },
    model: modelOption('Model that is asked for other words, where `from` has model: as often as each other source.'),
    temperature: sampling.temperature,
  },
} as const satisfies OptionsSchema;

export const phraseSwap: MutateOperator<typeof options> = {
  description:
    'Exchanges a phrase for one of like meaning, the order of listed labels, or a sentence for one of another prompt in the beam.',
  options,
  check: ({ from, model }) => (from.includes('model') && model === undefined ? [NEEDS_MODEL] : []),
  maxCalls: ({ from }) => (from.includes('model') ? CALLS_FOR_PROMPT : 0),
  run: async (request) => {
    const { parent, rng, options: own } = request;
    const { from, model, swaps } = own;
    if (!from.includes('model') || model === undefined) return [proposal(parent, exchange(request, parent, swaps))];
    if (rng.int(from.length) > 0) return [proposal(parent, exchange(request, parent, swaps))];
    const swapped = await swapByModel(request, model);
    return [isPrompt(swapped) ? proposal(parent, exchange(request, swapped, swaps - 1)) : swapped];
  },
};

const NEEDS_MODEL = {
  option: 'from',
  message: 'it takes phrases from a model, and none is named',
  fix: 'Set its option `model`, or take "model" out of `from`.',
};

const proposal = (parent: Prompt, child: Prompt) =>
  child.id === parent.id || child.text === '' ? { rejected: 'no phrase can be exchanged' } : child;

/** Swaps looked at for one that has not been made yet. */
const MOST_LOOKS = 20;

function drawNew(choices: readonly Swap[], request: Exchange): Prompt {
  const shuffled = request.rng.shuffle(choices);
  for (const swap of shuffled.slice(0, MOST_LOOKS)) {
    const child = swap();
    if (request.refusal(child) === null) return child;
  }
  return shuffled[0]?.() ?? request.parent;
}

interface Exchange extends MutateRequest {
  readonly rng: Rng;
  readonly options: { readonly from: readonly string[]; readonly population: number };
}

/** As many swaps as there are, without a model. */
function exchange(request: Exchange, parent: Prompt, swaps: number): Prompt {
  const { rng, population, agent, options: own } = request;
  const [labels, fixed] = [finalLabels(request), allLabels(request)];
  let child = parent;
  for (let done = 0; done < swaps; done++) {
    const borrowed = own.from.includes('population') ? borrowings(child, population, agent.frozen) : [];
    const reworded = own.from.includes('lexicon')
      ? [...rewordings(child, fixed, agent.frozen), ...labelSwaps(child, labels, agent.frozen)]
      : [];
    const preferred = rng.next() < own.population ? [borrowed, reworded] : [reworded, borrowed];
    const choices = preferred.find((list) => list.length > 0);
    if (choices === undefined) break;
    const isLast = done === swaps - 1;
    child = isLast ? drawNew(choices, request) : rng.pick(choices)();
  }
  return child;
}
