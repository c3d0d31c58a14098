import { add, NOTHING, type Spend } from '../calls/usage.ts';
import { addCounts, NOTHING_JUDGED } from '../evidence/fitness.ts';
import { type CandidateId, createPrompt, type Prompt } from '../system/prompt.ts';
import type { AgentId, Role } from '../types.ts';
import type { Calibration, HeldOut, JudgeCounts, RunEvent, StopReason, Verdict } from './events.ts';
import { type Learning, learn, NOTHING_LEARNED } from './learning.ts';

/** Where a prompt came from: the seed has no operator. */
export interface LineageStep {
  readonly candidate: CandidateId;
  readonly operator: string | null;
  /** The plugin (tap) that answered. */
  readonly by: string | null;
  readonly parents: readonly CandidateId[];
}

export interface Known extends LineageStep {
  readonly sections: Prompt['sections'];
  /** Of a joint candidate, by agent. */
  readonly companions: Readonly<Record<string, Prompt['sections']>>;
}

/** What the events of a run add up to so far. */
export interface RunState {
  readonly runId: string;
  readonly agents: ReadonlyMap<AgentId, { readonly seed: CandidateId; readonly incumbent: CandidateId }>;
  /** By `agent candidate`. */
  readonly candidates: ReadonlyMap<string, Known>;
  readonly spend: ReadonlyMap<Role, Spend>;
  readonly proposals: ReadonlyMap<
    string,
    { readonly made: number; readonly rejected: ReadonlyMap<string, number>; readonly accepted: number }
  >;
  readonly judges: Readonly<Record<string, JudgeCounts>>;
  readonly learning: Learning;
  readonly calibration: readonly Calibration[];
  readonly stop: { readonly reason: StopReason; readonly detail: string } | null;
  readonly gate: Extract<RunEvent, { type: 'gate' }> | null;
  readonly test: HeldOut | null;
  readonly verdict: Verdict | null;
}

export const emptyState: RunState = Object.freeze({
  runId: '',
  agents: new Map(),
  candidates: new Map(),
  spend: new Map(),
  proposals: new Map(),
  judges: {},
  learning: NOTHING_LEARNED,
  calibration: [],
  stop: null,
  gate: null,
  test: null,
  verdict: null,
});

/** The one reducer: terminal, report and result are all made of its state, so they cannot disagree. */
export function reduce(before: RunState, event: RunEvent): RunState {
  const learning = learn(before.learning, event);
  const state = learning === before.learning ? before : { ...before, learning };
  switch (event.type) {
    case 'start':
      return startOf(state, event);
    case 'step':
      return { ...state, spend: addSpend(state.spend, event.spend) };
    case 'proposal':
      return addProposal(state, event);
    case 'settled':
      return settle(state, event);
    case 'adopt':
      return event.veto === null ? adopt(state, event.agent, event.to.candidate) : state;
    case 'judged':
      return { ...state, judges: addJudges(state.judges, event.judges) };
    case 'calibration':
      return { ...state, calibration: event.judges };
    case 'stop':
      return { ...state, stop: { reason: event.reason, detail: event.detail } };
    case 'gate':
      return { ...state, gate: event };
    case 'test':
      return { ...state, test: event.test };
    case 'finish':
      return { ...state, verdict: event.verdict };
    case 'preflight':
    case 'turn':
    case 'round':
    case 'views':
    case 'weights':
    case 'operators':
    case 'misaligned':
    case 'compared':
    case 'note':
      return state;
  }
}

export const keyOf = (agent: AgentId, candidate: CandidateId): string => `${agent} ${candidate}`;

function startOf(state: RunState, { runId, agents }: Extract<RunEvent, { type: 'start' }>): RunState {
  const withPrompts = agents.flatMap(({ id, candidate, prompt }) =>
    candidate === null || prompt === null ? [] : [{ id, candidate, prompt }],
  );
  return {
    ...state,
    runId,
    agents: new Map(withPrompts.map(({ id, candidate }) => [id, { seed: candidate, incumbent: candidate }])),
    candidates: new Map(
      withPrompts.map(({ id, candidate, prompt }) => [
        keyOf(id, candidate),
        { candidate, operator: null, by: null, parents: [], sections: prompt, companions: {} },
      ]),
    ),
  };
}

function addSpend(spend: RunState['spend'], step: Partial<Record<Role, Spend>>): RunState['spend'] {
  const sum = new Map(spend);
  for (const [role, more] of Object.entries(step) as [Role, Spend][])
    sum.set(role, add(sum.get(role) ?? NOTHING, more));
  return sum;
}

function addProposal(state: RunState, event: Extract<RunEvent, { type: 'proposal' }>): RunState {
  const { agent, operator, by, parents, candidate, prompt, companions = {}, rejected } = event;
  const count = state.proposals.get(operator) ?? { made: 0, rejected: new Map(), accepted: 0 };
  // Reasons with details (`model-failed: …`) are counted by what stands before the colon.
  const reason = rejected?.split(':')[0] ?? '';
  const proposals = new Map(state.proposals).set(operator, {
    ...count,
    made: count.made + 1,
    rejected:
      rejected === null ? count.rejected : new Map(count.rejected).set(reason, (count.rejected.get(reason) ?? 0) + 1),
  });
  const isNew = candidate !== null && !state.candidates.has(keyOf(agent, candidate));
  if (!isNew || prompt === null || rejected !== null) return { ...state, proposals };
  const known: Known = { candidate, operator, by, parents, sections: prompt, companions };
  return { ...state, proposals, candidates: new Map(state.candidates).set(keyOf(agent, candidate), known) };
}

function adopt(state: RunState, agent: AgentId, candidate: CandidateId): RunState {
  const winner = state.candidates.get(keyOf(agent, candidate));
  if (winner === undefined) return state;
  const moved = enthrone(state, agent, winner);
  const { operator } = winner;
  const count = operator === null ? undefined : state.proposals.get(operator);
  if (operator === null || count === undefined) return moved;
  return {
    ...moved,
    proposals: new Map(state.proposals).set(operator, { ...count, accepted: count.accepted + 1 }),
  };
}

function settle(
  state: RunState,
  { agent, from, candidate, companions }: Extract<RunEvent, { type: 'settled' }>,
): RunState {
  const known = state.candidates.get(keyOf(agent, from));
  if (known === undefined || state.candidates.has(keyOf(agent, candidate))) return state;
  const left = Object.entries(known.companions).filter(([id]) => companions.includes(id as AgentId));
  const settled: Known = { ...known, candidate, companions: Object.fromEntries(left) };
  return { ...state, candidates: new Map(state.candidates).set(keyOf(agent, candidate), settled) };
}

/** A new incumbent, and those that come with a joint candidate: from then on each goes by the identity of its own text. */
function enthrone(state: RunState, agent: AgentId, { companions, ...winner }: Known): RunState {
  const agents = new Map(state.agents);
  const candidates = new Map(state.candidates);
  const set = (id: AgentId, sections: Prompt['sections'], parents: readonly CandidateId[]): void => {
    const before = agents.get(id);
    if (before === undefined) return;
    const candidate = createPrompt(sections).id;
    const key = keyOf(id, candidate);
    if (!candidates.has(key)) candidates.set(key, { ...winner, candidate, parents, sections, companions: {} });
    agents.set(id, { ...before, incumbent: candidate });
  };
  set(agent, winner.sections, winner.parents);
  for (const [id, sections] of Object.entries(companions)) {
    const before = agents.get(id as AgentId)?.incumbent;
    set(id as AgentId, sections, before === undefined ? [] : [before]);
  }
  return { ...state, agents, candidates };
}

function addJudges(all: RunState['judges'], more: RunState['judges']): RunState['judges'] {
  const sum: Record<string, JudgeCounts> = { ...all };
  for (const [model, counts] of Object.entries(more)) sum[model] = addCounts(sum[model] ?? NOTHING_JUDGED, counts);
  return sum;
}
