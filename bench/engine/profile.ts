import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import { fileURLToPath } from 'node:url';

/** A part of the program and its share of CPU samples, in [0, 1]. */
export interface Part {
  readonly name: string;
  readonly share: number;
  /** The functions that most of it is spent in. */
  readonly functions: readonly string[];
}

type ProfileNode = Profiler.ProfileNode;

/** Microseconds between samples. */
const INTERVAL = 200;

/** Runs work under V8's sampling profiler: where its self time went, waiting left out. Largest first. */
export async function profile(work: () => Promise<unknown>): Promise<Part[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL });
  await session.post('Profiler.start');
  await work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return fold(profile.nodes, profile.samples ?? [], profile.timeDeltas ?? []);
}

function fold(nodes: readonly ProfileNode[], samples: readonly number[], deltas: readonly number[]): Part[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node] as const)));
  const parts = new Map<string, { time: number; readonly functions: Map<string, number> }>();
  let total = 0;
  samples.forEach((id, index) => {
    const node = byId.get(id);
    const time = deltas[index] ?? 0;
    // Waiting is no work, and the profiler's own start is not the program's.
    if (node === undefined || node.callFrame.functionName === '(idle)' || node.callFrame.url === 'node:inspector')
      return;
    const { part, name } = placeOf(node, parents);
    const entry = parts.get(part) ?? { time: 0, functions: new Map<string, number>() };
    entry.time += time;
    entry.functions.set(name, (entry.functions.get(name) ?? 0) + time);
    parts.set(part, entry);
    total += time;
  });
  return [...parts]
    .map(([name, { time, functions }]) => ({ name, share: time / total, functions: largest(functions) }))
    .sort((a, b) => b.share - a.share);
}

const largest = (functions: ReadonlyMap<string, number>): string[] =>
  [...functions]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 4)
    .map(([name]) => name);

/** First match wins: the place of a file, as a regular expression on its path. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/core\/src\/(canonical|calls\/key)\.ts$|internal\/crypto/, 'keys: canonical JSON, SHA-256'],
  [/core\/src\/random\.ts$/, 'random'],
  [/core\/src\/calls\/journal/, 'journal: SQLite and its JSON'],
  [/core\/src\/hooks\.ts$|node_modules\/tapable/, 'hooks'],
  [/core\/src\/calls\//, 'gateway'],
  [/core\/src\/(system|search|evidence|session|run|redact)/, 'search, system, run folder'],
  [/internal\/(abort_controller|event_target|timers)|node:timers/, 'abort signals, timers'],
  [/internal\/process\/task_queues|async_hooks/, 'promises'],
  [/bench\/|core\/src\/test\//, 'the bench and its provider'],
];

function placeOf(node: ProfileNode, parents: ReadonlyMap<number, ProfileNode>): { part: string; name: string } {
  const { functionName, url } = node.callFrame;
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (functionName === '(garbage collector)') return { part: 'garbage collector', name };
  if (functionName === '(program)' || functionName === '(root)')
    return { part: 'engine: microtasks, native code', name };
  // A native function (JSON.stringify, a statement of SQLite) counts for the file that calls it.
  let caller: ProfileNode | undefined = node;
  while (caller !== undefined && partOf(caller.callFrame.url) === undefined) caller = parents.get(caller.id);
  return { part: partOf(caller?.callFrame.url ?? '') ?? 'other', name: url === '' ? `${name} (native)` : name };
}

function partOf(url: string): string | undefined {
  const path = url.startsWith('file:') ? fileURLToPath(url) : url;
  return PARTS.find(([place]) => place.test(path))?.[1];
}
