/**
 * A number in [0, 1) that depends on these parts alone (cyrb53, public domain). Every chance of a world is drawn like this, so
 * that a reply is a function of its request; SHA-256 would be most of the time of a run.
 */
export function unit(...parts: readonly (string | number)[]): number {
  const text = parts.join('\u0000');
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (4294967296 * (2097151 & low) + (high >>> 0)) / 2 ** 53;
}

/** One of these values, the same for the same parts. */
export function pickBy<T>(values: readonly T[], ...parts: readonly (string | number)[]): T {
  const value = values[Math.floor(unit(...parts) * values.length)];
  if (value === undefined) throw new RangeError('nothing to pick from');
  return value;
}

/** One of these values by weight, the same for the same parts. */
export function weightedBy<T>(
  values: readonly T[],
  weightOf: (value: T) => number,
  ...parts: readonly (string | number)[]
): T {
  let left = unit(...parts) * values.reduce((sum, value) => sum + weightOf(value), 0);
  for (const value of values) {
    left -= weightOf(value);
    if (left < 0) return value;
  }
  const last = values.at(-1);
  if (last === undefined) throw new RangeError('nothing to pick from');
  return last;
}

/** The values in an order that depends on these parts alone. */
export const shuffleBy = <T>(values: readonly T[], ...parts: readonly (string | number)[]): T[] =>
  values
    .map((value, index) => ({ value, key: unit(...parts, index) }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
