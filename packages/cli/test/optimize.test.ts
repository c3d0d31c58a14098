import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Project, scriptedProject } from './project.ts';

const test = suite('maspo optimize');
let project: Project;
test.before.each(() => {
  project = scriptedProject();
});
test.after.each(() => project.remove());

const config = (): string => readFileSync(join(project.dir, 'maspo.config.yaml'), 'utf8');
/** The config with one piece of it replaced. */
const change = (from: string, to: string): void => {
  assert.ok(config().includes(from), from);
  project.write('maspo.config.yaml', config().replace(from, to));
};

test('finds the wording that decides, and says the verdict, the change, the calls and what is next', async () => {
  const { stdout, stderr, exitCode } = await project.maspo(['optimize']);
  assert.is(exitCode, 0, stderr);
  assert.match(stdout, /^\nimproved: significantly better than the seed/);
  assert.match(stdout, /held out: 0\.0 % → \d+\.0 % on 20 test items that the search never saw/);
  assert.match(stdout, /\+\d+\.0 points, 95 % interval \+\d.* p (=|<) 0\.\d+/);
  assert.match(stdout, /- Name the team\.\n +\+ Name the team\..* Answer in one word\./);
  assert.match(stdout, /reader {2}/);
  assert.match(stdout, /^calls +number +expected +tokens in +out +expected$/m);
  assert.match(stdout, /^agent +\d+ +[\d,]+ /m);
  assert.match(stdout, /really made: \d+ calls/);
  assert.match(stdout, /hint +\d+ +\d+ +\d+/);
  assert.match(stdout, /maspo export [0-9a-f]{12} --to prompts/);
  const wide = stdout.split('\n').filter((line) => line.length > 80);
  assert.equal(wide, []);
  assert.match(stderr, /cycle 1\/2, turn 1: /);
  assert.match(stderr, /adopted for router by hint/);
});

test('prints no colour and no control character to a pipe, and colour where it is forced', async () => {
  const plain = await project.maspo(['optimize']);
  assert.not.match(plain.stdout + plain.stderr, /[\u0000-\u0009\u000b-\u001f\u007f]/);
  const { stdout } = await project.maspo(['optimize'], { FORCE_COLOR: '1' });
  assert.match(stdout, '\u001b[31m-');
  assert.match(stdout, '\u001b[32m+');
});

test('--json gives each event as a line and the result as the last, and nothing else on stdout', async () => {
  const { stdout, stderr, exitCode } = await project.maspo(['optimize', '--json', '--concurrency', '2']);
  assert.is(exitCode, 0);
  const lines = stdout.split('\n').map((line) => JSON.parse(line));
  assert.is(lines[0].type, 'start');
  const { type, ...result } = lines.at(-1);
  assert.is(type, 'result');
  const folder = join(project.dir, '.maspo/runs', result.runId);
  assert.equal(result, JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')));
  const events = readFileSync(join(folder, 'events.jsonl'), 'utf8').trim().split('\n');
  assert.equal(
    lines.slice(0, -1),
    events.map((line) => JSON.parse(line)),
  );
  assert.match(stderr, 'improved:');
});

test('a budget that is too small ends with 3 and the number that is needed, before any call', async () => {
  const { stderr, exitCode } = await project.maspo(['optimize', '--calls', '100'], { DESK_FAIL_AT: '1' });
  assert.is(exitCode, 3);
  assert.match(stderr, /error: budget\.calls is 100, .* need \d+/);
  assert.match(stderr, /fix: Raise budget\.calls to at least \d+/);
});

test('--require-gain ends with 4 where the prompts did not get better', async () => {
  change('{ use: hint }', '{ use: useless }');
  const { stdout, exitCode } = await project.maspo(['optimize', '--require-gain']);
  assert.is(exitCode, 4);
  assert.match(stdout, 'seed kept:');
  assert.is((await project.maspo(['optimize'])).exitCode, 0);
});

test('in a workflow a run has its turns in groups, the verdict as an annotation, the report as the summary, and outputs', async () => {
  const files = { GITHUB_OUTPUT: join(project.dir, 'outputs'), GITHUB_STEP_SUMMARY: join(project.dir, 'summary.md') };
  const { stderr, exitCode } = await project.maspo(['optimize', '--require-gain'], {
    GITHUB_ACTIONS: 'true',
    ...files,
  });
  assert.is(exitCode, 0, stderr);
  const commands = stderr.split('\n').filter((line) => line.startsWith('::'));
  const groups = commands.filter((line) => line.startsWith('::group::cycle '));
  assert.is(groups.length, stderr.match(/cycle \d+\/\d+, turn /g)?.length);
  assert.is(commands.filter((line) => line === '::endgroup::').length, groups.length + 1);
  assert.match(commands.at(-1) ?? '', /^::notice title=maspo%3A improved::significantly better .* 20 test items/);
  assert.match(
    readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'),
    /^### maspo: improved\n[\s\S]*<details><summary>router/,
  );
  const outputs = readFileSync(files.GITHUB_OUTPUT, 'utf8')
    .match(/^(?!end-).*$/gm)
    ?.filter((line) => line !== '');
  const [run = ''] = globSync('.maspo/runs/*', { cwd: project.dir });
  assert.match(
    outputs?.join(' ').replace(/<<end-[\w-]+/g, ':') ?? '',
    new RegExp(
      `^verdict: improved gain: [\\d.]+ run: ${run.slice(-12)} report: ${run}/report\\.html prompts: ${run}/prompts$`,
    ),
  );
});

test('the first Ctrl-C lets the calls in flight end and keeps them, and says the line that goes on', async () => {
  const env = { DESK_LOG: join(project.dir, 'calls.log') };
  const { stderr, exitCode } = await project.maspo(['optimize'], { ...env, DESK_HOLD_AT: '30' }, ['call in flight']);
  assert.is(exitCode, 130, stderr);
  const [, line = ''] = /Go on with: maspo (resume [0-9a-f]{12})/.exec(stderr) ?? [];
  const resumed = await project.maspo([...line.split(' '), '--json'], env);
  assert.is(resumed.exitCode, 0, resumed.stderr);
  assert.match(resumed.stderr, 'improved:');
  const { calls } = JSON.parse(resumed.stdout.split('\n').at(-1) ?? '');
  assert.is(readFileSync(env.DESK_LOG, 'utf8').trim().split('\n').length, calls.agent.logical, 'a call was made twice');
});

test('the second Ctrl-C leaves at once, and the run can still be resumed', async () => {
  const { stderr, exitCode } = await project.maspo(['optimize'], { DESK_HANG_AT: '30' }, [
    'call in flight',
    'Ctrl-C again leaves at once.',
  ]);
  assert.is(exitCode, 130, stderr);
  assert.match(stderr, /Go on with: maspo resume [0-9a-f]{12}/);
  const resumed = await project.maspo(['resume']);
  assert.is(resumed.exitCode, 0, resumed.stderr);
});

/** All that could steer a terminal, or hide from its reader, apart from line breaks. */
const STEERS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;

test('replies, notes, prompts and errors of a hostile model cannot steer a terminal, nor can --json', async () => {
  const env = { DESK_HOSTILE: '1' };
  const run = await project.maspo(['optimize'], env);
  assert.is(run.exitCode, 0, run.stderr);
  assert.match(run.stdout, 'owned');
  assert.match(run.stderr, 'owned');
  const [folder = ''] = globSync('.maspo/runs/*/prompts', { cwd: project.dir });
  const evaluated = await project.maspo(['evaluate', '--prompts', folder, '--split', 'train'], env);
  change('use: desk,', 'use: desk, retries: 0,');
  change('Name the team.', 'Name a team.');
  const suspended = await project.maspo(['optimize', '--json'], { ...env, DESK_SUSPEND_AT: '9' });
  assert.match(suspended.stderr, 'the desk is closed');
  for (const { stdout, stderr } of [run, evaluated, suspended]) assert.not.match(stdout + stderr, STEERS);
  assert.match(JSON.parse(suspended.stdout.split('\n').at(-1) ?? '').error.message, '\u009b1m');
});

test('a model that cannot be reached ends with 3 before anything is paid', async () => {
  const { stderr, exitCode } = await project.maspo(['optimize'], { DESK_DOWN: '1' });
  assert.is(exitCode, 3);
  assert.match(stderr, /error: desk: there is no desk\n +fix: Put one there\./);
  assert.not.match(stderr, 'maspo resume');
});

test('a run that is suspended ends with 1 and the line that goes on', async () => {
  change('use: desk,', 'use: desk, retries: 0,');
  const { stderr, exitCode } = await project.maspo(['optimize'], { DESK_SUSPEND_AT: '9' });
  assert.is(exitCode, 1);
  assert.match(stderr, 'the desk is closed');
  assert.match(stderr, /Go on with: maspo resume [0-9a-f]{12}/);
  assert.is((await project.maspo(['resume'])).exitCode, 0);
});

test('a plugin that throws is named, its secrets are blotted out, and the stack is for --debug', async () => {
  change('use: desk,', 'use: desk, apiKey: "${env:DESK_KEY}",');
  const env = { DESK_FAIL_AT: '5', DESK_KEY: 'hunter2' };
  const plain = await project.maspo(['optimize'], env);
  assert.is(plain.exitCode, 1);
  assert.match(plain.stderr, 'plugin "desk" failed in hook "forward.desk"');
  assert.match(plain.stderr, '[secret]');
  assert.not.match(plain.stderr, /^ +at /m);
  const debug = await project.maspo(['optimize', '--debug'], env);
  assert.match(debug.stderr, /^ +at /m);
  assert.not.match(plain.stderr + debug.stderr, 'hunter2');
});

test('a hook that never settles is named, instead of an end without a word', async () => {
  change('{ use: hint }', '{ use: stuck }');
  const { stderr, exitCode } = await project.maspo(['optimize']);
  assert.is(exitCode, 1);
  assert.match(stderr, /never finished: .*desk.*mutate\.stuck/);
});

test.run();
