import { join } from 'node:path';
import type { Plan, Result, SavedUsage, SpendByRole } from '@maspo/core';
import { commandLine, shown } from '../invocation.ts';
import type { Terminal } from '../terminal.ts';
import { callLines } from './calls.ts';
import { judgeLines } from './judges.ts';
import { promptLines } from './prompts.ts';
import { proposalLines } from './proposals.ts';
import { verdictLines } from './verdict.ts';
import { weightLines } from './weights.ts';

export interface Finished {
  readonly plan: Plan;
  readonly result: Result;
  readonly usage: SavedUsage | null;
  /** How often the test split had been looked at before this run. */
  readonly looksBefore: number;
  /** What was expected before the run. */
  readonly expected: SpendByRole | null;
  /** The run's folder. */
  readonly folder: string;
  /** The report as a page; null if it could not be written. */
  readonly page: string | null;
}

/** What a person reads at the end of a run, in the order of what they ask first. */
export function reportOf(finished: Finished, { paint, columns }: Pick<Terminal, 'paint' | 'columns'>): string {
  const { plan, result, usage, expected, looksBefore } = finished;
  const blocks = [
    verdictLines(result, plan, paint, looksBefore),
    promptLines(result.agents, paint, columns),
    callLines(result, usage, expected, paint),
    proposalLines(result, paint, columns),
    judgeLines(result, paint),
    weightLines(result, plan, paint),
    nextLines(finished, paint),
  ];
  return `\n${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}`;
}

function nextLines({ plan, result, folder, page }: Finished, paint: Terminal['paint']): string[] {
  const changed = Object.values(result.agents).some((agent) => agent.changed);
  const rows = changed ? useResult(plan, result, folder) : searchOn(plan, result);
  return [
    paint('bold', 'next'),
    ...(page === null ? [] : [`  ${commandLine(['report', result.runId, '--open'], plan.dir)}`]),
    ...rows.map((row) => `  ${row}`),
    paint('dim', `files: ${shown(folder)}`),
  ];
}

const useResult = ({ dir, run }: Plan, { runId }: Result, folder: string): string[] => [
  commandLine(['export', runId, '--to', 'prompts'], dir),
  commandLine(['evaluate', '--prompts', shown(join(folder, 'prompts')), '--seed', String(run.seed)], dir),
];

/** Without a gain: more budget where that was in the way, else another way through the search. */
function searchOn({ dir, run, budget }: Plan, { stop }: Result): string[] {
  const { calls } = budget;
  if (stop.reason !== 'budget' || calls === null)
    return [commandLine(['optimize', '--seed', String(run.seed + 1)], dir)];
  return [commandLine(['optimize', '--calls', String(2 * calls), '--seed', String(run.seed)], dir)];
}
