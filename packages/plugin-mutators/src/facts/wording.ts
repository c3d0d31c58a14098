import type { Item } from '@maspo/core';

/** "a, b or c" */
export const orList = (words: readonly string[]): string => listed(words, 'or');
/** "a, b and c" */
export const andList = (words: readonly string[]): string => listed(words, 'and');

function listed(words: readonly string[], link: string): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${link} ${last}`;
}

const INPUT_NOUNS = [
  ...['message', 'email', 'ticket', 'review', 'question', 'request', 'comment', 'complaint', 'sentence', 'article'],
  ...['document', 'passage', 'paragraph', 'post', 'problem', 'story', 'letter', 'headline', 'description'],
];
/** As often what an agent writes as what it reads: taken only if no other noun is there. */
const DOUBTFUL_NOUNS = ['note', 'report', 'text'];

/** What the agents' input is called: in the texts that say what they are for, else by a field of the items, else "text". */
export function inputNoun(purposes: readonly string[], items: readonly Item[]): string {
  const fields = Object.keys(items[0]?.fields ?? {}).join(' ');
  const words = [...purposes, fields].flatMap((source) => source.toLowerCase().match(/\p{L}+/gu) ?? []).map(singular);
  const noun = words.find((word) => INPUT_NOUNS.includes(word)) ?? words.find((word) => DOUBTFUL_NOUNS.includes(word));
  return noun ?? 'text';
}

/** Names of label fields that say nothing about what the labels are. */
const BLANK_NAMES = [
  'label',
  'answer',
  'target',
  'gold',
  'expected',
  'output',
  'class',
  'y',
  'truth',
  'solution',
  'result',
];

/** What a label is called: the name of its field where it is a word that says something, else "label". */
export function labelNoun(field: string | undefined): string {
  const word = (field ?? '').toLowerCase();
  return /^\p{L}+$/u.test(word) && !BLANK_NAMES.includes(word) ? word : 'label';
}

export const plural = (noun: string): string => {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
};

const singular = (word: string): string => word.replace(/ies$/, 'y').replace(/(?<!s)s$/, '');

export const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
