import { isScalar, type Node, type Pair, type YAMLMap } from 'yaml';

export type MapPair = Pair<Node, Node | null>;

/** Keys are text, also those that look like numbers: as they are written. */
export function keyName(key: Node): string | undefined {
  if (!isScalar(key)) return undefined;
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

/** Spaces that are none to YAML, where a key should begin: it takes them for a part of the key. */
export const oddBeginning = (name: string | undefined): string | undefined =>
  /^[\u00a0\u2000-\u200b\u202f\u3000\ufeff]+/.exec(name ?? '')?.[0];

/**
 * Where an entry of a list begins that has lost its dash: YAML reads one map, in which the first key and others come again.
 * One repeated key may be a slip of another kind.
 * @returns The index of its first pair; -1 where there is none.
 */
export function lostDash(map: YAMLMap): number {
  const names = (map.items as MapPair[]).map(({ key }) => keyName(key));
  const second = names.indexOf(names[0], 1);
  const repeated = names.filter((name, index) => index >= second && names.indexOf(name) < second);
  return map.flow !== true && second > 0 && repeated.length > 1 ? second : -1;
}
