import { join } from 'node:path';
import { type JournalReport, listRuns, readJson, type SavedUsage } from '@maspo/core';
import { bytes, duration, group, percent } from '../format.ts';
import { shown } from '../invocation.ts';
import { printableLine } from '../printable.ts';
import type { Paint } from '../terminal.ts';
import { type Cell, tableLines } from './table.ts';

/** A run as the journal and its folder know it. */
export interface JournalRun {
  readonly run: string;
  /** `gone`: it has no folder (any more): a deleted run, or an evaluation. */
  readonly state: 'finished' | 'unfinished' | 'gone';
  /** Calls that it was the first to pay. */
  readonly rows: number;
  readonly decisions: number;
  /** Seconds since its last paid call; null where it paid none, or nobody knows. */
  readonly age: number | null;
  /** Answers that it had from the journal, and calls that it made, all sessions together. */
  readonly fromJournal: number;
  readonly made: number;
}

/** All runs that have rows or a folder, those that paid last first. */
export function describeRuns(dir: string, report: JournalReport, now = Date.now() / 1000): JournalRun[] {
  const saved = new Map(listRuns(dir).map((run) => [run.runId, run]));
  const paid = new Map(report.runs.map((row) => [row.run, row]));
  return [...new Set([...paid.keys(), ...saved.keys()])].map((run) => {
    const [folder, row] = [saved.get(run), paid.get(run)];
    const usage = folder === undefined ? null : readJson<SavedUsage>(join(folder.folder, 'usage.json'));
    return {
      run,
      state: folder === undefined ? 'gone' : folder.finished ? 'finished' : 'unfinished',
      rows: row?.rows ?? 0,
      decisions: row?.decisions ?? 0,
      age: row === undefined || row.last === 0 ? null : Math.max(0, Math.round(now - row.last)),
      fromJournal: usage?.fromJournal ?? 0,
      made: usage === null ? 0 : Object.values(usage.paid).reduce((sum, { calls }) => sum + calls, 0),
    };
  });
}

/** Of the different calls of these runs, the share that the journal answered; null without calls. */
export function hitRate(runs: readonly Pick<JournalRun, 'fromJournal' | 'made'>[]): number | null {
  const hits = runs.reduce((sum, { fromJournal }) => sum + fromJournal, 0);
  const all = hits + runs.reduce((sum, { made }) => sum + made, 0);
  return all === 0 ? null : hits / all;
}

/** What `maspo journal` says. */
export function journalLines(report: JournalReport, runs: readonly JournalRun[], paint: Paint): string[] {
  const { database, log } = report.bytes;
  const rate = hitRate(runs);
  return [
    `${paint('bold', shown(report.file))}: ${bytes(database + log)} on disk (database ${bytes(database)}, log ${bytes(log)}), ${group(report.rows)} answers`,
    '',
    ...tableLines([ROLE_HEAD, ...report.models.map(roleRow)], paint),
    '',
    ...tableLines([RUN_HEAD, ...runs.map(runRow)], paint),
    ...(rate === null ? [] : ['', `${percent(rate)} of the calls of these runs were answered by the journal.`]),
  ];
}

const ROLE_HEAD: readonly Cell[] = ['role', 'model', { right: 'answers' }];
const roleRow = ({ by, rows }: JournalReport['models'][number]): Cell[] => [
  by.role,
  printableLine(by.model),
  { right: group(rows) },
];

const RUN_HEAD: readonly Cell[] = [
  'run',
  'state',
  { right: 'first paid' },
  { right: 'made' },
  { right: 'from journal' },
  { right: 'share' },
  { right: 'last paid' },
];

function runRow(run: JournalRun): Cell[] {
  const share = hitRate([run]);
  return [
    run.run === '' ? '(not known)' : printableLine(run.run),
    run.state,
    { right: group(run.rows) },
    { right: group(run.made) },
    { right: group(run.fromJournal) },
    { right: share === null ? '–' : percent(share) },
    { right: run.age === null ? '–' : `${ageText(run.age)} ago` },
  ];
}

const DAY = 24 * 60 * 60;
const ageText = (seconds: number): string =>
  seconds < 2 * DAY ? duration(seconds) : `${Math.floor(seconds / DAY)} days`;
