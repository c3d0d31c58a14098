import { Ajv } from 'ajv';
import type { Json } from '../canonical.ts';
import { isBroken, keyPlaceOf, type Path, placeOf } from '../config/node.ts';
import { messageOf } from '../errors.ts';
import { normaliseText } from '../system/text.ts';
import type { OutputContract } from '../types.ts';
import type { PlacedAgent } from './agents.ts';
import { type Draft, type Fields, fieldsOf, isFields, textsOf } from './draft.ts';
import { pathOf } from './schema-error.ts';
import { findUnmeetable } from './unmeetable.ts';

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
    checkLengths(draft, [...place, 'choice'], textsOf(output.choice), fields.model);
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

/** A token holds a word at most: a choice with more words than that is cut off before it is whole. */
function checkLengths(
  { root, config, report }: Draft,
  path: Path,
  choices: readonly { readonly text: string; readonly index: number }[],
  model: unknown,
): void {
  const { maxTokens } = fieldsOf(fieldsOf(config.models)[String(model)]);
  if (typeof maxTokens !== 'number') return;
  for (const { text, index } of choices) {
    const words = text.trim().split(/\s+/).length;
    if (words <= maxTokens) continue;
    report('badChoices', placeOf(root, [...path, index]), {
      message: `no reply can name the choice "${text}": it has ${words} words, and a reply of the model "${model}" at most ${maxTokens} tokens`,
      fix: `Shorten it, or raise \`maxTokens\` of the model.`,
    });
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
  const problem = problemOfSchema(schema);
  if (problem === undefined) return;
  const { steps, message, expected } = problem;
  report('badSchema', steps.length === 0 ? keyPlaceOf(root, path) : placeOf(root, [...path, ...steps]), {
    message,
    expected,
    fix: expected === undefined ? 'Correct the schema.' : 'Correct it: https://json-schema.org',
  });
}

interface SchemaProblem {
  readonly steps: Path;
  readonly message: string;
  readonly expected?: string;
}

function problemOfSchema(schema: Fields): SchemaProblem | undefined {
  const ajv = new Ajv({ strict: false, allErrors: true });
  const noSchema = (steps: Path, why: string): SchemaProblem => ({
    steps,
    message: `this is no JSON schema: ${[...steps.slice(-1), why].join(' ')}`,
    expected: 'a JSON schema (draft-07)',
  });
  if (ajv.validateSchema({ ...schema }) !== true) {
    const first = ajv.errors?.find(({ keyword }) => keyword !== 'anyOf');
    return noSchema(pathOf(first?.instancePath ?? '', schema), first?.message ?? 'it is not valid');
  }
  try {
    ajv.compile({ ...schema });
  } catch (cause) {
    return noSchema([], messageOf(cause).split('\n')[0] ?? '');
  }
  const found = findUnmeetable(schema);
  return found && { steps: found.path, message: `no reply can meet this schema: ${found.why}` };
}
