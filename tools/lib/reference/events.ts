import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from './markdown.ts';

const START = '<!-- events -->';
const END = '<!-- /events -->';

/** A variant of the union `RunEvent`, with the comment above it. */
const VARIANT = /(?:^ {2}\/\*\* (.+) \*\/\n)?^ {2}\| \{([\s\S]*?)\}(?=\n {2}\||\n {2}\/\*\*|;)/gm;

/** The page of the run folder with its table of events written anew; null if its markers are missing. */
export function withEvents(markdown: string, repo: string): string | null {
  const start = markdown.indexOf(START);
  const end = markdown.indexOf(END, start);
  if (start < 0 || end < 0) return null;
  const source = readFileSync(join(repo, 'packages/core/src/run/events.ts'), 'utf8');
  const union = source.slice(source.indexOf('export type RunEvent ='));
  const rows = [...union.matchAll(VARIANT)].map(([, comment = '', body = '']) => {
    const [type = '', ...fields] = fieldsIn(body);
    return [`\`${type}\``, fields.map((field) => `\`${field}\``).join(', '), comment];
  });
  return `${markdown.slice(0, start)}${START}\n\n${table(['type', 'fields', 'meaning'], rows)}\n\n${markdown.slice(end)}`;
}

/** The value of `type`, then the names of the fields of the first level. */
function fieldsIn(body: string): string[] {
  const flat = body.replaceAll(/\/\*\*[\s\S]*?\*\//g, '');
  const type = /readonly type: '(\w+)'/.exec(flat)?.[1] ?? '';
  let depth = 0;
  const names: string[] = [];
  for (const [token, name] of flat.matchAll(/[{}[\]()<>]|readonly (\w+)\??:/g)) {
    if ('{[(<'.includes(token)) depth++;
    else if ('}])>'.includes(token)) depth--;
    else if (depth === 0 && name !== undefined && name !== 'type') names.push(name);
  }
  return [type, ...names];
}
