import { Ajv, type ValidateFunction } from 'ajv';
import { canonicalJson, type Json } from '../canonical.ts';
import type { Output, OutputContract } from '../types.ts';
import { canonicalText, normaliseText } from './text.ts';

/** Reads a reply by an output contract: gives the canonical value, or why the contract is broken. */
export type ReadOutput = (reply: string) => Extract<Output, { kind: 'text' }>;

/** Compiles a contract once; its regex and schema have been checked with the config. */
export function outputReader(contract: OutputContract): ReadOutput {
  const parse = parserOf(contract);
  return (reply) => {
    const text = reply.trim();
    return { kind: 'text', text, ...parse(text) };
  };
}

type Parsed = { readonly value: Json; readonly problem: string | null };

const broken = (problem: string): Parsed => ({ value: null, problem });
const kept = (value: Json): Parsed => ({ value, problem: null });

function parserOf(contract: OutputContract): (text: string) => Parsed {
  switch (contract.kind) {
    case 'text':
      return (text) => parseText(text, contract.maxWords);
    case 'choice':
      return (text) => parseChoice(text, contract.choices);
    case 'regex': {
      const pattern = new RegExp(contract.pattern, 'u');
      return (text) => {
        const match = pattern.exec(text);
        return match === null ? broken(`does not match ${contract.pattern}`) : kept(match[1] ?? match[0]);
      };
    }
    case 'json': {
      const validate = new Ajv({ strict: false }).compile(contract.schema as object);
      return (text) => parseJson(text, validate);
    }
  }
}

function parseText(text: string, maxWords: number | undefined): Parsed {
  const words = text.split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return broken('is empty');
  if (maxWords !== undefined && words.length > maxWords) return broken(`has more than ${maxWords} words`);
  return kept(normaliseText(text));
}

/** A choice: the whole reply names it, or exactly one choice stands in it as a whole word. */
export function parseChoice(text: string, choices: readonly string[]): Parsed {
  const reply = normaliseText(text);
  const whole = choices.find((choice) => normaliseText(choice) === reply);
  if (whole !== undefined) return kept(whole);
  const named = namedChoices(reply, choices);
  const [only] = named;
  if (only !== undefined && named.length === 1) return kept(only);
  return broken(named.length === 0 ? `names none of ${choices.join(', ')}` : `names ${named.join(' and ')}`);
}

/** The choices that stand in a reply as whole words. Longest first: "bug report" does not also name "bug". */
function namedChoices(reply: string, choices: readonly string[]): string[] {
  const named = new Set<string>();
  let rest = reply;
  for (const choice of choices.toSorted((a, b) => b.length - a.length)) {
    const escaped = normaliseText(choice).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    // A line end cannot stand in a normalised choice, so nothing new is formed around the gap.
    const without = rest.replace(new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?![\\p{L}\\p{N}_])`, 'gu'), '\n');
    if (without !== rest) named.add(choice);
    rest = without;
  }
  return choices.filter((choice) => named.has(choice));
}

function parseJson(text: string, validate: ValidateFunction): Parsed {
  const fenced = /^```(?:json)?\s*\n([\s\S]*?)\n?```$/.exec(text);
  let value: Json;
  try {
    value = JSON.parse(fenced?.[1] ?? text) as Json;
    // 1e999 parses to Infinity, and a thousand brackets overflow the stack: neither may go on into hashes and ties.
    canonicalJson(value);
  } catch {
    return broken('is not JSON');
  }
  if (validate(value)) return kept(value);
  const [error] = validate.errors ?? [];
  return broken(`does not satisfy its schema: ${error?.instancePath || 'the value'} ${error?.message ?? 'is invalid'}`);
}

/** More digits than a double surely holds, or a power that it may not: different numbers can be read as one. */
const UNSURE_DIGITS = /[\d.]{16}|e[-+]?\d{3}/i;

/**
 * What two outputs of an agent are compared by: equal forms are a tie for free (STUDY: worth 3.5 points). By contract:
 * - text, and the match of a regex: `canonicalText`.
 * - choice: the choice as it was declared; choices that look like numbers (`1.0`, `1`) stay apart.
 * - json: the value, whatever the order of its members, white space and spelling of numbers (`1.0` is 1); texts in it to the
 *   letter. Where a number has more digits than can be compared, as it is written.
 * - broken outputs by `canonicalText` of all of it, apart from those that hold. Failed outputs have no form: null.
 */
export function canonicalOutput(output: Output, contract: OutputContract): string | null {
  if (output.kind === 'failed') return null;
  const { value, text, problem } = output;
  if (problem !== null) return `broken ${canonicalText(text)}`;
  switch (contract.kind) {
    case 'text':
      return `value ${canonicalText(text)}`;
    case 'regex':
      return `value ${canonicalText(String(value))}`;
    case 'choice':
      return `value ${canonicalJson(value)}`;
    case 'json':
      return `value ${canonicalJson(value)}${UNSURE_DIGITS.test(text) ? ` of ${text}` : ''}`;
  }
}
