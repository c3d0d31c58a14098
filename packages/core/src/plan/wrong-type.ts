import { type Diagnostic, diagnose, type Finding } from '../config/diagnostics.ts';
import { placeOf } from '../config/node.ts';
import { type Fields, fieldsOf, isFields, listOf } from './draft.ts';
import { type Context, nameOf, type SchemaError, showValue } from './schema-error.ts';

const NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'nothing',
};

/** A value of the wrong type, with what YAML made of it if that surprises. */
export function wrongType({ path, value, schema }: SchemaError, { root }: Context): Diagnostic {
  const types = Array.isArray(schema.type) ? listOf(schema.type).map(String) : [String(schema.type)];
  const expected = types.map((type) => NAMES[type] ?? type).join(' or ');
  const at = placeOf(root, path);
  const numeric = types.some((type) => type === 'number' || type === 'integer');
  const plain = numeric && typeof value === 'string' ? readNumber(value) : undefined;
  if (plain !== undefined) {
    const quoted = /^["']/.test(at.source.text.slice(at.start));
    return diagnose('numberAsText', at, {
      message: `${nameOf(path)} is the text "${value}", not a number`,
      expected,
      fix: quoted ? `Write ${plain} without quotes.` : `Write ${plain}.`,
    });
  }
  return diagnose('wrongType', at, {
    message: value === null ? `${nameOf(path)} has no value` : `${nameOf(path)} is ${describe(value)}`,
    expected,
    fix: operatorFix(value, schema) ?? specialFix(value, types, schema) ?? fixOf(value, types),
  });
}

/** `2_000_000`, `2,000,000`, `"5"`: what the text would be as a number; undefined for other texts. */
function readNumber(text: string): string | undefined {
  const digits = text.trim().replace(/(?<=\d)(?:_(?=\d)|[,' ](?=\d{3}(?!\d)))/g, '');
  return /^[+-]?\d+(\.\d+)?$/.test(digits) ? digits.replace(/^\+/, '') : undefined;
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `the text ${showValue(value)}`;
  if (typeof value === 'number') return Number.isFinite(value) ? `the number ${value}` : 'no finite number';
  return showValue(value);
}

/** `score: { global: match }`: the name of an operator where its map is expected. */
function operatorFix(value: unknown, schema: Fields): string | undefined {
  if (usesOperator(schema)) return typeof value === 'string' ? `Write { use: ${value} }` : undefined;
  if (!usesOperator(schema.items)) return undefined;
  if (typeof value === 'string') return `Write [{ use: ${value} }]`;
  return isFields(value) ? 'Make it a list: put [ and ] around it, or "- " before its first key.' : undefined;
}

function specialFix(value: unknown, types: readonly string[], schema: Fields): string | undefined {
  const text = typeof value === 'string' ? value : '';
  if (text.includes('${env:') && !types.includes('string'))
    return 'A value from the environment is text; write the value itself.';
  const share = /^(\d+(?:\.\d+)?)\s*%$/.test(text) || (typeof value === 'number' && value > 0 && value < 1);
  if (share && types.includes('integer')) return 'Write how many, as a whole number: shares are not understood here.';
  if (types.includes('number') && /^\d+,(\d{1,2}|\d{4,})$/.test(text)) return `Write ${text.replace(',', '.')}.`;
  const percent = types.includes('number') ? /^(\d+(?:\.\d+)?)\s*%$/.exec(text)?.[1] : undefined;
  if (percent !== undefined) return `Write ${Number(percent) / 100}.`;
  return Array.isArray(value) && 'choice' in fieldsOf(fieldsOf(schema.else).properties)
    ? 'Write { choice: [ … ] }'
    : undefined;
}

const usesOperator = (schema: unknown): boolean => 'use' in fieldsOf(fieldsOf(schema).properties);

function fixOf(value: unknown, types: readonly string[]): Finding['fix'] {
  if (value === null) return 'Give it a value, or remove the key.';
  const [type] = types;
  switch (type) {
    case 'string':
      return textFix(value);
    case 'integer':
      return typeof value === 'number' ? `Write ${Math.round(value)}.` : 'Write a whole number, without quotes.';
    case 'number':
      return 'Write a number, without quotes.';
    case 'boolean':
      return 'Write true or false, without quotes.';
    case 'array':
      return typeof value === 'object'
        ? 'Write a list: each entry begins with "- ".'
        : `Write a list: [${entryText(value)}]`;
    default:
      return 'Write keys with values: { key: value }.';
  }
}

/** As it stands between [ and ]: what YAML would read as more than text goes in quotes. */
const entryText = (value: unknown): string => {
  const text = String(value);
  return /[:#[\]{}"'&*!|>%@`]/.test(text) ? JSON.stringify(text) : text;
};

function textFix(value: unknown): string {
  if (Array.isArray(value)) return 'Write one text; for several lines, `|` and the lines below it.';
  if (typeof value === 'object') return 'If it is meant as text, put it in quotes.';
  return `Put it in quotes: "${value}"`;
}
