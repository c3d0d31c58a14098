import type { Json } from '../canonical.ts';
import type { AgentId, Item } from '../types.ts';

/** What a placeholder reads. `unknown` is refused when the plan is made; it never reaches a run. */
export type Reference =
  | { readonly kind: 'item'; readonly path: readonly string[] }
  /** Another agent's output in the same round; `path` goes into its JSON. */
  | { readonly kind: 'output'; readonly agent: AgentId; readonly path: readonly string[] }
  /** An agent's output in the round before; '' in the first round. */
  | { readonly kind: 'previous'; readonly agent: AgentId }
  | { readonly kind: 'unknown' };

export interface Placeholder {
  /** As written between the braces: `reader.output`. */
  readonly name: string;
  /** Offset of `{{` in the source, in UTF-16 units. */
  readonly offset: number;
  readonly reference: Reference;
}

/** An agent's `input`: text with placeholders. */
export interface Template {
  readonly source: string;
  readonly parts: readonly (string | Placeholder)[];
}

/** Only a (dotted) name in double braces, of any script, is a placeholder: JSON, LaTeX and code with braces are text. */
const PLACEHOLDER = /\{\{[ \t]*([\p{L}_][\p{L}\p{M}\p{N}_-]*(?:\.[\p{L}\p{M}\p{N}_-]+)*)[ \t]*\}\}/gu;

/** Splits a template into text and placeholders. Never fails: names are checked when the plan is made. */
export function parseTemplate(source: string): Template {
  const parts: (string | Placeholder)[] = [];
  let end = 0;
  for (const match of source.matchAll(PLACEHOLDER)) {
    if (match.index > end) parts.push(source.slice(end, match.index));
    const name = match[1] ?? '';
    parts.push({ name, offset: match.index, reference: readReference(name.split('.')) });
    end = match.index + match[0].length;
  }
  if (end < source.length) parts.push(source.slice(end));
  return { source, parts };
}

function readReference([head = '', member, ...path]: readonly string[]): Reference {
  if (head === 'item' && member !== undefined) return { kind: 'item', path: [member, ...path] };
  if (member === 'output') return { kind: 'output', agent: head as AgentId, path };
  if (member === 'previous' && path.length === 0) return { kind: 'previous', agent: head as AgentId };
  return { kind: 'unknown' };
}

/** The placeholders of a template, in order. */
export const placeholders = (template: Template): Placeholder[] =>
  template.parts.filter((part) => typeof part !== 'string');

/** Where a template finds its values. `output` gives the text, or the parsed JSON where a path is read. */
export interface Scope {
  readonly item: Item;
  output(agent: AgentId, path: readonly string[]): Json | undefined;
  previous(agent: AgentId): string;
}

/** Fills the placeholders in. What is filled in is never read for placeholders again. */
export function renderTemplate(template: Template, scope: Scope): string {
  return template.parts
    .map((part) => (typeof part === 'string' ? part : printValue(read(part.reference, scope))))
    .join('');
}

function read(reference: Reference, scope: Scope): Json | undefined {
  switch (reference.kind) {
    case 'item':
      return lookUp(scope.item.fields, reference.path);
    case 'output':
      return scope.output(reference.agent, reference.path);
    case 'previous':
      return scope.previous(reference.agent);
    case 'unknown':
      return undefined;
  }
}

/** The member at a path of own keys; undefined where there is none. */
export function lookUp(value: Json, path: readonly string[]): Json | undefined {
  let current: Json | undefined = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Readonly<Record<string, Json | undefined>>)[key];
  }
  return current;
}

const printValue = (value: Json | undefined): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
