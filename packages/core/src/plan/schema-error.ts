import type { ErrorObject } from 'ajv';
import { type ConfigNode, nodeAt, type Path, showPath } from '../config/node.ts';
import type { LoadedPlugin } from '../plan.ts';
import type { Phase } from '../plugin/contract.ts';
import { type Fields, isFields } from './draft.ts';

/** Plugins that a config may have forgotten: which of them has an operator, by phase and name. */
export type Catalog = Readonly<Partial<Record<Phase, Readonly<Record<string, string>>>>>;

/** What the validator's errors are explained by. */
export interface Context {
  readonly root: ConfigNode;
  readonly config: Fields;
  readonly plugins: readonly LoadedPlugin[];
  readonly catalog: Catalog;
  /** All plugins could be loaded: an unknown operator is not one of theirs. */
  readonly allPlugins: boolean;
  /** All files of the `extends` chain could be read: what is missing is not in one of them. */
  readonly allFiles: boolean;
}

/** An error of the validator, with where it is and what stands there. */
export interface SchemaError {
  readonly keyword: string;
  readonly path: Path;
  /** As written, `${env:NAME}` in place. */
  readonly value: unknown;
  readonly params: Fields;
  /** The schema whose keyword failed. */
  readonly schema: Fields;
  /** The validator's own words. */
  readonly message: string;
}

export function readError(raw: ErrorObject, { root, config }: Context): SchemaError {
  const path = pathOf(raw.instancePath, config);
  const node = nodeAt(root, path);
  return {
    keyword: raw.keyword,
    path,
    value: node?.kind === 'scalar' ? (node.raw ?? node.value) : raw.data,
    params: raw.params,
    schema: isFields(raw.parentSchema) ? raw.parentSchema : {},
    message: raw.message ?? 'is not valid',
  };
}

/** Steps of a JSON pointer; those into lists are numbers. */
export function pathOf(pointer: string, config: unknown): Path {
  const path: (string | number)[] = [];
  let value = config;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const step = Array.isArray(value) ? Number(key) : key;
    path.push(step);
    value = (value as Readonly<Record<string | number, unknown>> | undefined)?.[step];
  }
  return path;
}

/** A place in the config as messages name it. */
export const nameOf = (path: Path): string => (path.length === 0 ? 'the config' : showPath(path));

/** A value as messages name it. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value !== 'string') return String(value);
  return `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
}
