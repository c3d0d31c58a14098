import {
  type AgentId,
  type CandidateId,
  NOTHING_JUDGED,
  type Prompt,
  type RunEvent,
  type SavedUsage,
  type Standing,
  type Verdict,
} from '@maspo/core';
import type { RunFiles } from '../src/report/story/files.ts';

export interface ToldRun {
  /** Stands wherever a model, a data set or a plugin may put its words. */
  readonly text?: string;
  /** Held-out items: every second is better, every seventh worse. */
  readonly items?: number;
  /** null: the run has not finished. */
  readonly verdict?: Verdict | null;
  readonly seed?: number;
}

const id = (name: string): AgentId => name as AgentId;
const candidate = (digit: string): CandidateId => digit.repeat(64) as CandidateId;
const sections = (task: string): Prompt['sections'] => ({ role: '', task, context: '', format: '' });

const SEED = candidate('a');
const CHILD = candidate('b');

/** A run of two agents and a program as its folder would have it. */
export function toldRun(run: ToldRun = {}): RunFiles {
  const { verdict = 'improved', seed = 7 } = run;
  const events = [...searchEvents(run), ...(verdict === null ? [] : endEvents(run, verdict))];
  return {
    saved: {
      version: 1,
      runId: '0123456789ab',
      config: 'maspo.config.yaml',
      seed,
      plan: { run: { seed }, budget: { calls: 500 }, note: run.text ?? 'plain' },
      plugins: { mutators: '0.1.0', mine: null },
      data: 'd0d0d0d0d0d0',
      test: 'e0e0e0e0e0e0',
    },
    events,
    usage: USAGE,
    testLooks: verdict === null ? null : 2,
  };
}

const spend = (calls: number) => ({ calls, inputTokens: calls * 100, outputTokens: calls * 10, nanoUsd: calls * 1e6 });
const byRole = (calls: number) => ({ agent: spend(calls), judge: spend(0), mutator: spend(0) });

const USAGE: SavedUsage = {
  seconds: 61,
  sessions: 2,
  attempts: 130,
  retries: 3,
  fromJournal: 40,
  paid: byRole(130),
  lost: byRole(0),
  begun: { expected: byRole(200), versions: { maspo: '0.1.0', node: '24.0.0' } },
};

const STANDING: Standing = {
  candidate: CHILD,
  n: 20,
  score: 0.62,
  better: 0.97,
  views: { local: 0.7, lookahead: null, global: 0.6 },
};

function searchEvents({ text = 'plain' }: ToldRun): RunEvent[] {
  const [reader, router] = [id('reader'), id('router')];
  return [
    {
      type: 'start',
      runId: '0123456789ab',
      seed: 7,
      agents: [
        { id: reader, prompt: sections('Read it.'), candidate: SEED, reads: [router] },
        { id: router, prompt: sections(`Sort it. ${text}`), candidate: SEED, reads: [reader] },
        { id: id('tests'), prompt: null, candidate: null, reads: [router] },
      ],
      answer: id('tests'),
      pairwise: false,
      splits: { train: 20, validation: 20, test: 20 },
    },
    { type: 'preflight', checks: [{ about: 'small', check: 'contract', ok: false, detail: text, fix: text }] },
    { type: 'step', spend: { agent: spend(60) } },
    { type: 'turn', cycle: 1, turn: 1, agent: router, beam: 1, refreshed: true },
    {
      type: 'proposal',
      agent: router,
      operator: 'rewrite',
      by: 'mutators',
      parents: [SEED],
      candidate: CHILD,
      prompt: sections(`Sort it well.\n${text}`),
      rejected: null,
    },
    {
      type: 'proposal',
      agent: router,
      operator: 'rewrite',
      by: 'mutators',
      parents: [SEED],
      candidate: null,
      prompt: null,
      rejected: text,
    },
    { type: 'round', cycle: 1, turn: 1, agent: router, round: 1, standings: [STANDING], beam: [CHILD] },
    {
      type: 'misaligned',
      agent: router,
      candidate: CHILD,
      item: text,
      local: 1,
      lookahead: null,
      global: 0,
      fields: { text },
      outputs: [
        { agent: router, before: text, after: { failed: text } },
        { agent: id('tests'), before: 'ok', after: null },
      ],
    },
    {
      type: 'judged',
      judges: {
        [text]: {
          ...NOTHING_JUDGED,
          pairs: 30,
          ties: 4,
          abstained: 1,
          bothDecided: 20,
          flips: 2,
          decided: 40,
          chosenFirst: 30,
        },
      },
    },
    { type: 'adopt', agent: router, from: SEED, to: STANDING, veto: null },
    { type: 'note', from: 'gate', message: text },
  ];
}

const outcomeAt = (index: number): number => (index % 7 === 6 ? 0 : index % 2 === 0 ? 1 : 0.5);

function endEvents({ text = 'plain', items = 20 }: ToldRun, verdict: Verdict): RunEvent[] {
  const wins = Array.from({ length: items }, (_, index) => outcomeAt(index)).filter((value) => value === 1).length;
  const losses = Array.from({ length: items }, (_, index) => outcomeAt(index)).filter((value) => value === 0).length;
  const heldOut = {
    n: items,
    wins,
    losses,
    ties: items - wins - losses,
    seed: 0.25,
    best: 0.5,
    difference: 0.25,
    interval: [0.1, 0.4],
    confidence: 0.95,
    p: 0.002,
    excluded: 0,
  } as const;
  return [
    { type: 'stop', reason: 'cycles', detail: text },
    ...Array.from({ length: items }, (_, index): RunEvent => {
      const comparison = outcomeAt(index);
      return {
        type: 'compared',
        split: 'test',
        item: `item-${index}`,
        fields: { text: `${text} ${index}`, team: 'bug' },
        seed: comparison === 0 ? 1 : 0,
        best: comparison === 1 ? 1 : 0,
        comparison,
        outputs: [
          { agent: id('reader'), before: `${text} note`, after: null },
          { agent: id('router'), before: `${text} before`, after: comparison === 0.5 ? null : `${text} after` },
        ],
      };
    }),
    {
      type: 'gate',
      validation: heldOut,
      itemsToDecide: verdict === 'promising' ? 300 : null,
      unfitJudge: null,
      verdict,
    },
    { type: 'test', test: heldOut },
    { type: 'finish', verdict },
  ];
}
