import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
