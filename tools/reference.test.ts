import { join } from 'node:path';
import { PHASES } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { declarationsIn, exportsOf } from './lib/reference/declarations.ts';
import { withEvents } from './lib/reference/events.ts';
import { prose } from './lib/reference/markdown.ts';

const test = suite('generated reference');
const repo = join(import.meta.dirname, '..');

const SOURCE = `import { x } from './x.ts';

/** A thing.
 * @param a Its name.
 */
export function make(a: string): Thing {
  return { a };
}

/** What is made. */
interface Thing {
  /** Its name. */
  readonly a: string;
}

export const twice = (n: number): number => n * 2;

const hidden = 1;
export const LIST = ['a'] as const;
`;

test('a declaration is its comment and its signature, without its body', () => {
  assert.equal(
    declarationsIn(SOURCE).map(({ name, signature, exported }) => [name, signature, exported]),
    [
      ['make', 'function make(a: string): Thing', true],
      ['Thing', 'interface Thing {\n  /** Its name. */\n  readonly a: string;\n}', false],
      ['twice', 'const twice = (n: number): number', true],
      ['hidden', 'const hidden = 1;', false],
      ['LIST', "const LIST = ['a'] as const;", true],
    ],
  );
  assert.is(declarationsIn(SOURCE)[0]?.doc, 'A thing.\n@param a Its name.');
});

test('the reference knows every value that the core exports, and its testing kit', async () => {
  for (const [barrel, module] of [
    ['packages/core/src/index.ts', await import('@maspo/core')],
    ['packages/core/src/testing/index.ts', await import('@maspo/core/testing')],
  ] as const) {
    const known = exportsOf(join(repo, barrel)).flatMap(({ declarations }) => declarations.map(({ name }) => name));
    assert.equal(
      Object.keys(module).filter((name) => !known.includes(name)),
      [],
    );
  }
});

test('what exported types are made of is documented with them', () => {
  const contract = exportsOf(join(repo, 'packages/core/src/index.ts')).find(
    ({ from }) => from === './plugin/contract.ts',
  );
  const names = contract?.declarations.map(({ name }) => name) ?? [];
  for (const phase of PHASES)
    assert.ok(
      names.some((name) => name.toLowerCase() === `${phase}operator`),
      phase,
    );
  assert.ok(names.includes('ProposeOperator'));
});

test('every event has its line, with a meaning', () => {
  const rows = withEvents('<!-- events -->\n<!-- /events -->\n', repo)?.match(/^\| `.*$/gm) ?? [];
  assert.ok(rows.length >= 20, `${rows.length} events`);
  assert.equal(
    rows.filter((row) => row.endsWith('|  |')),
    [],
  );
  assert.is(withEvents('no place', repo), null);
});

test('text that looks like a tag is shown, and code stays code', () => {
  assert.is(prose('Writes <agent>.md, as in `<agent>.md`.'), 'Writes &lt;agent>.md, as in `<agent>.md`.');
});

test.run();
