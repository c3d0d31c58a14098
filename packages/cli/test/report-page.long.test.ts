import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Project, scriptedProject } from './project.ts';

const test = suite('maspo report in the browser');
let project: Project;
test.before.each(() => {
  project = scriptedProject();
});
test.after.each(() => project.remove());

test('--watch writes the page anew until the run has finished, or until Ctrl-C', async () => {
  await project.maspo(['optimize'], { DESK_INTERRUPT_AT: '30' });
  const [run = ''] = project.runs();
  const stopped = await project.maspo(['report', '--watch'], {}, ['Following the run']);
  assert.is(stopped.exitCode, 130, stopped.stderr);
  assert.not.match(project.page(run), 'data-live>');
  const [watched, resumed] = await Promise.all([project.maspo(['report', run, '--watch']), project.maspo(['resume'])]);
  assert.equal([watched.exitCode, resumed.exitCode], [0, 0], watched.stderr);
  assert.match(project.page(run), 'maspo: improved');
});

if (process.platform === 'linux')
  test('--open hands the path to the system as one argument, and says what to do where it cannot', async () => {
    await project.maspo(['optimize']);
    project.write('bin/xdg-open', '#!/bin/sh\nprintf "%s|" "$@" > opened\n');
    chmodSync(join(project.dir, 'bin/xdg-open'), 0o755);
    const PATH = `${join(project.dir, 'bin')}:${process.env.PATH}`;
    const { exitCode, stderr } = await project.maspo(['report', '--open', '--watch'], { PATH });
    assert.is(exitCode, 0, stderr);
    while (!existsSync(join(project.dir, 'opened'))) await new Promise((resolve) => setImmediate(resolve));
    const [run = ''] = project.runs();
    assert.is(
      readFileSync(join(project.dir, 'opened'), 'utf8'),
      `${join(project.dir, '.maspo/runs', run, 'report.html')}|`,
    );
    const none = await project.maspo(['report', '--open'], { PATH: '/nowhere' });
    assert.is(none.exitCode, 1);
    assert.match(none.stderr, 'xdg-open could not be started');
    assert.match(none.stderr, 'Open the file yourself: ');
  });

test.run();
