import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runsFolder } from './folder.ts';
import { listRuns } from './list.ts';

const test = suite('list of runs');
let dir = '';
test.before.each(() => {
  dir = mkdtempSync(join(tmpdir(), 'maspo-runs-'));
});
test.after.each(() => rmSync(dir, { recursive: true }));

/** @param at Seconds of the clock when it was last worked on. */
function addRun(runId: string, at: number, files: readonly string[]): void {
  const folder = join(runsFolder(dir), runId);
  mkdirSync(folder, { recursive: true });
  for (const name of files) {
    writeFileSync(join(folder, name), JSON.stringify({ version: 1, runId }));
    utimesSync(join(folder, name), at, at);
  }
}

test('the run that was last worked on comes first, and only a result makes it finished', () => {
  addRun('aaa', 1000, ['plan.json', 'events.jsonl']);
  addRun('bbb', 3000, ['plan.json', 'events.jsonl', 'result.json']);
  addRun('ccc', 2000, ['plan.json']);
  assert.equal(
    listRuns(dir).map(({ runId, finished }) => [runId, finished]),
    [
      ['bbb', true],
      ['ccc', false],
      ['aaa', false],
    ],
  );
});

test('a project without runs, and folders that are no runs, are no error', () => {
  assert.equal(listRuns(dir), []);
  addRun('aaa', 1000, ['events.jsonl']);
  assert.equal(listRuns(dir), []);
});

test.run();
