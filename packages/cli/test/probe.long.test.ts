import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProbeReport } from '@maspo/core';
import { simConfig, simSystem, writeProject } from '@maspo/plugin-sim';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { emptyProject, type Project, scriptedProject } from './project.ts';

const test = suite('maspo probe');
let project: Project;
test.before.each(() => {
  project = scriptedProject();
});
test.after.each(() => project.remove());

const callsIn = (log: string): number => readFileSync(log, 'utf8').split('\n').length - 1;

test('says what it may cost, measures within it, and tells where a search can pay', async () => {
  const env = { DESK_LOG: join(project.dir, 'calls.log'), NO_COLOR: '1' };
  const { stdout, stderr, exitCode } = await project.maspo(['probe'], env);
  assert.is(exitCode, 0, stderr);
  assert.match(stderr, /^probe: 60 calls, [\d.]+k tokens at most, for \d+ training items or more/m);
  assert.ok(callsIn(env.DESK_LOG) <= 60 && callsIn(env.DESK_LOG) > 30);
  assert.match(stdout, /^seed prompts on 20 training items: score 0\.0 %, 95 % interval 0\.0 % … \d+\.\d %$/m);
  assert.match(stdout, /^agent +breaks contract +variants +own output +answer +better +worse +best variant$/m);
  assert.match(stdout, /^router +20 of 20 +\d .+\+\d −0 of \d$/m);
  assert.match(stdout, /^reader → router +\d+ of \d+ +\(\d+ … \d+ %\)/m);
  assert.match(stdout, /^can pay: the answer depends on .*router/m);
  assert.match(stdout, /^router: worth optimizing\./m);
  assert.match(stdout, /^validation: 20 items can prove gains of \d+(\.\d)? points or more/m);
  assert.match(stdout, /^\d+ calls of 60, \d+ of them made now/m);
  assert.not.match(stdout, '\u001b');
});

test('with --json it is one document; started again it asks nothing', async () => {
  const env = { DESK_LOG: join(project.dir, 'calls.log') };
  const first = await project.maspo(['probe', '--json', '--calls', '40'], env);
  const report = JSON.parse(first.stdout) as ProbeReport;
  assert.ok(report.calls <= 40 && report.cap === 40);
  assert.equal(
    report.agents.map(({ agent }) => agent),
    ['reader', 'router'],
  );
  const made = callsIn(env.DESK_LOG);
  const again = JSON.parse((await project.maspo(['probe', '--json', '--calls', '40'], env)).stdout) as ProbeReport;
  assert.is(callsIn(env.DESK_LOG), made);
  assert.equal({ ...again, paid: null }, { ...report, paid: null });
});

test('calls that allow no probe end it with 3 and the number needed, before any is made', async () => {
  const { stderr, exitCode } = await project.maspo(['probe', '--calls', '5']);
  assert.is(exitCode, 3);
  assert.match(stderr, /error: a probe of this system needs 10 calls, not 5\n +fix: Allow more: --calls 10\./);
  assert.is((await project.maspo(['probe', '--calls', '10'])).exitCode, 0);
});

test('a model that is not there ends it with 3, Ctrl-C with 130, and it goes on when it is started again', async () => {
  const down = await project.maspo(['probe'], { DESK_DOWN: '1' });
  assert.equal([down.exitCode, down.stderr.includes('there is no desk')], [3, true]);
  const interrupted = await project.maspo(['probe'], { DESK_INTERRUPT_AT: '5' });
  assert.is(interrupted.exitCode, 130, interrupted.stderr);
  assert.match(interrupted.stderr, 'Started again, it goes on where it was.');
  const { paid } = JSON.parse((await project.maspo(['probe', '--json'])).stdout) as ProbeReport;
  assert.ok(paid.fromJournal > 0);
});

test('replies of a hostile model do not reach the terminal', async () => {
  const { stdout, stderr } = await project.maspo(['probe'], { DESK_HOSTILE: '1', NO_COLOR: '1' });
  assert.not.match(stdout + stderr, /[\u001b\u202e\u009b]/);
});

test('in a world where nothing helps it says that nothing pays', async () => {
  const sim = simSystem({ world: 'null', seed: 5 });
  const world = emptyProject();
  try {
    writeProject(world.dir, simConfig(sim), sim.items(180));
    const { stdout, stderr, exitCode } = await world.maspo(['probe', '--calls', '300'], { NO_COLOR: '1' });
    assert.is(exitCode, 0, stderr);
    assert.match(stdout, /^nothing pays that was tried: /m);
    assert.match(stdout, /it cannot\s+see\./);
    assert.not.match(stdout, 'worth optimizing');
  } finally {
    world.remove();
  }
});

test.run();
