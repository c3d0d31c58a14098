import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, runsFolder, type SavedPlan } from './folder.ts';

/** A run of a project, as its folder shows it. */
export interface SavedRun {
  readonly runId: string;
  readonly folder: string;
  readonly saved: SavedPlan;
  /** Whether it has a result. */
  readonly finished: boolean;
  /** When it was last worked on, in milliseconds of the clock. */
  readonly touched: number;
}

/** The runs of a project, the one that was last worked on first. Folders without a readable plan are left out. */
export function listRuns(dir: string): SavedRun[] {
  const root = runsFolder(dir);
  if (!existsSync(root)) return [];
  const runs = readdirSync(root).flatMap((runId): SavedRun[] => {
    const folder = join(root, runId);
    const saved = readJson<SavedPlan>(join(folder, 'plan.json'));
    if (saved?.version !== 1 || saved.runId !== runId) return [];
    const files = ['plan.json', 'events.jsonl', 'result.json'].map((name) => timeOf(join(folder, name)));
    return [{ runId, folder, saved, finished: existsSync(join(folder, 'result.json')), touched: Math.max(...files) }];
  });
  return runs.sort((a, b) => b.touched - a.touched || (a.runId < b.runId ? -1 : 1));
}

const timeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
