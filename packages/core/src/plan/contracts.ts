import { Ajv } from 'ajv';
import type { Json } from '../canonical.ts';
import { isBroken, keyPlaceOf, type Path, placeOf } from '../config/node.ts';
import { messageOf } from '../errors.ts';
import { normaliseText } from '../system/contract.ts';
import type { OutputContract } from '../types.ts';
import type { PlacedAgent } from './agents.ts';
import { type Draft, type Fields, isFields, textsOf } from './draft.ts';

/** The contract that an `output` describes; its parts have been checked. */
export function contractOf(output: unknown): OutputContract {
  const { choice, regex, json, text }: Fields = isFields(output) ? output : {};
  if (Array.isArray(choice)) return { kind: 'choice', choices: choice.map(String) };
  if (typeof regex === 'string') return { kind: 'regex', pattern: regex };
  if (isFields(json)) return { kind: 'json', schema: json as Json };
  const maxWords = isFields(text) ? text.maxWords : undefined;
  return typeof maxWords === 'number' ? { kind: 'text', maxWords } : { kind: 'text' };
}

/** Contracts that cannot be read, or that no reply could meet. */
export function checkContracts(draft: Draft, agents: readonly PlacedAgent[]): void {
  for (const { fields, path } of agents) {
    const { output } = fields;
    const place = [...path, 'output'];
    if (!isFields(output) || isBroken(draft.root, place)) continue;
    checkChoices(draft, [...place, 'choice'], textsOf(output.choice));
    if (typeof output.regex === 'string') checkRegex(draft, [...place, 'regex'], output.regex);
    if (isFields(output.json)) checkSchema(draft, [...place, 'json'], output.json);
  }
}

function checkChoices(
  { root, report }: Draft,
  path: Path,
  choices: readonly { readonly text: string; readonly index: number }[],
): void {
  const seen = new Map<string, string>();
  for (const { text, index } of choices) {
    const form = normaliseText(text);
    const first = seen.get(form);
    if (text === '') continue;
    if (form === '') {
      report('badChoices', placeOf(root, [...path, index]), {
        message: `no reply can name the choice "${text}"`,
        fix: 'Write a word.',
      });
    } else if (first !== undefined) {
      report('badChoices', placeOf(root, [...path, index]), {
        message:
          first === text
            ? `the choice "${text}" is here twice`
            : `the choices "${first}" and "${text}" cannot be told apart`,
        fix: 'Remove one of them; capitals and punctuation do not count.',
      });
    } else seen.set(form, text);
  }
}

function checkRegex({ root, report }: Draft, path: Path, pattern: string): void {
  try {
    new RegExp(pattern, 'u');
  } catch (cause) {
    const [reason = ''] = messageOf(cause).split(': ').slice(-1);
    report('badRegex', placeOf(root, path), {
      message: `this is no regular expression: ${reason.toLowerCase()}`,
      expected: 'a JavaScript regular expression (flag u)',
      fix: 'Correct it; in single quotes a backslash means itself.',
    });
  }
}

/** The JSON of the config is data here: a schema may use all of draft-07. */
function checkSchema({ root, report }: Draft, path: Path, schema: Fields): void {
  try {
    new Ajv({ strict: false }).compile({ ...schema });
  } catch (cause) {
    report('badSchema', keyPlaceOf(root, path), {
      message: `this is no JSON schema: ${messageOf(cause).replace('schema is invalid: data', '').split(', ')[0]}`,
      expected: 'a JSON schema (draft-07)',
      fix: 'Correct it: https://json-schema.org',
    });
  }
}
