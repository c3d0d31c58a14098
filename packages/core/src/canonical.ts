import { createHash } from 'node:crypto';

/** A value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * JSON with sorted keys and no white space: equal values give equal bytes on every machine.
 * Keys are compared by UTF-16 code unit, never by locale. `undefined` members are left out.
 * @throws TypeError for NaN, infinities and values JSON cannot hold.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`canonical JSON cannot hold ${value}`);
    return JSON.stringify(value);
  }
  // Array.from also visits holes, which `map` would leave as nothing between two commas.
  if (Array.isArray(value)) return `[${Array.from(value, (entry) => canonicalJson(entry ?? null)).join(',')}]`;
  if (typeof value === 'object') {
    if (!isPlain(value)) throw new TypeError(`canonical JSON cannot hold a ${value.constructor?.name ?? 'class'}`);
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  throw new TypeError(`canonical JSON cannot hold a ${typeof value}`);
}

/** A Map, a Set or a Date would print as {} and share one identity with every other. Any realm's plain objects will do. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** SHA-256 as 64 hex digits. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The identity of a value: SHA-256 of its canonical JSON. */
export const contentHash = (value: unknown): string => sha256(canonicalJson(value));

/** Rounds to 12 significant decimals after the point, so that results print the same everywhere (DESIGN §7). */
export const round12 = (value: number): number => Math.round(value * 1e12) / 1e12;
