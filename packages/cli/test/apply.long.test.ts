import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Project, scriptedProject } from './project.ts';

const test = suite('maspo apply');
let project: Project;
test.before.each(() => {
  project = scriptedProject();
});
test.after.each(() => project.remove());

const read = (file: string): string => readFileSync(join(project.dir, file), 'utf8');
const CONFIG = 'maspo.config.yaml';
const ROUTER = '{ role: You know all teams., task: Name the team. }';
/** The config of the project with another prompt of the router. */
const withPrompt = (prompt: string): string => read(CONFIG).replace(ROUTER, prompt);

test('without a terminal it only shows what would change; with --yes it writes, and the next run begins there', async () => {
  project.write(CONFIG, `# ours\n${read(CONFIG).replace('answer: router', 'answer:  router   # last')}`);
  const before = read(CONFIG);
  await project.maspo(['optimize']);
  const shown = await project.maspo(['apply']);
  assert.is(shown.exitCode, 0, shown.stderr);
  assert.match(shown.stdout, /router {2}in maspo\.config\.yaml\n {2}task\n {4}- .*\n {4}\+ .*Answer in one word\./);
  assert.match(shown.stdout, 'nothing was written; --yes writes: maspo.config.yaml');
  assert.is(read(CONFIG), before);

  const { stdout, stderr, exitCode } = await project.maspo(['apply', '--yes']);
  assert.is(exitCode, 0, stderr);
  assert.match(stdout, 'wrote 1 file: maspo.config.yaml');
  const after = read(CONFIG);
  const lines = (text: string): string[] => text.split('\n').filter((line) => !line.includes('prompt:'));
  assert.equal(lines(after), lines(before));
  assert.match(after, 'Answer in one word.');
  assert.equal(globSync('*.tmp', { cwd: project.dir }), []);

  const again = await project.maspo(['apply', '--yes']);
  assert.match(again.stdout, 'the config has these prompts already');
  assert.is(read(CONFIG), after);
  const { score } = JSON.parse((await project.maspo(['evaluate', '--json'])).stdout);
  assert.ok(score.mean > 0.5, `the prompts that were written score ${score.mean}`);
});

test('a prompt file that the config names is written, the config is not', async () => {
  project.write('prompts/router.md', '## role\n\nYou know all teams.\n\n## task\n\nName the team.\n');
  project.write(CONFIG, withPrompt('prompts/router.md'));
  await project.maspo(['optimize']);
  const { stdout, exitCode } = await project.maspo(['apply', '--yes', '--json']);
  assert.is(exitCode, 0);
  const applied = JSON.parse(stdout);
  assert.is(applied.written, true);
  const change = applied.changes.find(({ agent }: { agent: string }) => agent === 'router');
  assert.is(change.file, join('prompts', 'router.md'));
  assert.is(change.before.task, 'Name the team.');
  const text = read('prompts/router.md');
  assert.match(text, /^## role\n\nYou know all teams\.\n\n## task\n\nName the team\./);
  assert.match(text, change.after.task);
  assert.match(read(CONFIG), 'prompt: prompts/router.md\n');
});

test('an edit since the run began is not overwritten, but with --force', async () => {
  await project.maspo(['optimize']);
  project.write(CONFIG, withPrompt('{ role: You know all teams., task: Say the team. }'));
  const before = read(CONFIG);
  const { stderr, exitCode } = await project.maspo(['apply', '--yes']);
  assert.is(exitCode, 1);
  assert.match(stderr, 'since the run began, the prompt of agent "router" has been edited');
  assert.match(stderr, 'maspo explain MASPO-PROMPTS-EDITED');
  assert.is(read(CONFIG), before);
  const forced = await project.maspo(['apply', '--yes', '--force']);
  assert.is(forced.exitCode, 0, forced.stderr);
  assert.match(read(CONFIG), 'Answer in one word.');
});

test('a prompt of a file that the config extends is printed with its place; nothing is written', async () => {
  project.write('base.yaml', read(CONFIG));
  project.write(CONFIG, 'extends: ./base.yaml\nrun: { seed: 3 }\n');
  const before = read('base.yaml');
  await project.maspo(['optimize']);
  const { stdout, stderr, exitCode } = await project.maspo(['apply', '--yes']);
  assert.is(exitCode, 1);
  assert.match(stdout, /router {2}to be put into base\.yaml\n\n## role\n/);
  assert.match(stderr, /nothing was written: .*stands in base\.yaml, which is a file that this config extends/);
  assert.match(stderr, 'MASPO-PROMPT-PLACE');
  assert.is(read('base.yaml'), before);
});

test('a prompt file outside of the folder of the config is not written', async () => {
  project.write('sub/maspo.config.yaml', withPrompt('../router.md'));
  for (const file of ['desk.ts', 'items.json']) project.write(`sub/${file}`, read(file));
  project.write('router.md', '## role\n\nYou know all teams.\n\n## task\n\nName the team.\n');
  const before = read('router.md');
  await project.maspo(['optimize', '--cwd', 'sub']);
  const { stderr, exitCode } = await project.maspo(['apply', '--yes', '--cwd', 'sub']);
  assert.is(exitCode, 1, stderr);
  assert.match(stderr, /stands in router\.md, which lies outside of /);
  assert.is(read('router.md'), before);
});

test('a run that returned the seed has nothing to apply', async () => {
  await project.maspo(['optimize']);
  const [file = ''] = globSync('.maspo/runs/*/result.json', { cwd: project.dir });
  const result = JSON.parse(read(file));
  writeFileSync(join(project.dir, file), JSON.stringify({ ...result, verdict: 'no-gain' }));
  const before = read(CONFIG);
  const { stderr, exitCode } = await project.maspo(['apply', '--yes']);
  assert.is(exitCode, 1);
  assert.match(stderr, 'found no prompts that are better: there is nothing to apply');
  assert.is(read(CONFIG), before);
});

test.run();
