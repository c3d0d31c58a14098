import type { AgentView } from '../plugin/contract.ts';
import type { AgentId, OutputContract } from '../types.ts';
import type { Prompt } from './prompt.ts';
import { placeholders, type Template } from './template.ts';

/** An agent as the config describes it, before its place in the graph is known. */
export interface AgentDraft {
  readonly id: AgentId;
  /** Name in `plan.models`. A program agent has a model of its own there, named after the agent. */
  readonly model: string;
  /** null for a program: it has nothing to optimize. */
  readonly prompt: Prompt | null;
  readonly frozen: readonly string[];
  /** Makes the user message. */
  readonly input: Template;
  readonly contract: OutputContract;
  /** Edges beside those that the input template implies. */
  readonly after: readonly AgentId[];
}

/** An agent of the system: a prompt on a model, or a program. */
export interface Agent extends AgentDraft {
  readonly view: AgentView;
}

declare const nodeBrand: unique symbol;
/** `agent@round`: one execution of an agent. */
export type NodeId = string & { readonly [nodeBrand]: true };

/** One execution of an agent in the unrolled graph. With `rounds: 1` there is one node an agent. */
export interface Node {
  readonly id: NodeId;
  readonly agent: Agent;
  /** 1-based. */
  readonly round: number;
  /** Nodes that run before it. */
  readonly before: readonly NodeId[];
}

/** A multi-agent system: a DAG of agents (MASPO, section 3), unrolled over its rounds. */
export interface System {
  /** In topological order; the config's order where the graph leaves a choice. */
  readonly agents: readonly Agent[];
  readonly answer: AgentId;
  /** Nodes by topological level: a level's nodes do not depend on each other. Nodes that the answer does not need are left out. */
  readonly levels: readonly (readonly Node[])[];
  agent(id: AgentId): Agent;
  /** The node whose output counts as the agent's: its last. */
  lastNode(id: AgentId): NodeId;
  /** The nodes that an edit to this agent's prompt re-runs: its own and their descendants. */
  affectedBy(id: AgentId): ReadonlySet<NodeId>;
  /** Agents with a path to or from this one: those whose edits void its scores. */
  related(id: AgentId): readonly AgentId[];
}

const nodeId = (agent: AgentId, round: number): NodeId => `${agent}@${round}` as NodeId;

/** Agents whose output of the same round an agent needs. */
export const predecessorsOf = (agent: AgentDraft): AgentId[] => [
  ...new Set([...agent.after, ...referenced(agent, 'output')]),
];

const referenced = (agent: AgentDraft, kind: 'output' | 'previous'): AgentId[] =>
  placeholders(agent.input).flatMap(({ reference }) => (reference.kind === kind ? [reference.agent] : []));

/** A cycle of agents within a round, as the ids along it (first = last), or null. Unknown agents are skipped. */
export function findCycle(drafts: readonly AgentDraft[]): readonly AgentId[] | null {
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  const done = new Set<AgentId>();
  const visit = (id: AgentId, path: readonly AgentId[]): readonly AgentId[] | null => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    const draft = byId.get(id);
    if (draft === undefined || done.has(id)) return null;
    for (const before of predecessorsOf(draft)) {
      const cycle = visit(before, [...path, id]);
      if (cycle !== null) return cycle;
    }
    done.add(id);
    return null;
  };
  for (const { id } of drafts) {
    const cycle = visit(id, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** Agents without a path to the answer: nothing they say can matter. */
export function unusedAgents(drafts: readonly AgentDraft[], answer: AgentId, rounds: number): AgentId[] {
  const used = new Set([...neededNodes(drafts, answer, rounds)].map((id) => id.slice(0, id.lastIndexOf('@'))));
  return drafts.map(({ id }) => id).filter((id) => !used.has(id));
}

/** The nodes that the answer of the last round needs, found backwards from it. */
function neededNodes(drafts: readonly AgentDraft[], answer: AgentId, rounds: number): Set<NodeId> {
  const byId = new Map(drafts.map((draft) => [draft.id, draft]));
  const needed = new Set<NodeId>();
  const visit = (agent: AgentId, round: number): void => {
    const draft = byId.get(agent);
    if (draft === undefined || round < 1 || needed.has(nodeId(agent, round))) return;
    needed.add(nodeId(agent, round));
    for (const before of predecessorsOf(draft)) visit(before, round);
    for (const before of referenced(draft, 'previous')) visit(before, round - 1);
  };
  visit(answer, rounds);
  return needed;
}

/**
 * Builds the system of drafts whose names have been checked: all agents exist, ids are unique, no cycles, none unused.
 * @param rounds How often the agents run on an item, ≥ 1 (`{{agent.previous}}` reads the round before).
 */
export function buildSystem(drafts: readonly AgentDraft[], answer: AgentId, rounds: number): System {
  const agents = inTopologicalOrder(drafts).map((draft) => ({ ...draft, view: viewOf(draft, drafts, answer) }));
  const byId = new Map(agents.map((agent) => [agent.id, agent]));
  const needed = neededNodes(drafts, answer, rounds);
  const nodes = unroll(agents, needed, rounds);
  const lastNode = (id: AgentId): NodeId => {
    const last = nodes.findLast((node) => node.agent.id === id);
    if (last === undefined) throw new RangeError(`no agent "${id}"`);
    return last.id;
  };
  const affected = new Map(agents.map(({ id }) => [id, descendants(nodes, id)]));
  const affectedBy = (id: AgentId): ReadonlySet<NodeId> => affected.get(id) ?? new Set();
  return Object.freeze({
    agents,
    answer,
    levels: levelsOf(nodes),
    agent: (id: AgentId) => {
      const agent = byId.get(id);
      if (agent === undefined) throw new RangeError(`no agent "${id}"`);
      return agent;
    },
    lastNode,
    affectedBy,
    related: (id: AgentId) =>
      agents
        .map((agent) => agent.id)
        .filter(
          (other) => other !== id && (affectedBy(id).has(lastNode(other)) || affectedBy(other).has(lastNode(id))),
        ),
  });
}

/** Kahn's order; among the agents that are ready, the one that the config names first. */
function inTopologicalOrder(drafts: readonly AgentDraft[]): AgentDraft[] {
  const ordered: AgentDraft[] = [];
  const placed = new Set<AgentId>();
  while (ordered.length < drafts.length) {
    const next = drafts.find(
      (draft) => !placed.has(draft.id) && predecessorsOf(draft).every((before) => placed.has(before)),
    );
    if (next === undefined) throw new RangeError('the agents form a cycle');
    ordered.push(next);
    placed.add(next.id);
  }
  return ordered;
}

function viewOf(draft: AgentDraft, drafts: readonly AgentDraft[], answer: AgentId): AgentView {
  const reads = (agent: AgentDraft): AgentId[] => [...predecessorsOf(agent), ...referenced(agent, 'previous')];
  const others = (ids: readonly AgentId[]): AgentId[] => [...new Set(ids)].filter((id) => id !== draft.id);
  return Object.freeze({
    id: draft.id,
    purpose: draft.prompt?.text ?? '',
    contract: draft.contract,
    predecessors: others(reads(draft)),
    successors: others(drafts.filter((other) => reads(other).includes(draft.id)).map(({ id }) => id)),
    isAnswer: draft.id === answer,
    frozen: draft.frozen,
  });
}

function unroll(agents: readonly Agent[], needed: ReadonlySet<NodeId>, rounds: number): Node[] {
  const nodes: Node[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const agent of agents) {
      const id = nodeId(agent.id, round);
      if (!needed.has(id)) continue;
      const before = [
        ...predecessorsOf(agent).map((other) => nodeId(other, round)),
        ...referenced(agent, 'previous').map((other) => nodeId(other, round - 1)),
      ].filter((other) => needed.has(other));
      nodes.push({ id, agent, round, before: [...new Set(before)] });
    }
  }
  return nodes;
}

/** Longest path from a source; `nodes` come in topological order. */
function levelsOf(nodes: readonly Node[]): Node[][] {
  const depth = new Map<NodeId, number>();
  const levels: Node[][] = [];
  for (const node of nodes) {
    const level = Math.max(-1, ...node.before.map((id) => depth.get(id) ?? -1)) + 1;
    depth.set(node.id, level);
    const row = levels[level] ?? [];
    levels[level] = row;
    row.push(node);
  }
  return levels;
}

function descendants(nodes: readonly Node[], agent: AgentId): Set<NodeId> {
  const reached = new Set<NodeId>();
  for (const node of nodes) {
    if (node.agent.id === agent || node.before.some((id) => reached.has(id))) reached.add(node.id);
  }
  return reached;
}
