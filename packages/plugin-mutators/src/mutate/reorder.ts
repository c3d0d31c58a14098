import { type MutateOperator, type OptionsSchema, type Prompt, type Rng, SECTIONS } from '@maspo/core/plan';
import { labelLists } from '../facts/labels.ts';
import { keepsFrozen } from '../frozen.ts';
import { splitSentences } from '../sentences.ts';
import { labelSwaps, type Swap } from './swaps.ts';

const options = {
  type: 'object',
  properties: {
    unit: {
      enum: ['any', 'sentence', 'label'],
      default: 'any',
      description: 'What changes its place: a sentence of a section, the labels of a list, or either.',
    },
  },
} as const satisfies OptionsSchema;

/** Small models heed most what they read last, and lean to the first or the last label. */
export const reorder: MutateOperator<typeof options> = {
  description: 'Moves a sentence within its section, swaps two, or lists the labels in another order.',
  options,
  run: (request) => {
    const { parent, agent, options: own, rng } = request;
    const sentences = own.unit === 'label' ? [] : sentenceOrders(parent, agent.frozen);
    const lists = own.unit === 'sentence' ? [] : labelLists(request);
    const labels = lists.map((list) => () => labelSwaps(parent, list, agent.frozen));
    const isNew = ({ id, text }: Prompt) => id !== parent.id && keepsFrozen(parent.text, text, agent.frozen);
    // Half the time the one, half the time the other: a long prompt has far more orders of its sentences.
    for (const groups of rng.shuffle([sentences, labels])) {
      const child = firstOf(rng, groups, isNew);
      if (child !== null) return [child];
    }
    return [{ rejected: 'nothing can change its place' }];
  },
};

/** Orders are made group by group: all those of a prompt of a thousand sentences would be a million. */
function firstOf(rng: Rng, groups: readonly (() => readonly Swap[])[], isNew: (prompt: Prompt) => boolean) {
  for (const group of rng.shuffle(groups))
    for (const swap of rng.shuffle(group())) {
      const child = swap();
      if (isNew(child)) return child;
    }
  return null;
}

/** For each sentence of a section the ways to move it, or to exchange it for one that stands behind it. */
const sentenceOrders = (parent: Prompt, frozen: readonly string[]): (() => readonly Swap[])[] =>
  SECTIONS.flatMap((section) => {
    const places = splitSentences(parent.get(section), frozen).map(placeOf);
    const bodies = places.map(({ body }) => body);
    const swap =
      (order: () => readonly string[]): Swap =>
      () =>
        parent.set(section, fill(places, order()));
    return bodies.map(
      (body, from) => () =>
        bodies.flatMap((other, to) => [
          ...(from === to ? [] : [swap(() => bodies.toSpliced(from, 1).toSpliced(to, 0, body))]),
          // Neighbours change their places by a move already.
          ...(to > from + 1 ? [swap(() => bodies.with(from, other).with(to, body))] : []),
        ]),
    );
  });

/** Where a sentence stands: bullets, numbers and line ends belong to the place, and only the words move. */
interface Place {
  readonly before: string;
  readonly body: string;
  readonly after: string;
}

function placeOf(sentence: string): Place {
  const before = /^\s*(?:(?:[-*•]|\d+[.)])\s+)?/u.exec(sentence)?.[0] ?? '';
  const body = sentence.slice(before.length).trimEnd();
  return { before, body, after: sentence.slice(before.length + body.length) };
}

const fill = (places: readonly Place[], bodies: readonly string[]): string =>
  places
    .map(({ before, after }, index) => {
      const body = bodies[index] ?? '';
      return before + body + (index < places.length - 1 ? gap(body, after) : '');
    })
    .join('');

/** A sentence that was the last may have no stop, and no white space after it. */
function gap(body: string, after: string): string {
  if (/[\p{L}\p{N}]$/u.test(body) && !after.includes('\n')) return `.${after === '' ? ' ' : after}`;
  return after === '' && !/[。！？｡]$/u.test(body) ? ' ' : after;
}
