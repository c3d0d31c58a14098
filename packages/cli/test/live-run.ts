import {
  type AgentId,
  type CandidateId,
  emptyState,
  NOTHING_JUDGED,
  type Paid,
  type Prompt,
  type RunEvent,
  reduce,
  type Standing,
} from '@maspo/core';
import { EMPTY_VIEW, see, type View } from '../src/reporters/live/view.ts';
import type { RunFacts } from '../src/reporters/reporter.ts';

const id = (name: string): AgentId => name as AgentId;
const candidate = (name: string): CandidateId => name as CandidateId;
const task = (text: string): Prompt['sections'] => ({ role: 'You are careful.', task: text, context: '', format: '' });

export const NO_CAPS: RunFacts['caps'] = { calls: null, tokens: null, usd: null, minutes: null };

export const factsWith = (more: Partial<RunFacts> = {}): RunFacts => ({
  cycles: 3,
  rounds: 2,
  together: 1,
  mostCalls: 1200,
  expectedCalls: 900,
  heldOutCalls: 240,
  caps: { ...NO_CAPS, calls: 1200 },
  priced: false,
  secondsBefore: 0,
  paid: () => ({ attempts: 0, retries: 0, fromJournal: 0, inFlight: 0 }) as Paid,
  redact: (text) => text,
  ...more,
});

/** What a screen shows after these events. */
export function viewOf(events: readonly RunEvent[], facts: RunFacts = factsWith()): View {
  let state = emptyState;
  let view = EMPTY_VIEW;
  for (const event of events) {
    state = reduce(state, event);
    view = see(view, event, state, facts);
  }
  return view;
}

/** @param reads Names of agents with those that each reads, in the order of the graph. The last one answers. */
export function beginning(reads: Readonly<Record<string, readonly string[]>>): RunEvent[] {
  const names = Object.keys(reads);
  return [
    {
      type: 'start',
      runId: '0123456789ab',
      seed: 7,
      agents: names.map((name) => ({
        id: id(name),
        prompt: task(SEED_TASK),
        candidate: candidate('seed'),
        reads: (reads[name] ?? []).map(id),
      })),
      answer: id(names.at(-1) ?? ''),
      pairwise: false,
      splits: { train: 60, validation: 40, test: 80 },
    },
    { type: 'preflight', checks: [{ about: 'small', check: 'model', ok: true, detail: 'answered', fix: null }] },
    ...names.map((name) => proposal(name, 'seed', 'seed', SEED_TASK)),
  ];
}

const SEED_TASK = 'Read the message with care. Write a short note on what it says. Then name one team.';

const proposal = (agent: string, operator: string, name: string | null, text: string): RunEvent => ({
  type: 'proposal',
  agent: id(agent),
  operator,
  by: 'mutators',
  parents: [candidate('seed')],
  candidate: name === null ? null : candidate(name),
  prompt: name === null ? null : task(text),
  rejected: name === null ? 'duplicate' : null,
});

const standing = (name: string, score: number): Standing => ({
  candidate: candidate(name),
  n: 20,
  score,
  better: 0.9,
  views: { local: null, lookahead: score - 0.05, global: score },
});

/** A turn of two rounds; with a score above one half its prompt is adopted. */
export function turnOf(agent: string, turn: number, score: number, text = BETTER_TASK): RunEvent[] {
  const name = `child-${turn}`;
  const at = { cycle: 1, turn, agent: id(agent) };
  return [
    { type: 'turn', ...at, beam: 1, refreshed: false },
    { type: 'step', spend: { agent: { calls: 60, inputTokens: 9000, outputTokens: 700, nanoUsd: 2_000_000 } } },
    proposal(agent, 'rewrite', name, text),
    proposal(agent, 'phrase-swap', null, ''),
    proposal(agent, 'keyword-insert', `word-${turn}`, `${SEED_TASK} Quickly.`),
    { type: 'round', ...at, round: 1, standings: [standing(name, score)], beam: [candidate(name)] },
    ...(score > 0.5
      ? [
          {
            type: 'adopt',
            agent: id(agent),
            from: candidate('seed'),
            to: standing(name, score),
            veto: null,
          } as const,
        ]
      : []),
  ];
}

const BETTER_TASK =
  'Read the message with care. Write a short note on what it says. Answer with one of: billing, bug, account.';

/** A judge with so many flips of 20 pairs, and how often it chose what it was shown first in 40 looks. */
export const judgedBy = (model: string, flips: number, chosenFirst: number): RunEvent => ({
  type: 'judged',
  judges: {
    [model]: { ...NOTHING_JUDGED, pairs: 30, ties: 8, bothDecided: 20, flips, decided: 40, chosenFirst },
  },
});

export const THREE = { reader: [], analyst: ['reader'], router: ['analyst'] };

export const chainOf = (length: number): Record<string, string[]> =>
  Object.fromEntries(
    Array.from({ length }, (_, index) => [`agent-${index + 1}`, index === 0 ? [] : [`agent-${index}`]]),
  );

/** Readers that one desk reads, the last one. */
export const fanOf = (count: number): Record<string, string[]> => {
  const names = Array.from({ length: count - 1 }, (_, index) => `scout-${String(index + 1).padStart(2, '0')}`);
  return { ...Object.fromEntries(names.map((name) => [name, []])), desk: names };
};
