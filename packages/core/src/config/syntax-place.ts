import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { lineSpan, type Source, type Span } from './source.ts';

/**
 * Where a module cannot be parsed. The error of a TypeScript file says it; that of a JavaScript module keeps it to itself, and
 * `node --check`, which runs nothing, prints it.
 * @returns undefined where the error is about another file.
 */
export async function syntaxPlace(source: Source, { stack = '' }: SyntaxError): Promise<Span | undefined> {
  return placeIn(source, stack) ?? placeIn(source, await check(source.file));
}

const check = (file: string): Promise<string> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['--check', file], { timeout: 10_000 }, (_, __, stderr) => resolve(stderr));
  });

/** Node writes the file with the line, the text of that line (TypeScript: and of those before), and a caret below. */
function placeIn(source: Source, said: string): Span | undefined {
  const begin = [source.file, pathToFileURL(source.file).href].find((name) => said.startsWith(`${name}:`));
  if (begin === undefined) return undefined;
  const [, line, caret] = /^:(\d+)\n(?:.*\n)*?( *)\^/.exec(said.slice(begin.length)) ?? [];
  if (line === undefined || caret === undefined) return undefined;
  const { start } = lineSpan(source, Number(line));
  const at = source.text.lastIndexOf('\n', start - 1) + 1 + caret.length;
  return { source, start: at, end: at + 1 };
}
