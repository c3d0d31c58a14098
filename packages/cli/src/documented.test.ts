import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseArguments } from './arguments.ts';
import { COMMON_FLAGS } from './command.ts';
import { COMMANDS } from './commands.ts';

const test = suite('commands in the documentation');
const repo = join(import.meta.dirname, '../../..');
const WORKFLOW = 'examples/ci/github-workflow.yml';
const textOf = (file: string): string => readFileSync(join(repo, file), 'utf8');

/** What a shell would hand to maspo, line by line. */
const invocationsIn = (script: string): string[][] =>
  script
    .replace(/\\\n\s*/g, ' ')
    .split(/\n|&&?/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .flatMap((line) => /^(?:npx )?maspo (.+)$/.exec(line)?.[1] ?? [])
    .map((words) => words.split(/\s+/));

const shellBlocks = (markdown: string): string =>
  [...markdown.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block ?? '').join('\n');

/** @throws UsageError where there is no such command, option or value. */
async function check([name = '', ...rest]: readonly string[]): Promise<void> {
  const entry = COMMANDS.find((command) => command.name === name);
  assert.ok(entry, `there is no command ${name}`);
  const { flags, positionals } = await entry.load();
  parseArguments(name, rest, { ...flags, ...COMMON_FLAGS }, positionals);
}

type Node = Awaited<ReturnType<typeof loadConfig>>['root'];

/** The texts of all `run:` keys, wherever they are. */
function runsIn(node: Node): string[] {
  if (node.kind === 'list') return node.items.flatMap(runsIn);
  if (node.kind !== 'map') return [];
  return [...node.entries].flatMap(([key, { value }]) =>
    key === 'run' && value.kind === 'scalar' ? [String(value.value)] : runsIn(value),
  );
}

test('every command line in a shell block of the documentation is one that maspo takes', async () => {
  // The explanations of codes have wrong ones, too, and a test of their own.
  const pages = globSync('docs/**/*.md', { cwd: repo }).filter((file) => !file.endsWith('diagnostics.md'));
  const files = ['README.md', ...pages];
  const found = files.flatMap((file) => invocationsIn(shellBlocks(textOf(file))));
  assert.ok(found.length > 20);
  for (const words of found) await check(words);
});

test('the example workflow is YAML without a mistake, and runs maspo with options that exist', async () => {
  const { root, diagnostics } = await loadConfig({ cwd: repo, file: WORKFLOW });
  assert.equal(diagnostics, []);
  const found = runsIn(root).flatMap(invocationsIn);
  assert.equal(
    found.map(([name]) => name),
    ['validate', 'evaluate', 'optimize'],
  );
  for (const words of found) await check(words);
});

test('a line that maspo does not take is found', async () => {
  const [words = []] = invocationsIn(shellBlocks('```sh\nnpx maspo evaluate --fail-under 80%   # no\n```\n'));
  await check(words).then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, 'has no option --fail-under'),
  );
});

test.run();
