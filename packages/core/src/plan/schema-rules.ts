import { closestName, type Diagnostic, diagnose, type Finding, fixName, listNames } from '../config/diagnostics.ts';
import { placeOf } from '../config/node.ts';
import { type Fields, listOf } from './draft.ts';
import { type Context, nameOf, type SchemaError, showValue } from './schema-error.ts';

/** A value of the right type that a rule of its schema refuses. */
export function notAllowed(error: SchemaError, { root }: Context): Diagnostic {
  const path =
    error.keyword === 'uniqueItems'
      ? [...error.path, Math.max(Number(error.params.i), Number(error.params.j))]
      : error.path;
  return diagnose('notAllowed', placeOf(root, path), findingOf(error));
}

function findingOf(error: SchemaError): Finding {
  const { keyword, path, value, params } = error;
  const name = nameOf(path);
  const limit = Number(params.limit);
  switch (keyword) {
    case 'enum':
    case 'const':
      return oneOf(error);
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return outOfRange(error);
    case 'minLength':
      return {
        message: `${name} is ${value === '' ? 'empty' : 'too short'}`,
        fix: value === '' ? 'Write a text.' : `Write at least ${limit} characters.`,
      };
    case 'maxLength':
      return { message: `${name} is too long`, fix: `Write at most ${limit} characters.` };
    case 'minItems':
    case 'maxItems':
      return sizeOf(error, limit);
    case 'uniqueItems':
      return {
        message: `${showValue(listOf(value)[Number(params.i)])} stands in ${name} twice`,
        fix: 'Remove one of them.',
      };
    case 'minProperties':
    case 'maxProperties':
      return {
        message: `${name} must have ${keyword === 'minProperties' ? 'a key' : 'one key only'}`,
        expected: `one of ${keysOf(error)}`,
        fix: keyword === 'minProperties' ? 'Add one.' : 'Keep one of them.',
      };
    case 'pattern':
      return badPattern(error);
    default:
      return { message: `${name} ${error.message}`, fix: 'See the description of this key: maspo schema.' };
  }
}

function outOfRange({ path, value, schema }: SchemaError): Finding {
  const range = rangeOf(schema);
  const most = Number(schema.maximum ?? schema.exclusiveMaximum);
  const isPercent = most === 1 && Number.isInteger(value) && Number(value) > 1 && Number(value) < 100;
  return {
    message: `${nameOf(path)} cannot be ${showValue(value)}`,
    expected: range,
    fix: isPercent ? `Write ${Number(value) / 100}.` : `Write a number: ${range}.`,
  };
}

function oneOf({ path, value, params }: SchemaError): Finding {
  const allowed = 'allowedValue' in params ? [params.allowedValue] : listOf(params.allowedValues);
  const names = allowed.map(String);
  const quoted = allowed.some((entry) => typeof entry !== 'string' && String(entry) === value);
  const closest = typeof value === 'string' && !quoted ? closestName(value, names) : undefined;
  return {
    message: `${nameOf(path)} cannot be ${showValue(value)}`,
    expected: listNames(names),
    closest,
    fix: quoted
      ? `Write ${value} without quotes.`
      : fixName(closest, names.length === 1 ? `Write ${names[0]}.` : 'Write one of these.'),
  };
}

/** `from 0 to 2`, `1 or more`. Both limits are named, whichever was passed. */
function rangeOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Fields): string {
  const low =
    minimum !== undefined
      ? `${minimum} or more`
      : exclusiveMinimum !== undefined
        ? `more than ${exclusiveMinimum}`
        : undefined;
  const high =
    maximum !== undefined
      ? `${maximum} or less`
      : exclusiveMaximum !== undefined
        ? `less than ${exclusiveMaximum}`
        : undefined;
  if (minimum !== undefined && maximum !== undefined) return `from ${minimum} to ${maximum}`;
  return [low, high].filter((part) => part !== undefined).join(' and ');
}

function sizeOf({ keyword, path, value }: SchemaError, limit: number): Finding {
  const size = listOf(value).length;
  const entries = (count: number): string => (count === 1 ? '1 entry' : `${count} entries`);
  if (size === 0)
    return { message: `${nameOf(path)} is empty`, expected: `at least ${entries(limit)}`, fix: 'Add what is missing.' };
  return keyword === 'minItems'
    ? {
        message: `${nameOf(path)} has only ${entries(size)}`,
        expected: `at least ${entries(limit)}`,
        fix: 'Add what is missing.',
      }
    : { message: `${nameOf(path)} has ${entries(size)}`, expected: `at most ${entries(limit)}`, fix: 'Remove some.' };
}

const keysOf = ({ schema }: SchemaError): string =>
  listNames(Object.keys((schema.properties as object | undefined) ?? {}));

function badPattern({ path, value, params }: SchemaError): Finding {
  if (path[1] !== 'agents' || path.at(-1) !== 'id') {
    return {
      message: `${nameOf(path)} cannot be ${showValue(value)}`,
      expected: `a text that matches ${params.pattern}`,
      fix: 'Change the text.',
    };
  }
  const proposed = String(value)
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[^a-z]+/, '');
  return {
    message: `an agent cannot be called ${showValue(value)}`,
    expected: 'small letters, digits, "-" and "_", beginning with a letter',
    fix:
      value === 'item'
        ? '`item` is the record of the data; choose another name.'
        : proposed === ''
          ? 'Choose another name.'
          : `Write "${proposed}".`,
  };
}
