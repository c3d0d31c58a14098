import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import * as assert from 'uvu/assert';
import { withUpdate } from './docs-output.ts';
import type { Block } from './docs-page.ts';
import { commandsIn, maspoArguments } from './shell-lines.ts';

const repo = join(import.meta.dirname, '../..');
const launcher = join(repo, 'packages/cli/bin/maspo.js');

/** A page as its reader follows it: from an empty folder, block by block. */
interface Reading {
  /** Where the reader is; `cd` changes it. */
  cwd: string;
  /** What the last commands printed. */
  printed: string;
  /** Files as they were before an edit. */
  readonly before: Map<string, string>;
  /** Blocks whose output is another now. */
  readonly updates: Map<Block, string>;
}

/**
 * Follows a page in an empty folder. Outputs must be those that it shows.
 * @param update Collects other outputs instead of failing.
 * @returns what each block should show instead; empty without `update`.
 * @throws AssertionError that names the page and the line.
 */
export async function followPage(
  blocks: readonly Block[],
  dir: string,
  update: boolean,
): Promise<ReadonlyMap<Block, string>> {
  symlinkSync(join(repo, 'node_modules'), join(dir, 'node_modules'), 'junction');
  const reading: Reading = { cwd: dir, printed: '', before: new Map(), updates: new Map() };
  for (const block of blocks) await follow(block, reading, update);
  return reading.updates;
}

async function follow(block: Block, reading: Reading, update: boolean): Promise<void> {
  const place = `${block.page}:${block.line}`;
  switch (block.mark?.kind) {
    case 'file':
      return writeInto(reading, block.mark.name, block.text);
    case 'edit': {
      const text = readFileSync(join(reading.cwd, block.mark.name), 'utf8');
      reading.before.set(block.mark.name, text);
      return writeInto(reading, block.mark.name, edited(text, block.text, place));
    }
    case 'undo': {
      const text = reading.before.get(block.mark.name);
      assert.ok(text !== undefined, `${place}: there is no edit of ${block.mark.name} to take back`);
      return writeInto(reading, block.mark.name, text);
    }
    case 'run':
      reading.printed = '';
      for (const words of commandsIn(block.text)) await runCommand(words, reading, place, block.text);
      return;
    case 'output': {
      const expected = withUpdate(block.text, reading.printed);
      if (update && expected !== null) reading.updates.set(block, expected);
      else assert.is(block.text, expected ?? reading.printed, `${place} shows another output`);
      return;
    }
    case 'illustration':
    case undefined:
      return;
  }
}

function writeInto({ cwd }: Reading, name: string, text: string): void {
  mkdirSync(dirname(join(cwd, name)), { recursive: true });
  writeFileSync(join(cwd, name), text);
}

/** Each run of `-` lines must stand in the file once, and becomes the `+` lines after it. */
function edited(text: string, diff: string, place: string): string {
  const linesOf = (part: string, sign: string): string =>
    part
      .split('\n')
      .filter((line) => line.startsWith(sign))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  return diff.split(/(?<=^\+.*\n)(?=[- ])/m).reduce((now, part) => {
    const old = linesOf(part, '-');
    assert.is(now.split(old).length, 2, `${place}: the file does not have this once:\n${old}`);
    return now.replace(old, () => linesOf(part, '+'));
  }, text);
}

async function runCommand(words: readonly string[], reading: Reading, place: string, shell: string): Promise<void> {
  const [program = '', ...args] = words;
  if (program === 'npm') {
    // The reader's machine has what it would install; the script of a test is a command of node.
    if (args[0] === 'test') return runCommand(testScript(reading.cwd), reading, place, shell);
    return;
  }
  if (program === 'mkdir') return void mkdirSync(join(reading.cwd, args.at(-1) ?? ''), { recursive: true });
  if (program === 'cd') {
    reading.cwd = join(reading.cwd, args[0] ?? '');
    return;
  }
  const own = maspoArguments(words);
  assert.ok(own !== null || program === 'node', `${place}: this test does not know the program "${program}"`);
  const { stdout, stderr, exitCode } = await execa(process.execPath, own === null ? args : [launcher, ...own], {
    cwd: reading.cwd,
    reject: false,
    stdin: 'ignore',
    stripFinalNewline: false,
    timeout: 60_000,
    env: { NODE_OPTIONS: own === null ? '-C @maspo/source' : '', FORCE_COLOR: undefined, npm_command: undefined },
  });
  const expected = Number(/exit code (\d+)/.exec(shell)?.[1] ?? 0);
  assert.is(exitCode, expected, `${place}: ${words.join(' ')}\n${stderr}${stdout}`);
  // Progress is on stderr, and looks different on a terminal.
  reading.printed += stdout === '' ? stderr : stdout;
}

function testScript(dir: string): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  return commandsIn(scripts.test)[0] ?? [];
}
