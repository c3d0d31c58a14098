import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Block, blocksIn } from './lib/docs-page.ts';
import { followPage } from './lib/docs-run.ts';
import { sourcesIn } from './lib/imports.ts';

const test = suite('pages that are followed');
const repo = join(import.meta.dirname, '..');
const update = process.env.UPDATE_GOLDEN === '1';

const pages = sourcesIn(repo, 'docs/**/*.md')
  .map((page) => ({ page, blocks: blocksIn(repo, page) }))
  .filter(({ blocks }) => blocks.some(({ mark }) => mark?.kind === 'run'));

for (const { page, blocks } of pages)
  test(`${page}: its commands work from an empty folder and print what it shows`, async () => {
    const dir = realpathSync(mkdtempSync(join(tmpdir(), 'maspo-docs-')));
    try {
      rewrite(page, await followPage(blocks, dir, update));
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

test('an editor finds no mistake in the TypeScript of the pages', async () => {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'maspo-docs-types-')));
  symlinkSync(join(repo, 'node_modules'), join(dir, 'node_modules'), 'junction');
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  const written = ['README.md', ...sourcesIn(repo, 'docs/{*,how-to/*,explanation/*}.md')].flatMap((page) =>
    blocksIn(repo, page).flatMap((block) => writeSource(block, dir)),
  );
  assert.ok(written.length >= 6, `only ${written.length} sources were found`);
  const tsconfig = {
    extends: join(repo, 'tsconfig.test.json'),
    compilerOptions: { typeRoots: [join(repo, 'node_modules/@types')] },
    include: ['*/**/*.ts'],
    exclude: ['node_modules'],
  };
  writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify(tsconfig));
  const { all, exitCode } = await execa('tsc', ['-p', dir], { cwd: repo, preferLocal: true, all: true, reject: false });
  rmSync(dir, { recursive: true, force: true });
  assert.is(exitCode, 0, all);
});

/** The files of a page stand beside each other; a plugin without a name is a file of its own. */
function writeSource({ page, line, language, text, mark }: Block, dir: string): string[] {
  const name =
    mark?.kind === 'file' ? mark.name : text.includes('export default definePlugin') ? `line-${line}.ts` : '';
  if (language !== 'ts' || name === '') return [];
  const folder = join(dir, page.replaceAll(/\W/g, '-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
  return [name];
}

test('the tutorial is one of them', () => {
  assert.ok(pages.some(({ page }) => page === 'docs/tutorial.md'));
});

/** Puts other outputs into a page, from the last one to the first. */
function rewrite(page: string, updates: ReadonlyMap<Block, string>): void {
  if (updates.size === 0) return;
  const lines = readFileSync(join(repo, page), 'utf8').split('\n');
  for (const [{ line, text }, now] of [...updates].reverse())
    lines.splice(line, text.split('\n').length - 1, ...now.trimEnd().split('\n'));
  writeFileSync(join(repo, page), lines.join('\n'));
}

test.run();
