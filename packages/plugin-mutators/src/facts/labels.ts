import type { AgentView, Item, Json } from '@maspo/core';

/** What operators may know of a system: the part that is common to init, mutate and crossover requests. */
export interface Surroundings {
  readonly agent: AgentView;
  readonly agents: readonly AgentView[];
  readonly items: readonly Item[];
  readonly labelFields: readonly string[];
}

/** A field of the items that holds one of a few short labels. */
export interface LabelField {
  readonly field: string;
  /** In order of first appearance. */
  readonly labels: readonly string[];
}

const MOST_LABELS = 12;
const LONGEST_LABEL = 40;

/** The first of the fields whose values are labels: few, short, on one line, each on two items on average. */
export function labelField(items: readonly Item[], fields: readonly string[]): LabelField | null {
  for (const field of fields) {
    const values = items.map((item) => labelText(item.fields[field])).filter((value) => value !== null);
    const labels = [...new Set(values)];
    const few = labels.length >= 2 && labels.length <= MOST_LABELS && labels.length * 2 <= values.length;
    if (few && labels.every(isShort)) return { field, labels };
  }
  return null;
}

const isShort = (label: string): boolean => label !== '' && label.length <= LONGEST_LABEL && !/[\r\n<>]/.test(label);

/** The label as text; null where the item has none, or a list or an object. */
export function labelText(value: Json | undefined): string | null {
  if (value === undefined || value === null || typeof value === 'object') return null;
  return String(value).trim();
}

/** What an agent itself must choose from: its contract's choices, or the labels if it gives the system's answer. */
export function ownLabels({ agent, items, labelFields }: Surroundings): readonly string[] {
  if (agent.contract.kind === 'choice') return agent.contract.choices;
  if (!agent.isAnswer || agent.contract.kind !== 'text') return [];
  return labelField(items, labelFields)?.labels ?? [];
}

/** What the system decides in the end: its answer's choices, or the labels. */
export function finalLabels(around: Surroundings): readonly string[] {
  const answer = around.agents.find(({ isAnswer }) => isAnswer);
  return answer === undefined ? [] : ownLabels({ ...around, agent: answer });
}

/** What each of the agents that read this one chooses from, as far as they choose; each list once. */
export const readerLabels = (around: Surroundings): readonly (readonly string[])[] =>
  distinct(
    around.agents
      .filter(({ id }) => around.agent.successors.includes(id))
      .map((agent) => ownLabels({ ...around, agent })),
  );

/** The labels that each of these chooses from: the agent, its readers, the answer. Each list once. */
export const labelLists = (around: Surroundings): readonly (readonly string[])[] =>
  distinct([ownLabels(around), ...readerLabels(around), finalLabels(around)]);

const distinct = (lists: readonly (readonly string[])[]): readonly (readonly string[])[] =>
  [...new Map(lists.map((list) => [JSON.stringify(list), list])).values()].filter((list) => list.length > 0);

/** All labels that a prompt of the agent may name: words that mean themselves. */
export const allLabels = (around: Surroundings): readonly string[] => [...new Set(labelLists(around).flat())];
