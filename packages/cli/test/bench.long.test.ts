import { globSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { WorldRun } from '../src/bench/run-world.ts';
import { rowOf, withError } from '../src/bench/table.ts';
import { emptyProject, type Project } from './project.ts';

const test = suite('maspo bench');
let project: Project;
test.before.each(() => {
  project = emptyProject();
});
test.after.each(() => project.remove());

test('compares presets on the same worlds at the same calls, and leaves nothing behind', async () => {
  const args = ['bench', '--worlds', 'null,coupled', '--presets', 'default,gepa', '--seeds', '1', '--budget', '500'];
  const { stdout, stderr, exitCode } = await project.maspo([...args, '--json']);
  assert.is(exitCode, 0, stderr);
  const entries = JSON.parse(stdout) as { world: string; contender: string; runs: WorldRun[] }[];
  assert.equal(
    entries.map(({ world, contender }) => `${world} ${contender}`),
    ['null default', 'null gepa', 'coupled default', 'coupled gepa'],
  );
  for (const { world, runs } of entries) {
    const [run] = runs;
    assert.ok(run !== undefined && run.calls <= 500 && run.calls > 250, `${run?.calls} calls`);
    assert.is(run?.duplicates, 0);
    if (world === 'null') assert.is(run?.returned, run?.seed, 'nothing helps there');
  }
  assert.equal(globSync('.maspo/bench/*', { cwd: project.dir }), []);
  const table = await project.maspo([...args, '--markdown']);
  assert.match(table.stdout, /^\| null \| gepa \| .+ \| – \| 0 % \| 0 % \|/m);
});

test('a file of settings is compared like a preset, on the same worlds', async () => {
  project.write('learning.yaml', 'extends: maspo:default\nscore: { weights: auto }\nsearch: { operators: bandit }\n');
  const args = ['bench', '--worlds', 'null', '--presets', 'default,./learning.yaml', '--seeds', '1', '--budget', '500'];
  const { stdout, stderr, exitCode } = await project.maspo([...args, '--json']);
  assert.is(exitCode, 0, stderr);
  const entries = JSON.parse(stdout) as { contender: string; runs: WorldRun[] }[];
  assert.equal(
    entries.map(({ contender, runs }) => [contender, runs[0]?.seed]),
    [
      ['default', entries[0]?.runs[0]?.seed],
      ['learning', entries[0]?.runs[0]?.seed],
    ],
  );
  const missing = await project.maspo(['bench', '--presets', './learnin.yaml']);
  assert.equal([missing.exitCode, missing.stderr.includes('there is no file "./learnin.yaml"')], [2, true]);
});

test('an unknown world or preset is told with the near name', async () => {
  const world = await project.maspo(['bench', '--worlds', 'handof']);
  assert.equal([world.exitCode, world.stderr.includes('Did you mean "handoff"?')], [2, true]);
  const preset = await project.maspo(['bench', '--presets', 'papr']);
  assert.equal([preset.exitCode, preset.stderr.includes('Did you mean "paper"?')], [2, true]);
});

const run = (parts: Partial<WorldRun>): WorldRun => ({
  ...{ verdict: 'no-gain', seed: 0.4, optimum: 0.8, returned: 0.4, found: 0.4, calls: 100, duplicates: 0, seconds: 1 },
  ...parts,
});
const texts = (runs: readonly WorldRun[]): string[] =>
  rowOf({ world: 'w', contender: 'c', runs }).map((cell) => (typeof cell === 'string' ? cell : cell.right));

test('a row has means with their errors, and shares of what was solved and what was harmed', () => {
  const runs = [run({ returned: 0.7, found: 0.7, verdict: 'improved' }), run({ returned: 0.35 })];
  const expected = [
    'w',
    'c',
    '40.0',
    '80.0',
    '12.5 ± 17.5',
    '15.0 ± 15.0',
    '50 %',
    '50 %',
    '50 %',
    '100 %',
    '100',
    '0',
    '1.0',
  ];
  assert.equal(texts(runs), expected);
  assert.is(texts([run({ optimum: 0.4 })])[6], '–', 'where nothing helps, nothing can be solved');
  assert.is(withError([0.1]), '10.0 ± 0.0');
});

test.run();
