import { type Document, isCollection, isScalar, type Node, visit, type YAMLError } from 'yaml';
import { closingOf } from './brackets.ts';
import type { Mistake } from './codes.ts';
import { type Diagnostic, diagnose, type Finding } from './diagnostics.ts';
import type { Source, Span } from './source.ts';

interface Explained {
  readonly mistake: Mistake;
  readonly start: number;
  readonly end: number;
  readonly finding: Finding;
}

/** The first of a document's syntax errors in plain words, at the place where a person would correct it. */
export function explainSyntax(source: Source, document: Document.Parsed, errors: readonly YAMLError[]): Diagnostic {
  const [first, second] = errors;
  if (first === undefined) throw new RangeError('there are no errors');
  const { mistake, start, end, finding } = explain(first, second, source.text, document);
  const at: Span = { source, start, end };
  return diagnose(mistake, at, finding);
}

/** Spaces that are none to YAML, where lines begin: they come with text from web pages and word processors. */
const ODD_INDENT = /^[ \t]*([\u00a0\u2000-\u200b\u202f\u3000\ufeff]+)/m;

function explain(error: YAMLError, next: YAMLError | undefined, text: string, document: Document.Parsed): Explained {
  const [start] = error.pos;
  if (error.message.includes('call stack')) return tooDeep(text, start);
  const odd = ODD_INDENT.exec(text);
  if (odd !== null) return oddIndent(odd.index + odd[0].length - (odd[1] ?? '').length, odd[1] ?? '');
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return tab(text, start);
    case 'MULTIPLE_DOCS':
      return {
        mistake: 'severalDocuments',
        start,
        end: start + 3,
        finding: {
          message: '`---` begins a second document; a config is one',
          fix: 'Remove it, or move what follows to another file.',
        },
      };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return next?.code === 'MULTILINE_IMPLICIT_KEY' ? indent(text, next.pos[1]) : colon(text, start);
    case 'BAD_INDENT':
    case 'MISSING_CHAR':
      return (
        unclosed(error, text, document) ??
        (error.code === 'BAD_INDENT' ? indent(text, start + 1) : missing(error, text))
      );
    case 'MULTILINE_IMPLICIT_KEY':
      return keyWithoutColon(text, start);
    case 'BAD_SCALAR_START':
      return quoted(text, start, `a value cannot start with ${text.charAt(start)}`);
    case 'BAD_DQ_ESCAPE':
      return syntax(start, start + 2, {
        message: `"${text.slice(start, start + 2)}" is no escape sequence of a double-quoted text`,
        fix: 'Use single quotes, where a backslash means itself, or write \\\\.',
      });
    case 'BLOCK_IN_FLOW':
      return comma(text, start);
    case 'UNEXPECTED_TOKEN':
      if (text.startsWith('{', start)) return braces(text, start);
      if (/["']/.test(text.slice(0, start).trimEnd().at(-1) ?? ''))
        return syntax(start, lineEnd(text, start), {
          message: 'text after a closing quote',
          fix: "Put the whole value in quotes; inside '…' write '' for ', inside \"…\" write \\\" for \".",
        });
      return other(error);
    default:
      return other(error);
  }
}

const syntax = (start: number, end: number, finding: Finding): Explained => ({
  mistake: 'yamlSyntax',
  start,
  end,
  finding,
});

/** The words of the YAML library for the commonest slips, and ours. */
const PLAIN: readonly (readonly [RegExp, string, string])[] = [
  [/^Unexpected flow-(?:map|seq)-end/, 'this bracket closes nothing', 'Remove it, or add the one that opens.'],
  [
    /^Unexpected \S+ at node end/,
    'nothing may stand here, behind the value',
    'Put the whole value in quotes, or remove this.',
  ],
  [/^Unexpected [,:] in flow/, 'a value is missing here', 'Write the value, or remove its key.'],
];

function other({ pos: [start, end], message }: YAMLError): Explained {
  const plain = PLAIN.find(([pattern]) => pattern.test(message));
  return syntax(start, end, {
    message: plain?.[1] ?? message.charAt(0).toLowerCase() + message.slice(1),
    fix: plain?.[2] ?? 'Correct the YAML; a text with special characters goes in quotes.',
  });
}

function tab(text: string, at: number): Explained {
  const start = text.lastIndexOf('\n', at) + 1;
  const length = /^[ \t]*/.exec(text.slice(start))?.[0].length ?? 1;
  return {
    mistake: 'tabIndent',
    start: start + text.slice(start).indexOf('\t'),
    end: start + length,
    finding: { message: 'YAML cannot be indented with tabs', fix: 'Indent with spaces, two a level.' },
  };
}

/** How far the parser gets is a matter of its stack: the block that is nested is named, not the depth that was reached. */
function tooDeep(text: string, reached: number): Explained {
  const start = [...text.slice(0, reached).matchAll(/^\S/gm)].at(-1)?.index ?? 0;
  return syntax(start, lineEnd(text, start), {
    message: 'this is nested deeper than can be read',
    fix: 'Write it flatter; a config needs no more than ten levels.',
  });
}

const oddIndent = (start: number, spaces: string): Explained => syntax(start, start + spaces.length, oddSpaces(spaces));

/** What is wrong with spaces that are none to YAML. */
export const oddSpaces = (spaces: string): Finding => ({
  message: `this line is indented with the character U+${(spaces.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}, which is no space to YAML`,
  fix: 'Delete it and type spaces.',
});

/** The line on which `before` lies, seen as wrongly indented. */
function indent(text: string, before: number): Explained {
  const start = text.lastIndexOf('\n', before - 1) + 1;
  const line = text.slice(start, lineEnd(text, start));
  const first = start + line.length - line.trimStart().length;
  return syntax(first, start + line.length, {
    message: 'this line is not indented like its neighbours',
    fix: 'Let it start in the same column as the other keys of its map (or entries of its list).',
  });
}

const colon = (text: string, start: number): Explained =>
  quoted(text, start, 'a value that contains ": " needs quotes');

function quoted(text: string, start: number, message: string): Explained {
  const end = lineEnd(text, start);
  const value = text.slice(start, end);
  if (/^[\u201c-\u201f\u2018-\u201b\u00ab]/.test(value))
    return syntax(start, end, { message: 'typographic quotes are text to YAML', fix: 'Use straight quotes: " or \'.' });
  return syntax(start, end, {
    message,
    fix: value.includes("'") ? 'Put the value in double quotes.' : `Put it in quotes: '${value}'`,
  });
}

/** YAML notices where the text ends; the mistake is where it began. */
function unclosed(error: YAMLError, text: string, document: Document.Parsed): Explained | undefined {
  const quote = /closing (["'])/.exec(error.message)?.[1];
  const bracket = /(?:end with|Expected flow (?:map|sequence) to end with)(?: an?)? ([}\]])/.exec(error.message)?.[1];
  if (quote === undefined && bracket === undefined) return undefined;
  let start: number | undefined;
  visit(document, {
    Node: (_, node) => {
      start = openedAt(node, text, quote, error.pos[0]) ?? start;
    },
  });
  if (start === undefined) return undefined;
  if (bracket !== undefined && closingOf(text, start, start + 1) !== undefined)
    return outdented(text, start, error.pos[0]);
  return syntax(start, start + 1, {
    message: `this ${text.charAt(start)} is never closed`,
    fix: `Add the missing ${quote ?? bracket}.`,
  });
}

/** A bracket that is closed, but not where YAML accepts it. */
function outdented(text: string, open: number, start: number): Explained {
  const pair = text.charAt(open) === '{' ? '{ and }' : '[ and ]';
  return syntax(start, lineEnd(text, start), {
    message: `what stands between ${pair} must be indented, the closing bracket too`,
    fix: 'Indent this line more than the key above the bracket.',
  });
}

function openedAt(node: Node, text: string, quote: string | undefined, noticed: number): number | undefined {
  const [start, end] = node.range ?? [Number.POSITIVE_INFINITY, 0];
  if (start >= noticed) return undefined;
  if (quote !== undefined) return isScalar(node) && text.charAt(start) === quote && end >= noticed ? start : undefined;
  if (!isCollection(node) || node.flow !== true) return undefined;
  return /[}\]]/.test(text.charAt(end - 1)) && end - start > 1 ? undefined : start;
}

function missing(error: YAMLError, text: string): Explained {
  if (error.message.startsWith('Missing , ')) return comma(text, error.pos[0]);
  return error.message.startsWith('Implicit map keys') ? keyWithoutColon(text, error.pos[0]) : other(error);
}

function keyWithoutColon(text: string, start: number): Explained {
  const begin = text.lastIndexOf('\n', start - 1) + 1;
  const line = text.slice(begin, lineEnd(text, begin));
  const first = begin + line.length - line.trimStart().length;
  // `"version": 1` without a comma, as in JSON: it has its colon.
  if (/^\s*(["']?)[\w$-]+\1\s*:\s+\S/.test(line)) return comma(text, begin + line.length - 1);
  return syntax(first, begin + line.length, {
    message: 'a key needs a colon and a space after it',
    fix: 'Write `key: value`.',
  });
}

const comma = (text: string, start: number): Explained =>
  syntax(start, lineEnd(text, start), {
    message: 'a comma is missing here, or a text needs quotes',
    fix: 'Between { and }, or [ and ], put a comma after each value.',
  });

/** `{{name}}` or `${env:NAME}` in a text between braces. */
function braces(text: string, brace: number): Explained {
  const start = text.charAt(brace - 1) === '$' ? brace - 1 : brace;
  const written = /^(?:\{\{[^{}\n]*\}\}|\$?\{[^{}\n]*\})/.exec(text.slice(start))?.[0] ?? '{';
  return {
    mistake: 'unquotedBraces',
    start,
    end: start + written.length,
    finding: { message: `between { and }, a text with ${written} needs quotes`, fix: 'Put the whole value in quotes.' },
  };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  const line = text.slice(from, end === -1 ? undefined : end);
  return from + line.trimEnd().length;
}
