import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openEngine } from './gateway.ts';
import type { Findings } from './measure.ts';

/** Memory after so many calls, in bytes, with everything collected that can be. */
export interface MemoryPoint {
  readonly calls: number;
  readonly rss: number;
  readonly heapUsed: number;
}

export interface MemoryUse extends Findings {
  readonly points: readonly MemoryPoint[];
}

/** Calls after which memory is read. Growth is taken from the first on, when all code is warm. */
const POINTS = [10_000, 50_000, 100_000];
const STEP = 400;

/** One gateway that makes 100,000 different calls. */
export async function measureMemory(): Promise<MemoryUse> {
  const collect = exposeCollector();
  const engine = openEngine();
  const points: MemoryPoint[] = [];
  let made = 0;
  for (const calls of POINTS) {
    await engine.makeCalls(made, calls - made, STEP);
    made = calls;
    await collect();
    const { rss, heapUsed } = process.memoryUsage();
    points.push({ calls, rss, heapUsed });
  }
  // What nobody will use again is collected too: the gateway must still be needed when it is measured.
  await engine.makeCalls(0, STEP, STEP);
  const { duplicates } = engine.seen();
  await engine.close();
  return { points, duplicates, problems: [] };
}

/** Bytes that each call adds between two readings. */
export function growth(first: MemoryPoint | undefined, last: MemoryPoint | undefined, of: 'rss' | 'heapUsed'): number {
  if (first === undefined || last === undefined) throw new RangeError('no memory was read');
  return (last[of] - first[of]) / (last.calls - first.calls);
}

/** Collects all that can be, at once. */
export function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function exposeCollector(): () => Promise<void> {
  const collect = garbageCollector();
  return async () => {
    // What finalizers let go of is free at the next collection only.
    for (let pass = 0; pass < 3; pass++) {
      collect();
      await new Promise((turn) => setImmediate(turn));
    }
  };
}
