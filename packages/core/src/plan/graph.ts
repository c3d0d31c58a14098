import { listNames } from '../config/diagnostics.ts';
import { isBroken, keyPlaceOf, type Path, placeOf } from '../config/node.ts';
import { findCycle, predecessorsOf, unusedAgents } from '../system/graph.ts';
import { placeholders } from '../system/template.ts';
import type { AgentId } from '../types.ts';
import { allNamed, allWired, type PlacedAgent } from './agents.ts';
import { type Draft, fieldsOf, placeWithin, textsOf } from './draft.ts';
import { checkModel, unknownAgent } from './references.ts';

/** Names of agents and models that the system uses, and the shape of its graph. */
export function checkSystem(draft: Draft, agents: readonly PlacedAgent[]): void {
  const ids = agents.map(({ id }) => id);
  for (const { path, fields, isProgram, id } of agents) {
    if (!isProgram && typeof fields.model === 'string') checkModel(draft, [...path, 'model'], fields.model);
    if (isProgram && Object.hasOwn(fieldsOf(draft.config.models), id)) nameClash(draft, path, id);
    if (!allNamed(draft)) continue;
    for (const { text, index } of textsOf(fields.after)) {
      if (!ids.includes(text as AgentId)) unknownAgent(draft, [...path, 'after', index], text, ids);
    }
  }
  if (!allNamed(draft)) return;
  const { answer } = fieldsOf(draft.config.system);
  if (typeof answer === 'string' && !ids.includes(answer as AgentId))
    unknownAgent(draft, ['system', 'answer'], answer, ids);
  if (!reportCycles(draft, agents) && allWired(draft, agents)) checkUse(draft, agents);
}

function nameClash({ root, report }: Draft, path: Path, id: string): void {
  report('nameClash', placeOf(root, [...path, 'id']), {
    message: `the program "${id}" has the name of a model`,
    fix: 'Rename one of them: calls are counted by these names.',
  });
}

/** @returns Whether there are cycles. */
function reportCycles(draft: Draft, agents: readonly PlacedAgent[]): boolean {
  let left = agents;
  let found = false;
  for (;;) {
    const cycle = findCycle(left.map(({ graph }) => graph));
    if (cycle === null) return found;
    found = true;
    reportCycle(draft, agents, cycle);
    left = left.filter(({ id }) => !cycle.includes(id));
  }
}

function reportCycle({ root, report }: Draft, agents: readonly PlacedAgent[], cycle: readonly AgentId[]): void {
  const order = (id: AgentId | undefined): number => agents.findIndex((agent) => agent.id === id);
  const backward = cycle.findIndex((id, step) => step < cycle.length - 1 && order(cycle[step + 1]) >= order(id));
  const waiting = agents[order(cycle[backward])];
  const awaited = cycle[backward + 1];
  if (waiting === undefined || awaited === undefined) return;
  report('agentCycle', edgePlace(root, waiting, awaited), {
    message:
      cycle.length === 2
        ? `agent "${awaited}" waits for itself`
        : `agents wait for each other: ${cycle.join(' waits for ')}`,
    fix: `Remove one of these references; to read what "${awaited}" said in the round before, write {{${awaited}.previous}} and set \`rounds\`.`,
  });
}

function edgePlace(root: Draft['root'], { path, fields, graph }: PlacedAgent, awaited: AgentId) {
  const after = textsOf(fields.after).find(({ text }) => text === awaited);
  if (after !== undefined) return placeOf(root, [...path, 'after', after.index]);
  const place = placeOf(root, [...path, 'input']);
  const read = placeholders(graph.input).find(({ name }) => name.split('.')[0] === awaited);
  return read === undefined ? place : placeWithin(place, read.name);
}

/** Which agents others read, in this round or the next. */
function readBy(agent: PlacedAgent): AgentId[] {
  const previous = placeholders(agent.graph.input).flatMap(({ reference }) =>
    reference.kind === 'previous' ? [reference.agent] : [],
  );
  return [...predecessorsOf(agent.graph), ...previous].filter((id) => id !== agent.id);
}

/** The agent that gives the answer: the named one, or the only one that nobody reads. */
export function answerOf({ config }: Draft, agents: readonly PlacedAgent[]): AgentId | readonly AgentId[] {
  const { answer } = fieldsOf(config.system);
  const named = agents.find(({ id }) => id === answer);
  if (named !== undefined) return named.id;
  const read = new Set(agents.flatMap(readBy));
  const sinks = agents.map(({ id }) => id).filter((id) => !read.has(id));
  return sinks.length === 1 && sinks[0] !== undefined ? sinks[0] : sinks;
}

function checkUse(draft: Draft, agents: readonly PlacedAgent[]): void {
  const { root, config, report } = draft;
  const system = fieldsOf(config.system);
  const answer = answerOf(draft, agents);
  if (typeof answer !== 'string' && (typeof system.answer === 'string' || isBroken(root, ['system', 'answer']))) return;
  if (typeof answer !== 'string') {
    report('noAnswer', keyPlaceOf(root, ['system', 'agents']), {
      message:
        answer.length === 0
          ? 'every agent is read by another one, so none gives the answer by itself'
          : `${listNames(answer)} are read by no other agent: which one gives the answer?`,
      fix: `Add \`answer: ${answer[0] ?? agents.at(-1)?.id}\` to \`system\`.`,
    });
    return;
  }
  const rounds = typeof system.rounds === 'number' ? system.rounds : 1;
  for (const id of unusedRoots(agents, answer, rounds)) reportUnused(draft, agents, id, answer);
}

/** Agents whose output nobody uses; those that only feed such an agent are not named again. */
function unusedRoots(agents: readonly PlacedAgent[], answer: AgentId, rounds: number): AgentId[] {
  const pathless = unusedAgents(
    agents.map(({ graph }) => graph),
    answer,
    rounds,
  );
  const read = new Set(agents.flatMap(readBy));
  const roots = pathless.filter((id) => !read.has(id));
  const silent = agents
    .filter(({ id, isProgram }) => id !== answer && !isProgram && !agents.some((other) => mentions(other, id)))
    .map(({ id }) => id);
  const named = [...new Set([...(roots.length > 0 ? roots : pathless), ...silent])];
  return named;
}

/** Running after an agent is not reading it; a program may still work on what that agent left behind. */
const mentions = (other: PlacedAgent, id: AgentId): boolean =>
  placeholders(other.graph.input).some(
    ({ reference }) => 'agent' in reference && reference.agent === id && other.id !== id,
  );

function reportUnused({ root, report }: Draft, agents: readonly PlacedAgent[], id: AgentId, answer: AgentId): void {
  const agent = agents.find((other) => other.id === id);
  if (agent === undefined) return;
  const after = agents.find((other) => textsOf(other.fields.after).some(({ text }) => text === id));
  const reader = after?.id ?? answer;
  report('unusedOutput', placeOf(root, [...agent.path, 'id']), {
    message: `nobody uses the output of agent "${id}"`,
    fix: `Put {{${id}.output}} into the input of "${reader}", or remove the agent.`,
  });
}
