import type { Mistake } from '../config/codes.ts';
import { closestName, type Finding, fixName, listNames } from '../config/diagnostics.ts';
import { isBroken, placeOf } from '../config/node.ts';
import type { Span } from '../config/source.ts';
import { lookUp, type Placeholder, placeholders } from '../system/template.ts';
import type { AgentId } from '../types.ts';
import { allNamed, type PlacedAgent } from './agents.ts';
import { type DataDraft, lackingText } from './data.ts';
import { type Draft, fieldsOf, isFields } from './draft.ts';
import { checkAlmostPlaceholders } from './stray-placeholders.ts';

/** What the placeholders of inputs are checked against. */
interface Names {
  readonly draft: Draft;
  readonly agents: readonly PlacedAgent[];
  /** undefined where the data could not be read. */
  readonly data: DataDraft | undefined;
  readonly labels: ReadonlySet<string>;
  readonly rounds: number;
}

interface Problem extends Finding {
  readonly mistake: Mistake;
}

/** Every `{{name}}` in an input must be there, for every item, and must not tell the agent the label. */
export function checkInputs(
  draft: Draft,
  agents: readonly PlacedAgent[],
  data: DataDraft | undefined,
  labels: ReadonlySet<string>,
): void {
  const { rounds } = fieldsOf(draft.config.system);
  const names: Names = { draft, agents, data, labels, rounds: typeof rounds === 'number' ? rounds : 1 };
  for (const reader of agents) {
    const path = [...reader.path, 'input'];
    if (typeof reader.fields.input !== 'string' || isBroken(draft.root, path)) continue;
    checkAlmostPlaceholders(draft, agents, reader.fields.input, placeOf(draft.root, path));
    const seen = new Map<string, number>();
    for (const placeholder of placeholders(reader.graph.input)) {
      const occurrence = seen.get(placeholder.name) ?? 0;
      seen.set(placeholder.name, occurrence + 1);
      const at = placeOfPlaceholder(placeOf(draft.root, path), placeholder.name, occurrence);
      const problem = problemOf(names, placeholder, reader);
      if (problem !== undefined) draft.report(problem.mistake, at, problem);
    }
  }
}

/** The fields of the data that agents read. */
export const fieldsRead = (agents: readonly PlacedAgent[]): ReadonlySet<string> =>
  new Set(
    agents
      .flatMap(({ graph }) => placeholders(graph.input))
      .flatMap(({ reference }) => (reference.kind === 'item' ? reference.path.slice(0, 1) : [])),
  );

/** Where a placeholder is written for the n-th time; the whole input where escapes hide it. */
function placeOfPlaceholder(at: Span, name: string, occurrence: number): Span {
  const written = new RegExp(`\\{\\{[ \\t]*${name.replaceAll('.', '\\.')}[ \\t]*\\}\\}`, 'g');
  const match = [...at.source.text.slice(at.start, at.end).matchAll(written)][occurrence];
  if (match === undefined) return at;
  const start = at.start + match.index;
  return { source: at.source, start, end: start + match[0].length };
}

function problemOf(names: Names, placeholder: Placeholder, reader: PlacedAgent): Problem | undefined {
  const { reference, name } = placeholder;
  switch (reference.kind) {
    case 'item':
      return fieldProblem(names, reader, reference.path);
    case 'output':
      return outputProblem(names, reader, reference.agent, reference.path, name);
    case 'previous':
      return previousProblem(names, reader, reference.agent);
    case 'unknown':
      return names.data !== undefined && allNamed(names.draft) ? unknown(names, reader, name) : undefined;
  }
}

function fieldProblem(names: Names, reader: PlacedAgent, path: readonly string[]): Problem | undefined {
  const { data, labels } = names;
  const [field = ''] = path;
  const name = path.join('.');
  if (labels.has(field)) {
    return {
      mistake: 'labelLeak',
      message: `agent "${reader.id}" reads "${field}", the label that its answer is scored by`,
      fix: `Remove {{item.${name}}} from the input, or score by another field.`,
    };
  }
  // Its name has been refused: whether the data is meant, or that agent, nobody knows.
  if (names.agents.some(({ id }) => id === 'item')) return undefined;
  const records = data?.records ?? [];
  const without = records.filter(({ item }) => lookUp(item.fields, path) === undefined);
  if (without.length === 0) return undefined;
  if (without.length === records.length) return unknown(names, reader, `item.${name}`);
  return {
    mistake: 'fieldMissing',
    message: lackingText(name, without, records),
    fix: 'Give every item this field; it may be an empty text.',
  };
}

function outputProblem(
  names: Names,
  reader: PlacedAgent,
  id: AgentId,
  [key]: readonly string[],
  name: string,
): Problem | undefined {
  const agent = names.agents.find((other) => other.id === id);
  if (agent === undefined) return allNamed(names.draft) ? unknown(names, reader, name) : undefined;
  if (key === undefined) return undefined;
  const { output } = agent.fields;
  const mistake = 'unknownPlaceholder';
  if (!isFields(output) || !isFields(output.json)) {
    return {
      mistake,
      message: `{{${name}}} reads a key, but the output of "${id}" is not JSON`,
      fix: `Read {{${id}.output}}, or give "${id}" the output { json: { type: object, properties: … } }.`,
    };
  }
  const { properties, additionalProperties } = output.json;
  if (!isFields(properties) || Object.hasOwn(properties, key) || additionalProperties === true) return undefined;
  const keys = Object.keys(properties);
  const closest = closestName(key, keys);
  const fix = fixName(closest, 'Read one of its keys, or declare this one.');
  return {
    mistake,
    message: `the JSON output of "${id}" has no key "${key}"`,
    expected: listNames(keys),
    closest,
    fix,
  };
}

function previousProblem(names: Names, reader: PlacedAgent, id: AgentId): Problem | undefined {
  const { draft, agents, rounds } = names;
  if (!agents.some((other) => other.id === id)) {
    return allNamed(draft) ? unknown(names, reader, `${id}.previous`) : undefined;
  }
  if (rounds > 1) return undefined;
  return {
    mistake: 'unknownPlaceholder',
    message: `there is no round before: {{${id}.previous}} needs more than one`,
    fix: `Set \`rounds: 2\` in \`system\`, or read {{${id}.output}}.`,
  };
}

/** Nothing has that name: the nearest that is there, a field or an output. */
function unknown({ agents, data, labels, rounds }: Names, reader: PlacedAgent, name: string): Problem {
  const others = agents.filter(({ id }) => id !== reader.id);
  const known = [
    ...(data?.fields ?? []).filter((field) => !labels.has(field)).map((field) => `item.${field}`),
    ...others.map(({ id }) => `${id}.output`),
    ...(rounds > 1 ? agents.map(({ id }) => `${id}.previous`) : []),
  ];
  const closest = known.find((entry) => entry.endsWith(`.${name}`)) ?? closestName(name, known);
  const braces = (entry: string): string => `{{${entry}}}`;
  return {
    mistake: 'unknownPlaceholder',
    message: `nothing provides ${braces(name)}`,
    expected: listNames(known.map(braces), 8),
    closest: closest === undefined ? undefined : braces(closest),
    fix:
      closest === undefined
        ? 'Name a field of the data or the output of an agent.'
        : `Did you mean ${braces(closest)}?`,
  };
}
