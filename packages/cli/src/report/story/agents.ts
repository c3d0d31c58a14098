import type { CandidateId, Prompt, Result, RunEvent, RunState, Standing } from '@maspo/core';
import { emptyState, reduce, summaryOf } from '@maspo/core';
import { type EventOf, eventsOf, keyOf } from './events.ts';

/** A prompt on the way from the seed. */
export interface Step {
  readonly candidate: CandidateId;
  /** null: the seed. */
  readonly operator: string | null;
  /** The plugin that answered. */
  readonly by: string | null;
  readonly parents: readonly CandidateId[];
  readonly sections: Prompt['sections'];
  /** Its last comparison with the incumbent of its time; null where it was not compared to the end. */
  readonly evidence: Standing | null;
  /** When it became the incumbent, and whose turn that was: another agent’s where it came with a joint candidate. null: never. */
  readonly adopted: { readonly cycle: number; readonly turn: number; readonly agent: string } | null;
}

/** What became of an agent: see `fate`. */
export interface AgentStory {
  readonly id: string;
  readonly reads: readonly string[];
  readonly isAnswer: boolean;
  /**
   * `program`: it has no prompt; `kept`: nothing better was found; `found`: the run has not finished, or did not hand out
   * what it found; `changed`: its new prompt is handed out.
   */
  readonly fate: 'program' | 'kept' | 'found' | 'changed';
  readonly seed: Prompt['sections'] | null;
  /** The best found, handed out or not. */
  readonly prompt: Prompt['sections'] | null;
  readonly lineage: readonly Step[];
  /** How the best found did from each view when it was adopted: means of comparisons with the prompt before it. */
  readonly views: Standing['views'] | null;
  /** Different prompts that were proposed for it and not rejected. */
  readonly candidates: number;
}

/** @param returned Whether new prompts are handed out; null while the run goes on. */
export function agentsOf(
  start: EventOf<'start'>,
  events: readonly RunEvent[],
  state: RunState,
  returned: boolean | null,
): AgentStory[] {
  const found = summaryOf(state, true).agents;
  const proposals = eventsOf(events, 'proposal');
  const evidence = evidenceIn(events);
  return start.agents.map(({ id, reads, prompt }) => {
    const agent = found[id];
    const own = proposals.filter((proposal) => proposal.agent === id && proposal.rejected === null);
    const lineage = agent === undefined ? [] : stepsOf(agent, id, state, evidence);
    return {
      id,
      reads,
      isAnswer: id === start.answer,
      fate: fateOf(agent, returned),
      seed: prompt,
      prompt: agent?.prompt ?? null,
      lineage,
      views: lineage.at(-1)?.evidence?.views ?? null,
      candidates: new Set(own.map(({ candidate }) => candidate)).size,
    };
  });
}

function fateOf(agent: Result['agents'][string] | undefined, returned: boolean | null): AgentStory['fate'] {
  if (agent === undefined) return 'program';
  if (!agent.changed) return 'kept';
  return returned === true ? 'changed' : 'found';
}

type Evidence = ReadonlyMap<string, Pick<Step, 'evidence' | 'adopted'>>;

/** The last standing of every candidate, and when it was adopted: a joint one for each agent that it changes. */
function evidenceIn(events: readonly RunEvent[]): Evidence {
  const all = new Map<string, Pick<Step, 'evidence' | 'adopted'>>();
  // By agent: turns of agents that no path connects may run side by side.
  const turns = new Map<string, { readonly cycle: number; readonly turn: number }>();
  let state = emptyState;
  for (const event of events) {
    const before = state.agents;
    state = reduce(state, event);
    if (event.type === 'turn') turns.set(event.agent, { cycle: event.cycle, turn: event.turn });
    if (event.type === 'round')
      for (const standing of event.standings) {
        const key = keyOf(event.agent, standing.candidate);
        all.set(key, { adopted: null, ...all.get(key), evidence: standing });
      }
    if (event.type === 'adopt') {
      const at = turns.get(event.agent) ?? { cycle: 0, turn: 0 };
      for (const [agent, { incumbent }] of state.agents)
        if (incumbent !== before.get(agent)?.incumbent)
          all.set(keyOf(agent, incumbent), { evidence: event.to, adopted: { ...at, agent: event.agent } });
    }
  }
  return all;
}

function stepsOf(
  { lineage, seed }: Result['agents'][string],
  agent: string,
  { candidates }: RunState,
  evidence: Evidence,
): Step[] {
  return lineage.map((step) => {
    const key = keyOf(agent, step.candidate);
    const { sections } = candidates.get(key) ?? { sections: seed };
    return { ...step, sections, ...(evidence.get(key) ?? { evidence: null, adopted: null }) };
  });
}
