import { join } from 'node:path';
import { type LoadedConfig, loadConfig } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseArguments } from '../packages/cli/src/arguments.ts';
import { COMMON_FLAGS, type Command } from '../packages/cli/src/command.ts';
import { COMMANDS } from '../packages/cli/src/commands.ts';
import { anchorsIn, deadLinks, linksIn } from './lib/docs-links.ts';
import { withUpdate } from './lib/docs-output.ts';
import { type Block, blocksIn, parseBlocks } from './lib/docs-page.ts';
import { sourcesIn } from './lib/imports.ts';
import { commandsIn, maspoArguments } from './lib/shell-lines.ts';

const test = suite('documentation');
const repo = join(import.meta.dirname, '..');

const pages = ['README.md', ...sourcesIn(repo, 'docs/**/*.md')];
const others = [...sourcesIn(repo, 'packages/*/README.md'), ...sourcesIn(repo, 'examples/**/README.md')];
/** Its examples are wrong on purpose. */
const DIAGNOSTICS = 'docs/reference/diagnostics.md';
const shellBlocks = [...pages, ...others]
  .filter((page) => page !== DIAGNOSTICS)
  .flatMap((page) => blocksIn(repo, page))
  .filter(({ language, mark }) => language === 'sh' && mark?.kind !== 'illustration');

test('every command of maspo that a page shows exists, with these options', async () => {
  const problems: string[] = [];
  let seen = 0;
  for (const block of shellBlocks)
    for (const argv of commandsIn(block.text).flatMap((words) => [maspoArguments(words) ?? []])) {
      if (argv.length === 0 || argv[0] === '--version' || argv[0] === '--help') continue;
      seen += 1;
      problems.push(...(await problemsOf(argv, block)));
    }
  assert.equal(problems, []);
  assert.ok(seen > 50, `only ${seen} commands were found`);
});

async function problemsOf([name = '', ...argv]: readonly string[], { page, line }: Block): Promise<string[]> {
  const entry = COMMANDS.find((known) => known.name === name);
  if (entry === undefined) return [`${page}:${line}: maspo has no command "${name}"`];
  const command: Command = await entry.load();
  try {
    parseArguments(name, argv, { ...command.flags, ...COMMON_FLAGS }, command.positionals);
    return [];
  } catch (error) {
    return [`${page}:${line}: ${(error as Error).message}`];
  }
}

type ConfigNode = LoadedConfig['root'];

/** The texts of all `run:` keys, wherever they are. */
function runsIn(node: ConfigNode): string[] {
  if (node.kind === 'list') return node.items.flatMap(runsIn);
  if (node.kind !== 'map') return [];
  return [...node.entries].flatMap(([key, { value }]) =>
    key === 'run' && value.kind === 'scalar' ? [String(value.value)] : runsIn(value),
  );
}

test('the example workflow is YAML without a mistake, and runs maspo with options that exist', async () => {
  const page = 'examples/ci/github-workflow.yml';
  // The loader of configs also finds what YAML is silent on, such as a key that is there twice.
  const { root, diagnostics } = await loadConfig({ cwd: repo, file: page });
  assert.equal(diagnostics, []);
  const found = runsIn(root).flatMap((script) =>
    commandsIn(script).flatMap((words) => [maspoArguments(words) ?? []].filter(([name]) => name !== undefined)),
  );
  assert.equal(
    found.map(([name]) => name),
    ['validate', 'evaluate', 'optimize'],
  );
  for (const argv of found)
    assert.equal(await problemsOf(argv, { page, line: 1, language: 'yaml', text: '', mark: null }), []);
});

test('every link leads to a file, and to a heading of it', () => {
  const dead = [...pages, ...others].flatMap((page) => deadLinks(repo, page));
  assert.equal(dead, []);
});

test('every page can be reached from the map of the docs', () => {
  const reached = new Set(['docs/README.md']);
  for (const page of reached)
    if (page.endsWith('.md'))
      for (const { file } of linksIn(repo, page)) if (file.startsWith('docs/')) reached.add(file);
  assert.equal(
    pages.filter((page) => page.startsWith('docs/') && !page.startsWith('docs/adr/') && !reached.has(page)),
    [],
  );
});

test('words of a shell are split as a shell splits them', () => {
  const shell = `S=a/b\nnpx maspo bench --presets "$S/x y.yaml",b \\\n  --seeds 4 > out.md   # a comment\ncd a && npm test`;
  assert.equal(commandsIn(shell), [
    ['npx', 'maspo', 'bench', '--presets', '$S/x y.yaml,b', '--seeds', '4'],
    ['cd', 'a'],
    ['npm', 'test'],
  ]);
});

test('marks belong to the block after them', () => {
  const [block] = parseBlocks('page.md', 'Text.\n\n<!-- file: a.ts -->\n```ts\nlet a = 1;\n```\n');
  assert.equal(block, {
    page: 'page.md',
    line: 4,
    language: 'ts',
    text: 'let a = 1;\n',
    mark: { kind: 'file', name: 'a.ts' },
  });
  assert.throws(
    () => parseBlocks('page.md', '<!-- run -->\nText.\n'),
    /page\.md:2: a mark stands right before its block/,
  );
  assert.throws(() => parseBlocks('page.md', '```sh\nls\n'), /nothing closes/);
});

test('an output may leave lines out, and is brought up to date stretch by stretch', () => {
  assert.is(withUpdate('old\n', 'new\nlines\n'), 'new\nlines\n');
  assert.is(withUpdate('b\nx\n…\nd\n…\n', 'a\nb\nc\nd\ne\n'), 'b\nc\n…\nd\n…\n');
  assert.is(withUpdate('z\n…\n', 'a\nb\n'), null);
});

test('anchors are those of GitHub', () => {
  const anchors = anchorsIn('# `maspo probe`: what, and why?\n## [A link](b.md)\n## A link\n```\n# no heading\n```\n');
  assert.equal([...anchors], ['maspo-probe-what-and-why', 'a-link', 'a-link-1']);
});

test.run();
