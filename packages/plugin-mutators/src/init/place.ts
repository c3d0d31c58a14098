import type { AgentView, InitRequest, OutputContract, Prompt } from '@maspo/core';
import { labelKeywords } from '../facts/keywords.ts';
import { finalLabels, labelField, ownLabels, readerLabels } from '../facts/labels.ts';
import { inputNoun, labelNoun } from '../facts/wording.ts';
import { splitSentences } from '../sentences.ts';

/** What templates know of an agent's place in its system. */
export interface Place {
  /** What its input is called: "message". */
  readonly noun: string;
  /** What a label is called: "team". */
  readonly labelNoun: string;
  /** What the agent itself chooses from; empty if it does not choose. */
  readonly own: readonly string[];
  /** What each of its readers chooses from, as far as they choose; each list once. */
  readonly next: readonly (readonly string[])[];
  /** What the system decides in the end; empty if it does not choose. */
  readonly final: readonly string[];
  /** Labels with words that distinguish them, one line each; '' where nothing stands out. */
  readonly definitions: string;
  readonly contract: OutputContract;
  readonly isAnswer: boolean;
  /** Agents that read it. */
  readonly readers: readonly AgentView[];
  /** Whether it reads other agents. */
  readonly readsOthers: boolean;
  /** Whether the right answers are numbers. */
  readonly numeric: boolean;
  /** The seed's task, and its first sentence. */
  readonly task: string;
  readonly firstSentence: string;
}

/** Looks at an agent's place, for templates. */
export function placeOf(request: Pick<InitRequest, 'agent' | 'agents' | 'items' | 'labelFields'>, seed: Prompt): Place {
  const { agent, agents, items, labelFields } = request;
  const others = agents.filter(({ id }) => agent.predecessors.includes(id) || agent.successors.includes(id));
  const task = seed.get('task') || seed.text;
  const known = labelField(items, labelFields);
  return {
    noun: inputNoun([agent.purpose, ...others.map(({ purpose }) => purpose)], items),
    labelNoun: labelNoun(known?.field ?? labelFields[0]),
    own: ownLabels(request),
    next: readerLabels(request),
    final: finalLabels(request),
    definitions: definitions(request),
    contract: agent.contract,
    isAnswer: agent.isAnswer,
    readers: agents.filter(({ id }) => agent.successors.includes(id)),
    readsOthers: agent.predecessors.length > 0,
    numeric: allNumbers(request),
    task,
    firstSentence: splitSentences(task, agent.frozen)[0]?.trim() ?? '',
  };
}

const WORDS_PER_LABEL = 3;

function definitions({
  items,
  labelFields,
  ...request
}: Pick<InitRequest, 'agent' | 'agents' | 'items' | 'labelFields'>): string {
  const known = labelField(items, labelFields);
  if (known === null) return '';
  const keywords = labelKeywords(items, known.field, labelFields);
  const choices = finalLabels({ ...request, items, labelFields });
  const lines = known.labels.map((label) => {
    const words = (keywords.get(label) ?? []).slice(0, WORDS_PER_LABEL).map(({ word }) => word);
    const spelt = choices.find((choice) => choice.toLowerCase() === label.toLowerCase()) ?? label;
    return words.length === 0 ? null : `${spelt}: ${words.join(', ')}`;
  });
  return lines.includes(null) ? '' : lines.join('\n');
}

function allNumbers({ items, labelFields }: Pick<InitRequest, 'items' | 'labelFields'>): boolean {
  const [field] = labelFields;
  const values =
    field === undefined ? [] : items.map((item) => item.fields[field]).filter((value) => value !== undefined);
  return values.length > 0 && values.every((value) => /^[-+]?[\d.,]+%?$/.test(String(value).trim()));
}
