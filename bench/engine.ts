/**
 * How fast the engine is when models take no time, and what it needs to be so.
 *
 *     npm run bench:engine -- --calls 20000 --repeats 3
 *
 * A scripted provider in this process, the real gateway, journals on disk. Prints Markdown; with --write it also takes
 * the place of the numbers in docs/benchmarks.md. Fails (exit 1) when something is broken, never because it is slow:
 * machines differ.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSession } from '../packages/core/src/session.ts';
import { IN_FLIGHT, openEngine } from './engine/gateway.ts';
import { type Findings, integer, perCpuSecond, percent, perSecond, type Took } from './engine/measure.ts';
import { growth, type MemoryPoint, measureMemory } from './engine/memory.ts';
import { type Part, profile } from './engine/profile.ts';
import { measureRun, openRun } from './engine/run.ts';
import { measureLatency, measureSteps } from './engine/steps.ts';

const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '20000' },
    repeats: { type: 'string', default: '3' },
    write: { type: 'boolean', default: false },
  },
});
const calls = Number(values.calls);
const repeats = Number(values.repeats);

const problems = new Set<string>();
let duplicates = 0;

/** Notes what is broken, whichever measurement is shown. */
function note<T extends Findings>(measured: T): T {
  for (const problem of measured.problems) problems.add(problem);
  duplicates += measured.duplicates;
  return measured;
}

/** The middle one of several repeats, by the speed of its new calls. */
async function middle<T extends Findings & { readonly first: Took }>(once: () => Promise<T>): Promise<T> {
  const all: T[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) all.push(note(await once()));
  all.sort((a, b) => perSecond(a.first) - perSecond(b.first));
  const chosen = all[Math.floor((repeats - 1) / 2)];
  if (chosen === undefined) throw new RangeError('--repeats must be at least 1');
  return chosen;
}

const lines: string[] = [];
function print(line: string): void {
  lines.push(line);
  console.log(line);
}

const row = (...cells: readonly string[]): void => print(`| ${cells.join(' | ')} |`);

function head(title: string, ...cells: readonly string[]): void {
  print(`\n${title}\n`);
  row(...cells);
  row(...cells.map(() => '---'));
}

const printSpeed = (what: string, took: Took, target: string): void =>
  row(what, integer(took.calls), integer(perSecond(took)), integer(perCpuSecond(took)), target);

async function printSpeeds(): Promise<void> {
  head('Answers at once:', 'what', 'calls', 'calls a second', 'calls a CPU second', 'target');
  for (const size of [40, 400]) {
    const { first, replay } = await middle(() => measureSteps(size, calls));
    printSpeed(`new calls, steps of ${size}`, first, '≥ 5,000');
    printSpeed(`replay, steps of ${size}`, replay, '≥ 20,000');
  }
  const { first, replay } = await middle(measureRun);
  printSpeed('a whole optimize run', first, '≥ 5,000');
  printSpeed('the same run from its journal', replay, '');
}

async function printLatencies(): Promise<void> {
  const ideal = `of ${integer(IN_FLIGHT / 0.05)}`;
  head('Answers after 50 ms:', 'requests a step', 'calls a second', ideal, 'of what the timers allow', 'target');
  for (const size of [64, 100, 640, 3200]) {
    const { first, ofIdeal, ofMeasured } = await middle(() => measureLatency(size, 3200, 0.05));
    row(integer(size), integer(perSecond(first)), percent(ofIdeal), percent(ofMeasured), size < 640 ? '' : '≥ 95 %');
  }
}

function printMemory(points: readonly MemoryPoint[]): void {
  head('Memory of one gateway, everything collected that can be:', 'calls', 'heap used (MB)', 'RSS (MB)');
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  for (const { calls, heapUsed, rss } of points) row(integer(calls), megabytes(heapUsed), megabytes(rss));
  const [first, second, last] = [points[0], points[1], points.at(-1)];
  const heap = integer(growth(first, last, 'heapUsed'));
  print(`\nA call adds ${heap} bytes to the heap; RSS grows by ${integer(growth(first, last, 'rss'))} bytes a call`);
  print(`from the first row on, by ${integer(growth(second, last, 'rss'))} from the second on.`);
}

function printProfile(title: string, parts: readonly Part[]): void {
  head(`Where the CPU time goes: ${title}:`, 'part', 'self time', 'most of it in');
  for (const { name, share, functions } of parts.filter((part) => part.share >= 0.005))
    row(name, percent(share), functions.map((fn) => `\`${fn}\``).join(', '));
}

/** Puts what was printed between the marks of this script. */
function writeNumbers(): void {
  const file = join(import.meta.dirname, '..', 'docs', 'benchmarks.md');
  const marks = /(<!-- bench\/engine -->\n)[\s\S]*(\n<!-- \/bench\/engine -->)/;
  const text = readFileSync(file, 'utf8');
  if (!marks.test(text)) throw new RangeError(`${file} has no place for these numbers`);
  writeFileSync(
    file,
    text.replace(marks, (_, open: string, close: string) => `${open}${lines.join('\n')}${close}`),
  );
}

// First, in a process that has done nothing else.
const memory = note(await measureMemory());
print(`Node ${process.versions.node}, ${cpus().length} cores, ${IN_FLIGHT} calls in flight.`);
await printSpeeds();
await printLatencies();
printMemory(memory.points);

const engine = openEngine();
await engine.makeCalls(0, 2000, 400);
printProfile('new calls, steps of 400', await profile(() => engine.makeCalls(2000, calls, 400)));
await engine.close();
const { plan } = openRun();
printProfile('a whole optimize run', await profile(() => openSession(plan).run()));

print(`\nRequests that a provider saw twice: ${duplicates}.`);
if (duplicates > 0) problems.add(`a provider saw ${duplicates} requests twice`);
if (values.write) writeNumbers();
if (problems.size > 0) {
  console.error(`\nBroken:\n${[...problems].map((problem) => `- ${problem}`).join('\n')}`);
  process.exitCode = 1;
}
