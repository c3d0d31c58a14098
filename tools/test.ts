// The test runner: `node tools/test.ts [--long | --real] [-v] [part of a path]…`
import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type FileResult, runFile } from './lib/suite.ts';

const PLACES = [
  'packages/*/src/**/*.test.ts',
  'packages/*/test/**/*.test.ts',
  'tools/**/*.test.ts',
  'examples/**/*.test.ts',
];

/** A suite: how many of its files run at once, and the seconds that each may take. */
interface Suite {
  readonly suffix: string;
  readonly atOnce: number;
  readonly limit: number;
}
/** Tests that kill processes, or run a thousand searches, use all cores: one file at a time. So do tests on real models. */
const LONG: Suite = { suffix: '.long.test.ts', atOnce: 1, limit: 300 };
const REAL: Suite = { suffix: '.real.test.ts', atOnce: 1, limit: 900 };
const FAST: Suite = { suffix: '.test.ts', atOnce: 3, limit: 60 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    long: { type: 'boolean', default: false },
    real: { type: 'boolean', default: false },
    verbose: { type: 'boolean', short: 'v', default: false },
  },
});

const chosen = values.long ? LONG : values.real ? REAL : FAST;
const results = await runAll(findFiles(chosen, positionals), chosen);
process.exitCode = summarize(results);

/** The suite that a file belongs to: the first whose suffix it has. */
function suiteOf(file: string): Suite | undefined {
  return [LONG, REAL, FAST].find(({ suffix }) => file.endsWith(suffix));
}

function findFiles(suite: Suite, parts: readonly string[]): string[] {
  return globSync(PLACES, { exclude: ['**/node_modules/**', '**/dist/**'] })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => suiteOf(file) === suite)
    .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
    .sort();
}

async function runAll(files: readonly string[], how: Suite): Promise<FileResult[]> {
  const queue = [...files];
  const results: FileResult[] = [];
  const worker = async (): Promise<void> => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const result = await runFile(file, how.limit);
      results.push(result);
      report(result);
    }
  };
  await Promise.all(Array.from({ length: how.atOnce }, worker));
  return results;
}

function report({ file, passed, failed, skipped, seconds, output, problem }: FileResult): void {
  const counts = [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`];
  const line = `${file}  ${counts.filter(Boolean).join(', ')}  ${seconds.toFixed(2)} s`;
  console.log(`${failed > 0 ? '✘' : '✔'} ${line}${problem === null ? '' : `: ${problem}`}`);
  if (failed > 0 || values.verbose) console.log(output.trimEnd().replace(/^/gm, '    '));
}

/** Prints the line that `.ci/run` adds up; returns the exit code. */
function summarize(results: readonly FileResult[]): number {
  const sum = (key: 'passed' | 'failed' | 'skipped') => results.reduce((total, result) => total + result[key], 0);
  const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
  const bad = results.filter((result) => result.failed > 0);
  if (bad.length > 0) console.log(`\nFailed:\n${bad.map(({ file }) => `  ${file}`).join('\n')}`);
  if (passed + failed === 0) console.log('\nNo test ran.');
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 || passed === 0 ? 1 : 0;
}
