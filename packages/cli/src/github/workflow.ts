import { relative, sep } from 'node:path';
import type { Diagnostic } from '@maspo/core';
import { printable, printableLine } from '../printable.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether this is a step of GitHub Actions, or of something that does as it does. */
export const isWorkflow = (env: Environment = process.env): boolean => env.GITHUB_ACTIONS === 'true';

/** Where an annotation is shown: a file of the repository, else the step alone. */
export interface Annotation {
  readonly title: string;
  readonly file?: string;
  /** 1-based, as the column. */
  readonly line?: number;
  readonly col?: number;
}

/**
 * A line that the runner obeys: `::error title=…,file=…::message`. Whatever the texts hold, it is one command and no other.
 * Secrets are blotted out before: escaped, one would not be found.
 */
export function workflowCommand(
  name: 'group' | 'endgroup' | 'notice' | 'warning' | 'error',
  message = '',
  properties: Partial<Annotation> = {},
): string {
  const given = Object.entries(properties).map(([key, value]) => `${key}=${propertyText(String(value))}`);
  return `::${name}${given.length === 0 ? '' : ` ${given.join(',')}`}::${messageText(message)}`;
}

const messageText = (text: string): string => printable(text).replaceAll('%', '%25').replaceAll('\n', '%0A');

const propertyText = (text: string): string =>
  printableLine(text).replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');

/** A path as annotations and the steps of a workflow read it: from the root of the repository. */
export const pathInRepository = (file: string, env: Environment = process.env): string =>
  relative(env.GITHUB_WORKSPACE ?? process.cwd(), file)
    .split(sep)
    .join('/');

/** An error at the place of a mistake. */
export function diagnosticCommand(
  { code, file, line, column, message, expected, fix }: Diagnostic,
  redact: (text: string) => string,
  env: Environment = process.env,
): string {
  const rows = [message, ...(expected === undefined ? [] : [`expected: ${expected}`]), `fix: ${fix}`];
  return workflowCommand('error', redact(rows.join('\n')), {
    title: code,
    file: pathInRepository(file, env),
    line,
    col: column,
  });
}

/**
 * Text of models and data that a runner would obey made harmless. It looks for `::command::` where a line begins, white
 * space aside, and for `##[command]` anywhere.
 */
export const guard = (text: string): string =>
  text.replace(/(^|[\r\n])([\s\u0085]*)::/g, '$1$2:·:').replaceAll('##[', '##·[');

/** The same JSON without a `##[` in its texts. */
export const guardJson = (json: string): string => json.replaceAll('##[', '#\\u0023[');
