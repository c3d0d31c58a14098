import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MaspoError } from '@maspo/core/plan';
import { pageOf } from './html/page.ts';
import { readRun } from './story/files.ts';
import { type Story, storyOf } from './story/story.ts';

export interface SavedReport {
  readonly file: string;
  readonly story: Story;
}

/**
 * Writes `report.html` into the folder of a run, whole: a browser that reloads it sees the old page or the new one.
 * @param live Whether the page loads itself anew while the run has not finished.
 * @throws MaspoError if the run has no events, or the folder cannot be written.
 */
export async function saveReport(folder: string, { live = false } = {}): Promise<SavedReport> {
  const file = join(folder, 'report.html');
  const story = storyOf(await readRun(folder));
  const page = pageOf(story, { live: live && story.verdict === null });
  try {
    writeFileSync(`${file}.tmp`, page);
    renameSync(`${file}.tmp`, file);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MaspoError(
      'MASPO-FOLDER',
      `cannot write ${file}: ${why}`,
      'Make the folder writable and free disk space.',
      {
        cause,
      },
    );
  }
  return { file, story };
}
