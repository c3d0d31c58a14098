import { lookUp, placeholders } from '../system/template.ts';
import { normaliseText } from '../system/text.ts';
import type { AgentId, Item } from '../types.ts';
import type { PlacedAgent } from './agents.ts';
import { contractOf } from './contracts.ts';
import type { Draft } from './draft.ts';
import { fieldReferences } from './references.ts';

/** What may be meant as it is, and is a mistake more often: said by `maspo validate`, refused by nothing. */
export const notesOnConfig = (
  draft: Draft,
  agents: readonly PlacedAgent[],
  answer: AgentId,
  items: readonly Item[],
): string[] => [...notesOnInputs(agents), ...notesOnLabels(draft, agents, answer, items)];

/** `input: Message #1 {{item.text}}`: what follows " #" is a comment of YAML. */
function notesOnInputs(agents: readonly PlacedAgent[]): string[] {
  return agents
    .filter(({ isProgram, graph }) => !isProgram && placeholders(graph.input).length === 0)
    .map(({ id, graph }) => `agent "${id}" gets the same input for every item: "${graph.input.source.slice(0, 60)}"`);
}

/** Labels that the answer can never be, because its contract has no such choice. */
function notesOnLabels(
  draft: Draft,
  agents: readonly PlacedAgent[],
  answer: AgentId,
  items: readonly Item[],
): string[] {
  const contract = contractOf(agents.find(({ id }) => id === answer)?.fields.output);
  const field = fieldReferences(draft).find(({ path }) => path[0] === 'score' && path[1] === 'global')?.name;
  if (contract.kind !== 'choice' || field === undefined) return [];
  const choices = new Set(contract.choices.map(normaliseText));
  const strange = items.flatMap(({ fields }) => {
    const label = lookUp(fields, [field]);
    return typeof label === 'string' && !choices.has(normaliseText(label)) ? [label] : [];
  });
  if (strange.length === 0) return [];
  const [first] = strange;
  return [
    `${strange.length} of ${items.length} items have a "${field}" that agent "${answer}" cannot answer, such as "${first}": it is none of its choices`,
  ];
}
