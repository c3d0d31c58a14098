import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFrom, page, table } from './markdown.ts';

const FILE = 'packages/cli/src/exit.ts';

/** The reference of exit codes, from their comments. */
export function exitPage(repo: string): string {
  const source = readFileSync(join(repo, FILE), 'utf8');
  const codes = [...source.matchAll(/\/\*\* (.+) \*\/\n {2}\w+: (\d+),/g)].map(([, meaning = '', code = '']) => [
    code,
    meaning,
  ]);
  return page(
    generatedFrom(FILE),
    '# Exit codes',
    table(['code', 'meaning'], codes),
    'Errors say what happened and what to do, with a code that `maspo explain` knows: [Diagnostics](diagnostics.md). In a pipeline: [Use maspo in CI](../how-to/use-in-ci.md).',
  );
}
