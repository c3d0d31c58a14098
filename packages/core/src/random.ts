import { hash } from 'node:crypto';

type Step = string | number;

/** A stream of random draws. Each call moves it on; two streams of the same path draw the same. */
export interface Rng {
  /** A float in [0, 1). */
  next(): number;
  /** An integer in [0, below). */
  int(below: number): number;
  /** One element. @throws RangeError if `values` is empty. */
  pick<T>(values: readonly T[]): T;
  /** A new array in random order (Fisher–Yates). */
  shuffle<T>(values: readonly T[]): T[];
  /** One element with probability proportional to its weight (≥ 0, not all 0). */
  weighted<T>(values: readonly T[], weightOf: (value: T) => number): T;
}

/**
 * A place in the tree of randomness. A node only derives children and opens a stream;
 * nothing is shared, so the order of work never changes a draw (law 2).
 */
export interface SeedNode {
  derive(...steps: readonly Step[]): SeedNode;
  stream(): Rng;
}

/** The root of all randomness of a run. */
export const seedRoot = (seed: number): SeedNode => node(['seed', seed]);

function node(path: readonly Step[]): SeedNode {
  return {
    derive: (...steps) => node([...path, ...steps]),
    stream: () => openStream(path),
  };
}

/** Length-prefixed and type-tagged, so that ['a', 'b'] and ['ab'], 1 and '1' differ. */
function digest(path: readonly Step[]): Buffer {
  let text = '';
  for (const step of path) {
    const name = String(step);
    text += `${typeof step === 'number' ? 'n' : 's'}${Buffer.byteLength(name)}:${name}`;
  }
  return hash('sha256', text, 'buffer');
}

/** sfc32 (PractRand, Chris Doty-Humphrey), seeded by 128 bits of the path's SHA-256. */
function openStream(path: readonly Step[]): Rng {
  // Every operator gets a stream and most never draw: the path is hashed at the first draw.
  let seeded = false;
  let a = 0;
  let b = 0;
  let c = 0;
  let counter = 0;
  const seed = (): void => {
    const bytes = digest(path);
    a = bytes.readUInt32LE(0);
    b = bytes.readUInt32LE(4);
    c = bytes.readUInt32LE(8);
    counter = bytes.readUInt32LE(12) | 1;
    seeded = true;
  };

  const next = (): number => {
    if (!seeded) seed();
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  const int = (below: number): number => Math.floor(next() * below);
  const rng: Rng = {
    next,
    int,
    pick: (values) => {
      if (values.length === 0) throw new RangeError('cannot pick from an empty list');
      return values[int(values.length)] as (typeof values)[number];
    },
    shuffle: (values) => {
      const result = [...values];
      for (let last = result.length - 1; last > 0; last--) {
        const other = int(last + 1);
        [result[last], result[other]] = [
          result[other] as (typeof result)[number],
          result[last] as (typeof result)[number],
        ];
      }
      return result;
    },
    weighted: (values, weightOf) => {
      const total = values.reduce((sum, value) => sum + weightOf(value), 0);
      if (!(total > 0)) throw new RangeError('cannot draw: all weights are zero');
      let left = next() * total;
      for (const value of values) {
        left -= weightOf(value);
        if (left < 0) return value;
      }
      return values.findLast((value) => weightOf(value) > 0) as (typeof values)[number];
    },
  };
  return rng;
}
