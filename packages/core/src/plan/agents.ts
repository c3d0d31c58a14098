import { isBroken, nodeAt, type Path, placeOf } from '../config/node.ts';
import { AGENT_ID } from '../config/schema-agent.ts';
import { positionOf } from '../config/source.ts';
import type { AgentDraft } from '../system/graph.ts';
import { createPrompt } from '../system/prompt.ts';
import { type Placeholder, parseTemplate, placeholders } from '../system/template.ts';
import type { AgentId } from '../types.ts';
import { type Draft, type Fields, fieldsOf, isFields, listOf, textsOf } from './draft.ts';

/** An agent of the config with its place; its parts have not been checked. */
export interface PlacedAgent {
  readonly path: Path;
  readonly id: AgentId;
  readonly fields: Fields;
  readonly isProgram: boolean;
  /** Its edges: what `after` and the input say. */
  readonly graph: AgentDraft;
}

/** The agents that have a name, the first of each name. */
export function agentsIn(draft: Draft): readonly PlacedAgent[] {
  const agents = new Map<string, PlacedAgent>();
  listOf(fieldsOf(draft.config.system).agents).forEach((fields, index) => {
    if (!isFields(fields) || typeof fields.id !== 'string') return;
    const path = ['system', 'agents', index];
    const first = agents.get(fields.id);
    if (first === undefined) agents.set(fields.id, placeAgent(path, fields.id as AgentId, fields));
    else reportDuplicate(draft, path, first);
  });
  return [...agents.values()];
}

function placeAgent(path: Path, id: AgentId, fields: Fields): PlacedAgent {
  const after = textsOf(fields.after).map(({ text }) => text as AgentId);
  const graph: AgentDraft = {
    id,
    model: '',
    prompt: createPrompt({}),
    frozen: [],
    input: parseTemplate(inputOf(fields)),
    contract: { kind: 'text' },
    after,
  };
  return { path, id, fields, isProgram: fields.use !== undefined, graph };
}

/** A program without an input gets the outputs of the agents that it runs after. */
export function inputOf({ input, use, after }: Fields): string {
  if (typeof input === 'string') return input;
  if (use === undefined) return '';
  return textsOf(after)
    .map(({ text }) => `{{${text}.output}}`)
    .join('\n');
}

function reportDuplicate({ root, report }: Draft, path: Path, first: PlacedAgent): void {
  const { line } = positionOf(placeOf(root, [...first.path, 'id']));
  report('duplicateAgent', placeOf(root, [...path, 'id']), {
    message: `two agents are called "${first.id}"; the first is on line ${line}`,
    fix: 'Give one of them another name.',
  });
}

/** Whether every agent is known by name: otherwise a name that seems unknown may be right. */
export const allNamed = ({ root, config, complete }: Draft): boolean =>
  complete &&
  !isBroken(root, ['system', 'agents']) &&
  listOf(fieldsOf(config.system).agents).length > 0 &&
  listOf(fieldsOf(config.system).agents).every((agent, index) => {
    const node = nodeAt(root, ['system', 'agents', index, 'id']);
    const { id } = fieldsOf(agent);
    return node?.kind === 'scalar' && typeof id === 'string' && new RegExp(AGENT_ID).test(id);
  });

/** Whether every edge is known: otherwise nobody can say whose output is read. */
export function allWired(draft: Draft, agents: readonly PlacedAgent[]): boolean {
  const isKnown = (id: AgentId): boolean => agents.some((agent) => agent.id === id);
  return (
    allNamed(draft) &&
    agents.length === listOf(fieldsOf(draft.config.system).agents).length &&
    agents.every(({ path, fields, isProgram, graph }) => {
      const hidden = ['input', 'after'].some((key) => isBroken(draft.root, [...path, key]));
      const hasInput = isProgram || (typeof fields.input === 'string' && fields.input !== '');
      return !hidden && hasInput && graph.after.every(isKnown) && placeholders(graph.input).every(isRead(isKnown));
    })
  );
}

const isRead =
  (isKnown: (id: AgentId) => boolean) =>
  ({ reference }: Placeholder): boolean =>
    'agent' in reference ? isKnown(reference.agent) : reference.kind === 'item';
