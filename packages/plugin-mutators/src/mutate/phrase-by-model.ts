import {
  type Message,
  type MutateRequest,
  type Prompt,
  type Proposal,
  printPrompt,
  type Rng,
  SECTIONS,
  type Section,
  type Toolbox,
} from '@maspo/core';
import { allLabels } from '../facts/labels.ts';
import { fixedRanges, overlaps } from '../fixed.ts';
import { faultOf, settingsOf } from '../model/ask.ts';
import { quote } from '../model/fence.ts';
import { onlyText } from '../model/reply.ts';
import { MATERIAL } from '../model/request.ts';
import type { Range } from '../sentences.ts';
import { replacePhrase } from './replace-phrase.ts';

/** A phrase is short: a reply of more tokens is none. */
const MAX_TOKENS = 64;
/** Words of a phrase. */
const MOST_WORDS = 5;

interface Swapping extends MutateRequest {
  readonly rng: Rng;
  readonly ask: Toolbox<unknown>['ask'];
  readonly options: { readonly temperature: number };
}

/** Asks a model for another phrase in place of one that is drawn. One call: a reply that cannot be used is rejected. */
export async function swapByModel(request: Swapping, model: string): Promise<Proposal> {
  const { parent, rng, ask, options: own, refusal } = request;
  const place = drawPlace(request);
  if (place === null) return { rejected: 'no phrase can be exchanged' };
  const { section, range } = place;
  const text = parent.get(section);
  const old = text.slice(...range);
  const settings = settingsOf({ temperature: own.temperature, maxTokens: MAX_TOKENS }, rng);
  const reply = onlyText(await ask(model, messages(parent, old), settings), 'phrase');
  if (typeof reply !== 'string') return { rejected: reply.rejected };
  const phrase = reply.trim();
  const problem = phraseProblem(phrase, old);
  if (problem !== null) return { rejected: problem };
  const child = parent.set(section, replacePhrase(text, range, phrase));
  const fault = faultOf(child, { parents: [parent], refusal });
  return fault === null ? child : { rejected: fault.rejected };
}

/** Two to five words in a row, of one of the sections; a single word where there is nothing longer. */
function drawPlace(request: Swapping): { readonly section: Section; readonly range: Range } | null {
  const { parent, rng, agent } = request;
  const labels = allLabels(request);
  const places = SECTIONS.flatMap((section) => {
    const text = parent.get(section);
    const fixed = fixedRanges(text, agent.frozen, labels);
    return phrasesIn(text)
      .filter((range) => !overlaps(range, fixed))
      .map((range) => ({ section, range, words: text.slice(...range).split(/\s+/).length }));
  });
  const long = places.filter(({ words }) => words > 1);
  const pool = long.length > 0 ? long : places;
  return pool.length === 0 ? null : rng.pick(pool);
}

/** Runs of words without punctuation between them. */
function phrasesIn(text: string): Range[] {
  const words = [...text.matchAll(/[\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M}'’-]*/gu)].map(
    ({ 0: word, index }): Range => [index, index + word.length],
  );
  return words.flatMap(([from], first) => {
    const runs: Range[] = [];
    for (let last = first; last < first + MOST_WORDS; last++) {
      const [start, end] = words[last] ?? [0, 0];
      if (end === 0 || (last > first && !/^ +$/.test(text.slice(words[last - 1]?.[1], start)))) break;
      runs.push([from, end]);
    }
    return runs;
  });
}

function phraseProblem(phrase: string, old: string): string | null {
  if (phrase === '') return 'empty';
  if (/[\r\n]/.test(phrase)) return 'unreadable';
  if (phrase === old) return 'unchanged';
  return phrase.length > 40 + 3 * old.length ? 'too-long' : null;
}

const messages = (parent: Prompt, old: string): Message[] => [
  { role: 'system', content: `You choose words for the prompts of language models. ${MATERIAL}` },
  {
    role: 'user',
    content: [
      'This is a prompt:',
      quote('current_prompt', printPrompt(parent)),
      `Say this part of it in other words that fit in its place: ${JSON.stringify(old)}`,
      'Write the other words between <phrase> and </phrase>, on one line, and nothing else.',
    ].join('\n\n'),
  },
];
