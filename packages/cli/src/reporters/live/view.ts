import { type AgentId, emptyState, type Prompt, type RunEvent, type RunState, type Standing } from '@maspo/core';
import { printableLine } from '../../printable.ts';
import { adoptionText } from '../adoption.ts';
import { noteText } from '../note.ts';
import { moveOn, type Place, START } from '../place.ts';
import { calibrationLines, preflightLines } from '../preflight.ts';
import type { RunFacts } from '../reporter.ts';
import { roundText } from '../round.ts';

/** An agent as the screen shows it. */
export interface AgentView {
  readonly id: AgentId;
  readonly reads: readonly AgentId[];
  /** Steps from the agents that read no other, 1 for those. */
  readonly level: number;
  readonly isAnswer: boolean;
  readonly isProgram: boolean;
  /** How its newest prompt did against the one before it; null: it has its seed. */
  readonly newest: Pick<Standing, 'score' | 'views'> | null;
  readonly adopted: number;
  /** Proposals that were tried, those that were rejected left out. */
  readonly tried: number;
  /** Whether its turn goes on, and the best score of that turn's last round. */
  readonly isRunning: boolean;
  readonly best: number | null;
}

/** A prompt that became the incumbent. */
export interface AdoptionView {
  readonly agent: AgentId;
  readonly operator: string | null;
  readonly companions: readonly string[];
  readonly score: number;
  readonly n: number;
  readonly cycle: number;
  readonly turn: number;
  readonly before: Prompt['sections'];
  readonly after: Prompt['sections'];
}

/** What the screen shows of a run, made of its events alone. */
export interface View {
  readonly state: RunState;
  readonly place: Place;
  readonly agents: readonly AgentView[];
  readonly adoption: AdoptionView | null;
  /** What happened, a line each, the newest last. */
  readonly lately: readonly string[];
  /** What a provider or maspo said since the last round. */
  readonly said: string | null;
}

export const EMPTY_VIEW: View = Object.freeze({
  state: emptyState,
  place: START,
  agents: [],
  adoption: null,
  lately: [],
  said: null,
});

type Known = Pick<RunFacts, 'rounds' | 'together' | 'redact'>;

/** Lines of `lately` that are kept: more than the tallest screen shows. */
const KEPT = 50;

/** @param state That which the event leads to. */
export function see(view: View, event: RunEvent, state: RunState, facts: Known): View {
  const place = moveOn(view.place, event, facts.rounds);
  // Blotted before anything is cut: half a key is a secret, too.
  const news = newsOf(event, state, facts).map(facts.redact);
  return {
    state,
    place,
    agents: agentsAfter(view, event, state, facts),
    adoption: adoptionAfter(view, event, place, facts.redact),
    lately: news.length === 0 ? view.lately : [...view.lately, ...news].slice(-KEPT),
    said: event.type === 'round' || event.type === 'stop' || event.type === 'finish' ? null : view.said,
  };
}

/** A message that is no event of the run: it stays until the run has gone on. */
export const hear = (view: View, message: string): View => ({ ...view, said: message });

function newsOf(event: RunEvent, state: RunState, facts: Pick<RunFacts, 'rounds'>): string[] {
  switch (event.type) {
    case 'preflight':
      return preflightLines(event);
    case 'calibration':
      return calibrationLines(event);
    case 'note':
      return [noteText(event)];
    case 'round':
      return [`turn ${event.turn}, ${event.agent}: ${roundText(event, facts)}`];
    case 'adopt':
      return [adoptionText(event, state)];
    case 'stop':
      return [`search ended (${event.reason}): ${printableLine(event.detail)}`];
    default:
      return [];
  }
}

function agentsAfter(
  { agents, state: before }: View,
  event: RunEvent,
  after: RunState,
  { together }: Known,
): readonly AgentView[] {
  const change = (id: AgentId, to: (agent: AgentView) => Partial<AgentView>): readonly AgentView[] =>
    agents.map((agent) => (agent.id === id ? { ...agent, ...to(agent) } : agent));
  switch (event.type) {
    case 'start':
      return agentsAt(event);
    case 'turn': {
      // Turns side by side begin one after another, before the first round of any.
      const others = agents.filter(({ isRunning, best }) => isRunning && best === null);
      const stay = others.length < together ? others : [];
      return agents.map((agent) =>
        agent.id === event.agent
          ? { ...agent, isRunning: true, best: null }
          : { ...agent, isRunning: stay.includes(agent), best: null },
      );
    }
    case 'round':
      return change(event.agent, ({ best }) => ({ best: event.standings[0]?.score ?? best }));
    case 'proposal':
      return event.rejected === null ? change(event.agent, ({ tried }) => ({ tried: tried + 1 })) : agents;
    case 'adopt':
      // A joint candidate brings new prompts of other agents.
      return agents.map((agent) =>
        before.agents.get(agent.id)?.incumbent === after.agents.get(agent.id)?.incumbent
          ? agent
          : { ...agent, adopted: agent.adopted + 1, newest: event.to },
      );
    case 'stop':
      return agents.map((agent) => ({ ...agent, isRunning: false, best: null }));
    default:
      return agents;
  }
}

function agentsAt({ agents, answer }: Extract<RunEvent, { type: 'start' }>): AgentView[] {
  const levels = new Map<AgentId, number>();
  return agents.map(({ id, reads, prompt }) => {
    // An agent that comes later is read as of the round before: it is no level of its own.
    const level = 1 + Math.max(0, ...reads.map((from) => levels.get(from) ?? 0));
    levels.set(id, level);
    const isProgram = prompt === null;
    const isAnswer = id === answer;
    return { id, reads, level, isAnswer, isProgram, newest: null, adopted: 0, tried: 0, isRunning: false, best: null };
  });
}

function adoptionAfter(
  { adoption, state }: View,
  event: RunEvent,
  { cycle, turn }: Place,
  redact: Known['redact'],
): AdoptionView | null {
  if (event.type !== 'adopt' || event.veto !== null) return adoption;
  const { agent, from, to } = event;
  const [before, after] = [from, to.candidate].map((candidate) => state.candidates.get(`${agent} ${candidate}`));
  if (before === undefined || after === undefined) return adoption;
  return {
    agent,
    operator: after.operator,
    companions: Object.keys(after.companions),
    score: to.score,
    n: to.n,
    cycle,
    turn,
    before: blotted(before.sections, redact),
    after: blotted(after.sections, redact),
  };
}

const blotted = (sections: Prompt['sections'], redact: Known['redact']): Prompt['sections'] => ({
  role: redact(sections.role),
  task: redact(sections.task),
  context: redact(sections.context),
  format: redact(sections.format),
});
