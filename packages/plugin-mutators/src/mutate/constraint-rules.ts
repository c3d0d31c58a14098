import type { Json, OutputContract } from '@maspo/core';
import { orList } from '../facts/wording.ts';

/** A rule that answers one kind of violation, in several wordings. */
export interface Rule {
  /** Equal for wordings that may take each other's place. */
  readonly kind: string;
  readonly wordings: readonly string[];
}

/**
 * The rules that a broken output calls for, by its contract.
 * @param problem What the core says of the output: "names none of a, b".
 */
export function rulesFor(contract: OutputContract, text: string, problem: string): Rule[] {
  switch (contract.kind) {
    case 'choice':
      return choiceRules(contract.choices, text, problem);
    case 'regex':
      return [patternRule(contract.pattern)];
    case 'json':
      return jsonRules(contract.schema, text, problem);
    case 'text':
      return /empty/.test(problem) ? [EMPTY] : lengthRule(contract.maxWords);
  }
}

/** Whether a reply stopped in the middle of a sentence, as one does that was cut at the limit of its tokens. */
const looksCut = (text: string): boolean => text.split(/\s+/).length >= 5 && !/[.!?)\]}"'`。！？]\s*$/u.test(text);

function choiceRules(choices: readonly string[], text: string, problem: string): Rule[] {
  const either = orList(choices);
  if (text === '') return [EMPTY];
  if (/^names .* and /.test(problem) && !/^names none/.test(problem)) {
    const wordings = [`Name only one of ${either}.`, `Decide for one of ${either}, and do not name the others.`];
    return [{ kind: 'one-choice', wordings }];
  }
  const word = choices.some((choice) => /\s/.test(choice)) ? 'of these' : 'word';
  const wordings = [
    `Answer with exactly one ${word}: ${either}.`,
    `Your whole answer must be ${either}.`,
    `Never answer anything but ${either}.`,
  ];
  return [{ kind: 'choice', wordings }, ...(looksCut(text) ? [ANSWER_FIRST] : [])];
}

const EMPTY: Rule = { kind: 'empty', wordings: ['Always write an answer.', 'Never leave the answer empty.'] };

const ANSWER_FIRST: Rule = {
  kind: 'answer-first',
  wordings: ['Give the answer first, before anything else.', 'Do not explain: begin with the answer.'],
};

const lengthRule = (maxWords: number | undefined): Rule[] =>
  maxWords === undefined
    ? []
    : [{ kind: 'length', wordings: [`Write at most ${maxWords} words.`, `Never write more than ${maxWords} words.`] }];

const patternRule = (pattern: string): Rule => ({
  kind: 'pattern',
  wordings: [`The answer must match this pattern: ${pattern}`, `Write nothing but a text of the form ${pattern}`],
});

const NO_JSON: Rule = {
  kind: 'json',
  wordings: [
    'Reply with one JSON value and nothing else.',
    'Write no text before or after the JSON.',
    'The first character of the reply must be {, the last one }.',
  ],
};

const SHORT_JSON: Rule = {
  kind: 'short-json',
  wordings: ['Keep the values of the JSON short, and close all braces.', 'Make the JSON short enough to be complete.'],
};

function jsonRules(schema: Json, text: string, problem: string): Rule[] {
  if (text === '') return [EMPTY];
  if (/not JSON/.test(problem)) return [/^\s*[{[]/.test(text) && !/[}\]]\s*$/.test(text) ? SHORT_JSON : NO_JSON];
  const [, path = '', complaint = ''] = /schema: (\/\S*|the value) (.*)$/.exec(problem) ?? [];
  const place = path.startsWith('/') ? path.slice(1).replaceAll('/', '.') : '';
  const missing = /required property '(.*)'/.exec(complaint)?.[1];
  if (missing !== undefined) return [keyRule(schema, place, missing)];
  if (complaint === '') return [];
  const what = place === '' ? 'The JSON' : `"${place}" in the JSON`;
  const allowed = /allowed values/.test(complaint) ? allowedAt(schema, path) : [];
  const wordings =
    allowed.length > 0
      ? [`${what} must be one of: ${allowed.join(', ')}.`, `${what} is ${orList(allowed)}, nothing else.`]
      : [`${what} ${complaint}.`];
  return [{ kind: `json ${path} ${complaint}`, wordings }];
}

function keyRule(schema: Json, place: string, missing: string): Rule {
  const required = place === '' ? listAt(schema, 'required') : [];
  return {
    kind: `json-key ${place} ${missing}`,
    wordings: [
      place === '' ? `The JSON must have the key "${missing}".` : `"${place}" must have the key "${missing}".`,
      ...(required.length > 1 ? [`The JSON must have all of these keys: ${required.join(', ')}.`] : []),
    ],
  };
}

/** The values that a schema allows at a path of the value (`/team`); empty where that cannot be told. */
function allowedAt(schema: Json, path: string): string[] {
  const steps = path.split('/').slice(1);
  const at = steps.reduce<Json | undefined>((node, step) => {
    const inside = /^\d+$/.test(step) ? valueAt(node, 'items') : valueAt(valueAt(node, 'properties'), step);
    return inside;
  }, schema);
  return listAt(at, 'enum');
}

const valueAt = (node: Json | undefined, key: string): Json | undefined =>
  typeof node === 'object' && node !== null && !Array.isArray(node)
    ? (node as Readonly<Record<string, Json>>)[key]
    : undefined;

const listAt = (node: Json | undefined, key: string): string[] => {
  const list = valueAt(node, key);
  return Array.isArray(list) ? list.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))) : [];
};
