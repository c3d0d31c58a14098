import { lineSpan, type Source, type Span } from '../config/source.ts';
import { messageOf } from '../errors.ts';
import { type Fields, isFields } from './draft.ts';

/** A record of a data file. */
export interface RecordAt {
  readonly fields: Fields;
  /** 1-based line of the file. */
  readonly line: number;
  /** What serves as its id if it has none: the line, or the 1-based position in a list. */
  readonly position: number;
}

/** A line that is no record. */
export interface Problem {
  readonly at: Span;
  readonly message: string;
  readonly fix: string;
}

export interface Records {
  readonly records: readonly RecordAt[];
  readonly problems: readonly Problem[];
}

/** Reads JSON lines; empty lines are skipped. */
export function readLines(source: Source): Records {
  const records: RecordAt[] = [];
  const problems: Problem[] = [];
  source.text.split('\n').forEach((text, index) => {
    const line = index + 1;
    if (text.trim() === '') return;
    const value = parse(text);
    if (!(value instanceof Error) && isFields(value) && !isTooDeep(value))
      records.push({ fields: value, line, position: line });
    else problems.push({ at: lineSpan(source, line), ...badLine(value, line) });
  });
  return { records, problems };
}

/** A value, or the error of the parser. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return cause instanceof Error ? cause : new Error(messageOf(cause));
  }
}

/** Deeper than any item is, and far below what a stack holds. */
const MOST_LEVELS = 100;

/** Whether lists and maps stand in each other more than `MOST_LEVELS` deep. */
function isTooDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_LEVELS) return true;
    level = level.flatMap((entry) => (typeof entry === 'object' && entry !== null ? Object.values(entry) : []));
  }
  return false;
}

const badLine = (value: unknown, line: number): { message: string; fix: string } => ({
  message:
    value instanceof Error
      ? `line ${line} is not JSON: ${plainReason(value)}`
      : isFields(value)
        ? `line ${line} is nested more than ${MOST_LEVELS} levels deep`
        : `line ${line} is not a JSON object`,
  fix: 'Write one object a line: {"text": "…", "label": "…"}',
});

/** V8 quotes the text in its message; the frame shows it already. */
const plainReason = ({ message }: Error): string =>
  message
    .replace(/, (\.\.\.)?".*$/s, '')
    .replace(/ in JSON at position .*$/s, '')
    .toLowerCase();

/** Reads a JSON list of objects. */
export function readJson(source: Source): Records {
  const value = parse(source.text);
  if (value instanceof Error) return { records: [], problems: [notJson(source, value)] };
  if (!Array.isArray(value)) {
    return {
      records: [],
      problems: [
        {
          at: lineSpan(source, 1),
          message: 'the file is not a list',
          fix: 'Write a list of objects: [{"text": "…"}, …]',
        },
      ],
    };
  }
  const lines = entryLines(source.text);
  const records: RecordAt[] = [];
  const problems: Problem[] = [];
  value.forEach((fields: unknown, index) => {
    const line = lines[index] ?? 1;
    const position = index + 1;
    if (isFields(fields) && !isTooDeep(fields)) records.push({ fields, position, line });
    else {
      const message = isFields(fields)
        ? `entry ${position} of the list is nested more than ${MOST_LEVELS} levels deep`
        : `entry ${position} of the list is not an object`;
      problems.push({ at: lineSpan(source, line), message, fix: 'Write objects: [{"text": "…"}, …]' });
    }
  });
  return { records, problems };
}

/** The 1-based lines on which the entries of a list begin, in valid JSON. */
function entryLines(text: string): number[] {
  const lines: number[] = [];
  let line = 1;
  let depth = 0;
  let expected = false;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},\n]|[^\s"[\]{},]+/g)) {
    if (token === '\n') {
      line += 1;
      continue;
    }
    if (expected && depth === 1 && token !== ']') lines.push(line);
    if (token === '[' || token === '{') depth += 1;
    if (token === ']' || token === '}') depth -= 1;
    expected = depth === 1 && (token === ',' || lines.length === 0);
  }
  return lines;
}

function notJson(source: Source, error: Error): Problem {
  const position = /at position (\d+)/.exec(error.message)?.[1];
  const start = Math.min(Number(position ?? 0), Math.max(0, source.text.length - 1));
  return {
    at: { source, start, end: start + 1 },
    message: `the file is not JSON: ${plainReason(error)}`,
    fix: 'Correct it here.',
  };
}
