import type { Journal } from '../calls/journal.ts';
import { contentHash } from '../canonical.ts';
import type { Item } from '../types.ts';

/*
 * A test split proves what it says once: who chooses by it what to try next has made it another validation split. So every
 * look is a row in the journal: a run's own among the decisions of the run, one of `evaluate` among those of no run.
 */

type Decisions = Pick<Journal, 'decision' | 'decide'>;

/** Rows of evaluations: they belong to the project, and are pruned with no run. */
const PROJECT = '';

/** The name of these items as a test split, whatever their order and where they were read. */
export const hashOfTest = (items: readonly Item[]): string =>
  contentHash(items.map(({ fields }) => contentHash(fields)).sort()).slice(0, 12);

/** The decision of a run that its test was opened. */
export const lookOfRun = (hash: string): string => `test look of ${hash}`;

const lookOfProject = (number: number, hash: string): string => `test look ${number} of ${hash}`;

/** How often these items were looked at. @param runs The runs whose looks count. */
export function countLooks(journal: Pick<Journal, 'decision'>, runs: readonly string[], hash: string): number {
  const ofRuns = runs.filter((run) => journal.decision(run, lookOfRun(hash)) !== undefined).length;
  let ofEvaluations = 0;
  while (journal.decision(PROJECT, lookOfProject(ofEvaluations + 1, hash)) !== undefined) ofEvaluations++;
  return ofRuns + ofEvaluations;
}

/** Records a look of an evaluation. @param by Tells this look from all others: two processes never take the same row. */
export async function recordLook(journal: Decisions, hash: string, by: string): Promise<void> {
  for (let number = 1; ; number++) {
    const name = lookOfProject(number, hash);
    const standing = journal.decision(PROJECT, name) ?? (await journal.decide(PROJECT, name, { by }));
    if (typeof standing === 'object' && standing !== null && 'by' in standing && standing.by === by) return;
  }
}
