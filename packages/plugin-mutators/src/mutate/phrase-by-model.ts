import {
  type Answer,
  type Message,
  type MutateRequest,
  type Prompt,
  type Proposal,
  printPrompt,
  type Rng,
  SECTIONS,
  type Section,
  type Toolbox,
} from '@maspo/core/plan';
import { allLabels } from '../facts/labels.ts';
import { fixedRanges, overlaps } from '../fixed.ts';
import { askTwice, faultOf } from '../model/ask.ts';
import { quote } from '../model/fence.ts';
import { type Fault, onlyText } from '../model/reply.ts';
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

/** Asks a model for another phrase in place of one that is drawn. */
export async function swapByModel(request: Swapping, model: string): Promise<Proposal> {
  const { parent, rng, ask, options: own, refusal } = request;
  const place = drawPlace(request);
  if (place === null) return { rejected: 'no phrase can be exchanged' };
  const { section, range } = place;
  const text = parent.get(section);
  const old = text.slice(...range);
  const read = (reply: Answer): Prompt | Fault => {
    const said = onlyText(reply, 'phrase');
    if (typeof said !== 'string') return said;
    const fault = phraseFault(said.trim(), old);
    if (fault !== null) return fault;
    const child = parent.set(section, replacePhrase(text, range, said.trim()));
    return faultOf(child, { parents: [parent], refusal }) ?? child;
  };
  const options = { temperature: own.temperature, maxTokens: MAX_TOKENS };
  return askTwice({ ask, rng, model, options, question: messages(parent, old) }, read, [FORM]);
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

function phraseFault(phrase: string, old: string): Fault | null {
  if (phrase === '') return { rejected: 'empty', say: 'there are no words in it' };
  if (/[\r\n]/.test(phrase)) return { rejected: 'unreadable', say: 'the words are on more than one line' };
  if (phrase === old) return { rejected: 'unchanged', say: 'the words are the old ones' };
  const longest = 40 + 3 * old.length;
  return phrase.length > longest
    ? { rejected: 'too-long', say: `the words have more than ${longest} characters` }
    : null;
}

const FORM = 'Write the other words between <phrase> and </phrase>, on one line, and nothing else.';

const messages = (parent: Prompt, old: string): Message[] => [
  { role: 'system', content: `You choose words for the prompts of language models. ${MATERIAL}` },
  {
    role: 'user',
    content: [
      'This is a prompt:',
      quote('current_prompt', printPrompt(parent)),
      `Say this part of it in other words that fit in its place: ${JSON.stringify(old)}`,
      FORM,
    ].join('\n\n'),
  },
];
