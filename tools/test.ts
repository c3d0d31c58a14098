// The test runner: `node tools/test.ts [--real] [-v] [part of a path]…`
import { globSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type FileResult, runFile } from './lib/suite.ts';

const PLACES = [
  'packages/*/src/**/*.test.ts',
  'packages/*/test/**/*.test.ts',
  'tools/**/*.test.ts',
  'examples/**/*.test.ts',
];

/** Tests on real models use all cores: one file at a time, and minutes each. */
const FAST = { atOnce: 3, limit: 60 };
const REAL = { atOnce: 1, limit: 900 };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { real: { type: 'boolean', default: false }, verbose: { type: 'boolean', short: 'v', default: false } },
});

const results = await runAll(findFiles(values.real, positionals), values.real ? REAL : FAST);
process.exitCode = summarize(results);

function findFiles(real: boolean, parts: readonly string[]): string[] {
  return globSync(PLACES, { exclude: ['**/node_modules/**', '**/dist/**'] })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.real.test.ts') === real)
    .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
    .sort();
}

async function runAll(files: readonly string[], how: typeof FAST): Promise<FileResult[]> {
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
