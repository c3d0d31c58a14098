import type { Json } from '../canonical.ts';
import { modelSettings } from './schema-parts.ts';
import type { Source, Span } from './source.ts';

/** A value of the config together with the place it was written at; the places survive `extends`. */
export type ConfigNode = MapNode | ListNode | ScalarNode | BrokenNode;

export interface MapNode {
  readonly kind: 'map';
  readonly at: Span;
  readonly entries: ReadonlyMap<string, Entry>;
  /** Part of its text could not be read: a key that is missing may stand there. */
  readonly partial?: boolean;
}

export interface Entry {
  readonly key: Span;
  readonly value: ConfigNode;
}

export interface ListNode {
  readonly kind: 'list';
  readonly at: Span;
  readonly items: readonly ConfigNode[];
}

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly at: Span;
  readonly value: string | number | boolean | null;
  /** The text with `${env:NAME}` in place, where it has one. */
  readonly raw?: string;
}

/** A value that has been reported already: later checks keep silent about it. */
export interface BrokenNode {
  readonly kind: 'broken';
  readonly at: Span;
}

/** Keys and indexes from the root of the config. */
export type Path = readonly (string | number)[];

/** `system.agents[1].input`: how messages name a place in the config. */
export const showPath = (path: Path): string =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  );

/** What is said of a place and not of the operator there: how a model samples and is called, how much a view weighs. */
const isOfPlace = (key: string, [section]: Path): boolean =>
  section === 'models' ? Object.hasOwn(modelSettings, key) && key !== 'price' : key === 'weight' || key === 'rate';

/**
 * Maps merge, everything else is replaced by what `over` says; so are the options in a map that uses another operator:
 * they would make no sense to the new one.
 */
export function mergeNodes(base: ConfigNode, over: ConfigNode, path: Path = []): ConfigNode {
  if (base.kind !== 'map' || over.kind !== 'map') return over;
  const kept = usesAnother(base, over) ? [...base.entries].filter(([key]) => isOfPlace(key, path)) : base.entries;
  const entries = new Map(kept);
  for (const [key, entry] of over.entries) {
    const below = base.entries.get(key);
    entries.set(
      key,
      below === undefined ? entry : { key: entry.key, value: mergeNodes(below.value, entry.value, [...path, key]) },
    );
  }
  return { ...over, entries, partial: base.partial === true || over.partial === true };
}

function usesAnother(base: MapNode, over: MapNode): boolean {
  const [one, other] = [base, over].map(({ entries }) => entries.get('use')?.value);
  return one?.kind === 'scalar' && other?.kind === 'scalar' && one.value !== other.value;
}

/** The node at a path, if the config has it. */
export function nodeAt(root: ConfigNode, path: Path): ConfigNode | undefined {
  let node: ConfigNode | undefined = root;
  for (const step of path) {
    if (node?.kind === 'map') node = node.entries.get(String(step))?.value;
    else if (node?.kind === 'list' && typeof step === 'number') node = node.items[step];
    else return undefined;
  }
  return node;
}

/** Where a value is written; for a value that is not there, the key (or list entry) it is missing from. */
export function placeOf(root: ConfigNode, path: Path): Span {
  const node = nodeAt(root, path);
  return node === undefined ? keyPlaceOf(root, path.slice(0, -1)) : node.at;
}

/** Where the key of a value is written; for a list entry, where it starts. */
export function keyPlaceOf(root: ConfigNode, path: Path): Span {
  const last = path.at(-1);
  if (last === undefined) return firstPlace(root);
  const parent = nodeAt(root, path.slice(0, -1));
  const key = parent?.kind === 'map' ? parent.entries.get(String(last))?.key : undefined;
  return key ?? nodeAt(root, path)?.at ?? keyPlaceOf(root, path.slice(0, -1));
}

/** A whole config is pointed at by its first key. */
const firstPlace = (root: ConfigNode): Span =>
  root.kind === 'map' ? ([...root.entries.values()][0]?.key ?? root.at) : root.at;

/** Whether the value at a path, or one it is part of, has been reported already, or stands in text that has. */
export function isBroken(root: ConfigNode, path: Path): boolean {
  return [...path, undefined].some((step, length) => {
    const node = nodeAt(root, path.slice(0, length));
    const hidden =
      node?.kind === 'map' && node.partial === true && step !== undefined && !node.entries.has(String(step));
    return node?.kind === 'broken' || hidden;
  });
}

/** The same config with a value that is not known at a path whose maps are there. */
export function withBroken(root: ConfigNode, path: Path): ConfigNode {
  const [step, ...rest] = path;
  if (step === undefined) return { kind: 'broken', at: root.at };
  if (root.kind === 'list') {
    return { ...root, items: root.items.map((item, index) => (index === step ? withBroken(item, rest) : item)) };
  }
  if (root.kind !== 'map') return root;
  const entry = root.entries.get(String(step)) ?? { key: root.at, value: root };
  return {
    ...root,
    entries: new Map(root.entries).set(String(step), { ...entry, value: withBroken(entry.value, rest) }),
  };
}

/** The plain value. Broken values are left out of maps and are `undefined` in lists, which keep their indexes. */
export function toValue(node: ConfigNode): unknown {
  switch (node.kind) {
    case 'map':
      return Object.fromEntries(
        [...node.entries]
          .filter(([, { value }]) => value.kind !== 'broken')
          .map(([key, { value }]) => [key, toValue(value)]),
      );
    case 'list':
      return node.items.map(toValue);
    case 'scalar':
      return node.value;
    case 'broken':
      return undefined;
  }
}

/** `value` (the config, defaults filled in) with `${env:NAME}` wherever the text says so. */
export function withoutSecrets(value: Json | undefined, node: ConfigNode | undefined): Json | undefined {
  if (node?.kind === 'scalar') return node.raw ?? value;
  if (Array.isArray(value)) {
    const items = node?.kind === 'list' ? node.items : [];
    return value.map((entry: Json, index) => withoutSecrets(entry, items[index]) ?? null);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = node?.kind === 'map' ? node.entries : new Map<string, Entry>();
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, withoutSecrets(member, entries.get(key)?.value)]),
  );
}

/** The source a value was written in: relative paths in it start at that file. */
export const sourceOf = (root: ConfigNode, path: Path): Source => placeOf(root, path).source;
