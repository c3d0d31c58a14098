import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { countTestLooks, MaspoError, type RunEvent, readJson, type SavedPlan, type SavedUsage } from '@maspo/core';

/** All that is known of a run, as its folder has it: finished, under way or interrupted. */
export interface RunFiles {
  readonly saved: SavedPlan;
  readonly events: readonly RunEvent[];
  readonly usage: SavedUsage | null;
  /** How often its test split was looked at in the project, by this run too; null where it was not opened. */
  readonly testLooks: number | null;
}

/** @throws MaspoError if there is nothing to tell, or an older maspo wrote it. */
export async function readRun(folder: string): Promise<RunFiles> {
  const saved = readJson<SavedPlan>(join(folder, 'plan.json'));
  if (saved === null) throw new MaspoError('MASPO-NO-EVENTS', `${folder} holds no run`, 'Start one: maspo optimize');
  const { runId } = saved;
  const events = readEvents(join(folder, 'events.jsonl'));
  const [start] = events;
  if (start?.type !== 'start')
    throw new MaspoError('MASPO-NO-EVENTS', `run ${runId} has not begun`, 'Go on with it: maspo resume');
  if (start.answer === undefined)
    throw new MaspoError(
      'MASPO-OLD-RUN',
      `run ${runId} was made by an older maspo that kept less of it`,
      `Read it again from the journal, which makes no call anew: maspo resume ${runId}`,
    );
  const isOpened = events.some(({ type }) => type === 'test');
  // .maspo/runs/<id>: the project is three folders above.
  const dir = dirname(dirname(dirname(folder)));
  return {
    saved,
    events,
    usage: readJson<SavedUsage>(join(folder, 'usage.json')),
    testLooks: isOpened ? await countTestLooks(dir, saved.test) : null,
  };
}

/** The whole lines of events.jsonl: the last one may be half written. */
function readEvents(file: string): RunEvent[] {
  const events: RunEvent[] = [];
  for (const line of textOf(file).split('\n')) {
    const event = parsed(line);
    if (event === null) break;
    events.push(event);
  }
  return events;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function parsed(line: string): RunEvent | null {
  try {
    return JSON.parse(line) as RunEvent;
  } catch {
    return null;
  }
}
