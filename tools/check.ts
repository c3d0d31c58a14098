// Everything beside tests that must hold: `node tools/check.ts [part of a name]…`
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { packAll } from './lib/pack.ts';
import { lockProblems, textProblems, trackedFiles } from './lib/tracked.ts';

/** Problems, one a line each; none = passed. */
type Check = () => Promise<readonly string[]>;

/** Lines that a check may print. */
const MAX_LINES = 60;
const source = ['-C', '@maspo/source', '--disable-warning=ExperimentalWarning'];

const CHECKS: Readonly<Record<string, Check>> = {
  'format and lint': command('biome', ['ci', '--colors=off', '--error-on-warnings', '.']),
  'types of packages': command('tsc', ['-b']),
  'types of tests, tools and examples': command('tsc', ['-p', 'tsconfig.test.json']),
  'types of the script in the report': command('tsc', ['-p', 'packages/cli/tsconfig.assets.json']),
  'generated files': command(process.execPath, [...source, 'tools/generate.ts', '--check']),
  'package lint': packageLint,
  'import direction': command(process.execPath, [...source, 'tools/import-direction.test.ts']),
  'lock file': async () => lockProblems(),
  'secrets and machine paths': async () => textProblems(await trackedFiles()),
};

const parts = process.argv.slice(2);
const chosen = Object.entries(CHECKS).filter(
  ([name]) => parts.length === 0 || parts.some((part) => name.includes(part)),
);
let failed = 0;
for (const [name, check] of chosen) {
  const started = performance.now();
  const problems = await check().catch((error: Error) => [error.message]);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${problems.length === 0 ? '✔' : '✘'} ${name}  ${seconds} s`);
  for (const line of shorten(problems)) console.log(`    ${line}`);
  if (problems.length > 0) failed++;
}
console.log(`\n${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 || chosen.length === 0 ? 1 : 0;

/** One mistake can have hundreds of followers: the first ones say what it is. */
function shorten(problems: readonly string[]): string[] {
  const lines = problems.join('\n').split('\n');
  const more = lines.length - MAX_LINES;
  if (problems.length === 0) return [];
  return more > 0 ? [...lines.slice(0, MAX_LINES), `… and ${more} more lines`] : lines;
}

/** A program that is content when it exits with 0. */
function command(program: string, args: readonly string[]): Check {
  return async () => {
    const { exitCode, all } = await execa(program, args, {
      all: true,
      preferLocal: true,
      reject: false,
      stdin: 'ignore',
    });
    return exitCode === 0 ? [] : [all.trim() === '' ? `${program} ended with exit code ${exitCode}` : all.trim()];
  };
}

/** Lints the packages as published: what a tarball lacks is seen only there. */
async function packageLint(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'maspo-pack-'));
  try {
    const packages = await packAll(folder);
    const results = await Promise.all(
      packages.map(async (packed) => {
        const { messages, pkg } = await publint({ pkgDir: packed.folder, pack: false, strict: true });
        return messages.map((message) => `${packed.name}: ${formatMessage(message, pkg, { color: false })}`);
      }),
    );
    return results.flat();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
