import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import * as assert from 'uvu/assert';

/** The two lines that a user writes. */
const POLITE = `import { definePlugin } from '@maspo/core';
export default definePlugin({ name: 'polite', mutate: { polite: { description: 'Asks for one word.', run: ({ parent }) => [parent.append('task', 'Answer with one word.')] } } });
`;

/** Writes a small project of a user: what `npm init` makes, a config, a scripted model, and a two-line plugin in TypeScript. */
export function writeProject(folder: string): void {
  writeFileSync(join(folder, 'package.json'), '{ "name": "project", "private": true, "type": "commonjs" }\n');
  cpSync(join(import.meta.dirname, '../pack-project'), folder, { recursive: true });
  writeFileSync(join(folder, 'polite.ts'), POLITE);
  const items = Array.from({ length: 28 }, (_, index) =>
    index % 2 === 0
      ? { text: `Invoice question ${index}: the invoice is wrong.`, team: 'billing' }
      : { text: `Crash report ${index}: the window is empty.`, team: 'bug' },
  );
  writeFileSync(join(folder, 'items.json'), JSON.stringify(items));
}

/** Runs the installed command of a project, as `npx maspo` would. */
export async function maspo(folder: string, ...args: readonly string[]) {
  const launcher = join(folder, 'node_modules/maspo/bin/maspo.js');
  const { all, exitCode } = await execa(process.execPath, [launcher, ...args], {
    cwd: folder,
    all: true,
    reject: false,
    stdin: 'ignore',
    env: { NODE_OPTIONS: '' },
  });
  return { output: all, exitCode };
}

/** The whole way of a user: the version, a valid config, a run that finds the better prompt and writes it. */
export async function assertProjectWorks(folder: string): Promise<void> {
  const version = await maspo(folder, '--version');
  assert.is(version.exitCode, 0, version.output);
  assert.match(version.output, /\d+\.\d+\.\d+/);

  const validation = await maspo(folder, 'validate');
  assert.is(validation.exitCode, 0, validation.output);

  const run = await maspo(folder, 'optimize');
  assert.is(run.exitCode, 0, run.output);
  const prompts = globSync('.maspo/runs/*/prompts/router.md', { cwd: folder });
  assert.is(prompts.length, 1, run.output);
  for (const prompt of prompts) assert.match(readFileSync(join(folder, prompt), 'utf8'), 'Answer with one word.');
}

/** The folder of a plugin that the installed command has written. */
export async function scaffold(project: string, kind: string): Promise<string> {
  const { output, exitCode } = await maspo(project, 'plugins', 'new', `our-${kind}`, '--kind', kind);
  assert.is(exitCode, 0, output);
  return join(project, `maspo-plugin-our-${kind}`);
}

/** A scaffold passes its own test with what the project has installed. */
export async function assertScaffoldWorks(project: string, kind: string): Promise<void> {
  const cwd = await scaffold(project, kind);
  const { all, exitCode } = await execa(process.execPath, ['index.test.js'], {
    cwd,
    all: true,
    reject: false,
    env: { NODE_OPTIONS: '' },
  });
  assert.is(exitCode, 0, all);
}

/** An author's editor sees no mistake in any scaffold of the project. */
export async function assertTypesHold(project: string): Promise<void> {
  const types = join(import.meta.dirname, '../../node_modules/@types');
  const compilerOptions = {
    allowJs: true,
    checkJs: true,
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'es2024',
    typeRoots: [types],
    types: ['node'],
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['maspo-plugin-*/*.js'] }));
  const { all, exitCode } = await execa('tsc', ['-p', project], {
    cwd: join(import.meta.dirname, '../..'),
    preferLocal: true,
    all: true,
    reject: false,
  });
  assert.is(exitCode, 0, all);
}
