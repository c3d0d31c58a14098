import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Project, scriptedProject } from './project.ts';

const test = suite('maspo evaluate and maspo export');
let project: Project;
test.before.each(() => {
  project = scriptedProject();
});
test.after.each(() => project.remove());

test('export refuses a run that has not finished', async () => {
  await project.maspo(['optimize'], { DESK_INTERRUPT_AT: '20' });
  const [folder = ''] = globSync('.maspo/runs/*', { cwd: project.dir });
  const { stderr, exitCode } = await project.maspo(['export', folder.slice(-12)]);
  assert.is(exitCode, 1);
  assert.match(stderr, 'has not finished');
  assert.match(stderr, `maspo resume ${folder.slice(-12)}`);
  assert.not.ok(existsSync(join(project.dir, 'prompts')));
});

test('what a run found is exported, and scores the same when it is evaluated, without a new call', async () => {
  const run = await project.maspo(['optimize', '--json']);
  const result = JSON.parse(run.stdout.split('\n').at(-1) ?? '');
  const exported = await project.maspo(['export', '--to', 'out']);
  assert.is(exported.exitCode, 0, exported.stderr);
  assert.match(exported.stdout, /wrote 3 files to out/);
  const prompts = JSON.parse(readFileSync(join(project.dir, 'out/prompts.json'), 'utf8'));
  assert.is(prompts.version, 1);
  assert.is(prompts.runId, result.runId);
  assert.equal(prompts.agents.router.sections, result.agents.router.prompt);
  assert.match(prompts.agents.router.text, 'Answer in one word.');
  assert.match(
    readFileSync(join(project.dir, 'out/router.md'), 'utf8'),
    /^## role\n\nYou know all teams\.\n\n## task\n\nName/,
  );

  for (const split of ['validation', 'test']) {
    const { stdout } = await project.maspo(['evaluate', '--prompts', 'out', '--split', split, '--json']);
    const evaluation = JSON.parse(stdout);
    assert.is(evaluation.score.mean, result[split].best);
    assert.is(evaluation.paid.attempts, 0);
    assert.equal(evaluation.agents.router, { valid: 20, broken: 0, failed: 0 });
  }
});

test('export writes the same messages as a module of a program, by itself', async () => {
  await project.maspo(['optimize']);
  await project.maspo(['export']);
  const { agents } = JSON.parse(readFileSync(join(project.dir, 'prompts/prompts.json'), 'utf8'));
  for (const [format, file] of [
    ['typescript', 'prompts.ts'],
    ['python', 'prompts.py'],
    ['ai-sdk', 'agents.ts'],
  ] as const) {
    const { stdout, stderr, exitCode } = await project.maspo(['export', '--format', format, '--to', format]);
    assert.is(exitCode, 0, stderr);
    assert.match(stdout, `wrote 1 file to ${format}\n  ${join(format, file)}`);
    const text = readFileSync(join(project.dir, format, file), 'utf8');
    assert.match(text, JSON.stringify(agents.router.text));
  }
  const { stderr, exitCode } = await project.maspo(['export', '--format', 'ruby']);
  assert.is(exitCode, 2);
  assert.match(stderr, 'must be one of files, typescript, python, ai-sdk, not "ruby"');
});

test('--fail-below ends with 4 where the score is below, and a workflow gets an annotation, a summary, outputs and JUnit', async () => {
  const gate = ['evaluate', '--fail-below'];
  const files = { GITHUB_OUTPUT: join(project.dir, 'outputs'), GITHUB_STEP_SUMMARY: join(project.dir, 'summary.md') };
  const below = await project.maspo([...gate, '50%', '--junit', 'reports/junit.xml'], {
    GITHUB_ACTIONS: 'true',
    ...files,
  });
  assert.is(below.exitCode, 4, below.stderr);
  assert.match(below.stderr, '--fail-below 50.0 %: not met, the score is 0.0 %, 95 % interval 0.0 % … ');
  assert.match(below.stderr, /^::error title=maspo evaluate::--fail-below 50\.0 %25: not met/m);
  assert.match(readFileSync(files.GITHUB_OUTPUT, 'utf8'), /^score<<(end-\S+)\n0\n\1\nn<<(end-\S+)\n20\n\2\n$/);
  assert.match(readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8'), 'The score is **0.0 %**, 95 % interval');
  const xml = readFileSync(join(project.dir, 'reports/junit.xml'), 'utf8');
  assert.match(xml, 'tests="20" failures="20" errors="0" skipped="0"');
  assert.match(xml, /expected team: b\w+\nactual: It could be/);
  assert.is((await project.maspo([...gate, '0'])).exitCode, 0);
  const nonsense = await project.maspo([...gate, '80']);
  assert.is(nonsense.exitCode, 2);
  assert.match(nonsense.stderr, 'must be a share from 0 to 1, or a percentage with its sign: 0.8 or 80%, not "80"');
});

test('evaluate scores the seed by default and shows how agents keep their contracts', async () => {
  const { stdout, stderr, exitCode } = await project.maspo(['evaluate']);
  assert.is(exitCode, 0, stderr);
  assert.match(stdout, 'seed prompts on 20 validation items');
  assert.match(stdout, /score 0\.0 %, 95 % interval 0\.0 % … \d+\.\d %/);
  assert.match(stdout, /router +0\.0 % +20 +0/);
});

test('an evaluation that is interrupted ends with 130 and goes on when it is started again', async () => {
  const interrupted = await project.maspo(['evaluate'], { DESK_INTERRUPT_AT: '3' });
  assert.is(interrupted.exitCode, 130, interrupted.stderr);
  assert.match(interrupted.stderr, 'Started again, it goes on where it was.');
  const { stdout } = await project.maspo(['evaluate', '--json']);
  const { calls, paid } = JSON.parse(stdout);
  assert.is(paid.fromJournal > 0 && paid.attempts < calls, true);
});

test('a model that is not there ends an evaluation with 3 and what to do', async () => {
  const { stderr, exitCode } = await project.maspo(['evaluate'], { DESK_DOWN: '1' });
  assert.is(exitCode, 3);
  assert.match(stderr, /error: there is no desk\n +fix: Put one there\./);
});

test('evaluate refuses prompts of no agent, sections that do not exist and splits that do not exist', async () => {
  project.write('set/rooter.md', '## task\n\nName the team.\n');
  const unknown = await project.maspo(['evaluate', '--prompts', 'set']);
  assert.is(unknown.exitCode, 2);
  assert.match(unknown.stderr, 'Did you mean "router"?');
  project.write('other/router.md', 'Name the team.\n\n## tsk\n\nHello\n');
  const section = await project.maspo(['evaluate', '--prompts', 'other']);
  assert.match(section.stderr, 'router.md:3: there is no section "tsk"');
  const split = await project.maspo(['evaluate', '--split', 'tests']);
  assert.is(split.exitCode, 2);
  assert.match(split.stderr, 'must be one of validation, test, train');
});

test('a judge that compares gives a preference over the seed', async () => {
  const config = readFileSync(join(project.dir, 'maspo.config.yaml'), 'utf8');
  project.write(
    'judge.ts',
    `import { definePlugin } from '@maspo/core';
export default definePlugin({ name: 'judge', score: { shorter: { kind: 'pairwise', description: 'Likes the shorter one.',
  run: ({ output, reference }) => (output.text.length < (reference?.text.length ?? 0) ? 1 : 0) } } });`,
  );
  const judged = config
    .replace('./desk.ts,', './desk.ts, ./judge.ts,')
    .replace('use: exact-match, field: team', 'use: shorter');
  project.write('maspo.config.yaml', judged);
  project.write('set/router.md', 'Answer in one word.\n');
  const { stdout, stderr, exitCode } = await project.maspo(['evaluate', '--prompts', 'set']);
  assert.is(exitCode, 0, stderr);
  assert.match(stdout, 'preferred in 100.0 % of 20 items');
  assert.match(stdout, 'the seed stands at 50 %');
  const alone = await project.maspo(['evaluate', '--fail-below', '0.5'], { DESK_FAIL_AT: '1' });
  assert.is(alone.exitCode, 2);
  assert.match(alone.stderr, 'Name other prompts: --prompts DIR');
});

test.run();
