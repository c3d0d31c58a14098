import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Project, scriptedProject } from './project.ts';

const test = suite('maspo validate');
let project: Project;
test.before.each(() => {
  project = scriptedProject();
});
test.after.each(() => project.remove());

/** Line by line with the mistakes that the test expects. */
const FIVE_MISTAKES = `version: 1
plugins: [./desk.ts, scorers, selectors]
models:
  desk: { use: desk, maxTokens: many }
system:
  agents:
    - id: router
      modell: desk
      prompt: { task: Name the team. }
      input: "{{item.txt}}"
      model: desk
      output: { choice: [billing, bug] }
data: { file: items.json, split: { train: 20, validation: 20, test: 200 } }
mutate: [{ use: hints }]
score:
  global: { use: exact-match, field: team }
`;
const PLACES = ['4:33', '8:7', '10:', '13:', '14:17'];

test('a good config is counted and passes', async () => {
  const { stdout, stderr, exitCode } = await project.maspo(['validate']);
  assert.is(exitCode, 0, stderr);
  assert.match(stdout, /^ok: 2 agents, 1 model, 3 plugins; items: 20 train, 20 validation, 20 test$/m);
});

test('five different mistakes are five diagnostics with their places, nothing is run, exit 2', async () => {
  project.write('maspo.config.yaml', FIVE_MISTAKES);
  for (const command of ['validate', 'optimize']) {
    const workflow = { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: dirname(project.dir) };
    const { stderr, exitCode } = await project.maspo([command], { DESK_FAIL_AT: '1', ...workflow });
    assert.is(exitCode, 2);
    const errors = [...stderr.matchAll(/^::error title=MASPO-C\d+,file=[^/]+\/maspo\.config\.yaml,line=(\d+),col=/gm)];
    assert.equal(
      errors.map(([, line]) => line),
      PLACES.map((place) => place.split(':')[0]),
    );
    const places = [...stderr.matchAll(/^maspo\.config\.yaml:(\d+:\d+) MASPO-C\d+$/gm)].map(([, place]) => place ?? '');
    assert.is(places.length, 5, stderr);
    for (const [index, place] of places.entries())
      assert.ok(place.startsWith(PLACES[index] ?? '?'), `${place}\n${stderr}`);
    assert.match(stderr, '5 mistakes, nothing was run.');
    assert.match(stderr, 'Did you mean "hint"?');
  }
  assert.not.ok(existsSync(join(project.dir, '.maspo')));
});

test('--json gives one document, for a good config and for a bad one', async () => {
  const good = await project.maspo(['validate', '--json']);
  assert.is(JSON.parse(good.stdout).ok, true);
  assert.is(JSON.parse(good.stdout).items.train, 20);
  project.write('maspo.config.yaml', FIVE_MISTAKES);
  const bad = await project.maspo(['validate', '--json']);
  assert.is(bad.exitCode, 2);
  const { error } = JSON.parse(bad.stdout);
  assert.is(error.diagnostics.length, 5);
  assert.is(error.diagnostics[0].line, 4);
});

test('a budget that allows no run is told at its place, and ends as a run with it would', async () => {
  const config = readFileSync(join(project.dir, 'maspo.config.yaml'), 'utf8');
  project.write('maspo.config.yaml', config.replace('calls: 900', 'calls: 90'));
  const { stderr, exitCode } = await project.maspo(['validate']);
  assert.is(exitCode, 3);
  assert.match(stderr, /^maspo\.config\.yaml:\d+:18 MASPO-BUDGET-SMALL\n {2}budget\.calls is 90, but .* need \d+$/m);
});

test('without a config it says how to make one', async () => {
  const { stderr, exitCode } = await project.maspo(['validate', '--cwd', '/']);
  assert.is(exitCode, 2);
  assert.match(stderr, 'maspo init');
});

test.run();
