import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Project, scriptedProject } from './project.ts';

const test = suite('maspo doctor, and the preflight of a run');
let project: Project;
test.before.each(() => {
  project = scriptedProject();
});
test.after.each(() => project.remove());

const change = (from: string, to: string): void => {
  const config = readFileSync(join(project.dir, 'maspo.config.yaml'), 'utf8');
  assert.ok(config.includes(from), from);
  project.write('maspo.config.yaml', config.replace(from, to));
};

/** An address where nothing listens. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A judge that names its model. */
const JUDGE = `import { definePlugin } from '@maspo/core';
const options = { type: 'object', properties: { model: { type: 'string', maspoRef: 'model', description: 'Judges.' } } } as const;
export default definePlugin({ name: 'judge', score: { ask: { kind: 'pairwise', description: 'Asks.', options, maxCalls: 1, run: () => 0.5 } } });`;

test('all that is well is a line each, by one call a model; nothing is left behind', async () => {
  const env = { DESK_LOG: join(project.dir, 'calls.log') };
  const { stdout, stderr, exitCode } = await project.maspo(['doctor'], env);
  assert.is(exitCode, 0, stderr);
  assert.match(stdout, /^✔ config +valid$/m);
  assert.match(stdout, /^✔ disk +\S+ can be written, \d+ [MG]B free$/m);
  assert.match(stdout, /^✔ budget +large enough for a run$/m);
  assert.match(stdout, /^– desk +no price is known/m);
  assert.match(stdout, /^✔ desk +answers \(.+ a call, [\d.]+ calls\/s one at a time\)$/m);
  assert.match(stdout, /^✔ desk +reader: the reply is a text, no more is asked of it$/m);
  assert.match(stdout, 'ready: maspo optimize');
  assert.is(readFileSync(env.DESK_LOG, 'utf8'), 'call\n');
  assert.not.ok(existsSync(join(project.dir, '.maspo')));
});

test('each thing that failed is a line with its fix, and the exit code is 3', async () => {
  change('budget: { calls: 900 }', 'budget: { calls: 50 }');
  change('models:\n', 'models:\n  other: { use: desk, maxTokens: 16 }\n');
  change('plugins: [./desk.ts,', 'plugins: [./desk.ts, ./judge.ts,');
  change('global: { use: exact-match, field: team }', 'global: { use: ask, model: other }');
  project.write('judge.ts', JUDGE);
  const { stdout, exitCode } = await project.maspo(['doctor']);
  assert.is(exitCode, 3);
  assert.match(stdout, /^✘ budget +budget\.calls is 50, .*need \d+\n +fix: Raise budget\.calls/m);
  assert.match(stdout, /^✘ other +its verdict on four obvious pairs cannot be read: .*\n +fix: Take a stronger model/m);
  assert.match(stdout, '2 checks failed');
  const json = await project.maspo(['doctor', '--json'], { DESK_DOWN: '1' });
  assert.is(json.exitCode, 3);
  const { ok, checks } = JSON.parse(json.stdout);
  assert.is(ok, false);
  assert.equal(
    checks.filter(({ check }: { check: string }) => check === 'endpoint').map(({ about }: { about: string }) => about),
    ['desk', 'other'],
  );
});

test('a seed prompt that does not keep its contract is a warning, in doctor and at the start of a run', async () => {
  change(
    '      input: "Message: {{item.text}}"\n',
    '      input: "Message: {{item.text}}"\n      output: { choice: [x, y] }\n',
  );
  const { stdout, exitCode } = await project.maspo(['doctor']);
  assert.is(exitCode, 0);
  assert.match(
    stdout,
    /^! desk +reader: the reply "A message came in\." names none of x, y\n +fix: Say in the prompt of/m,
  );
  const run = await project.maspo(['optimize'], { DESK_INTERRUPT_AT: '1' });
  assert.match(
    run.stderr,
    'warning: desk: reader: the reply "A message came in." names none of x, y. Say in the prompt',
  );
});

/** Judges that ask nobody: one knows the label, one sees no difference. */
const TRIED = `import { definePlugin } from '@maspo/core';
const options = { type: 'object', properties: { model: { type: 'string', maspoRef: 'model', description: 'Judges.' } } } as const;
const describe = { kind: 'pairwise', description: 'Judges.', options } as const;
const right = (item, output) => output.value === item.fields.team;
export default definePlugin({ name: 'tried', score: {
  knows: { ...describe, run: ({ item, output, reference }) => (1 + right(item, output) - right(item, reference)) / 2 },
  sleeps: { ...describe, run: () => 0.5 },
} });`;

const tryJudge = (name: string): void => {
  change('plugins: [./desk.ts,', 'plugins: [./desk.ts, ./tried.ts,');
  change(
    'global: { use: exact-match, field: team }',
    `global: { use: ${name}, model: desk }\n  calibration: { use: exact-match, field: team, items: 12 }`,
  );
  change('budget: { calls: 900 }', 'budget: { calls: 900 }\ngate: { fitness: true }');
  project.write('tried.ts', TRIED);
};

test('how a judge agrees with labels is told by doctor, at the start of a run and at its end', async () => {
  tryJudge('knows');
  const agreement =
    /desk +agrees with the labels in 12 of 12 pairs \(100 %, interval 7\d % … 100 %; 0 wrong, 0 undecided\), kappa 1\.00/;
  const doctor = await project.maspo(['doctor']);
  assert.match(doctor.stdout, agreement);
  const run = await project.maspo(['optimize']);
  assert.is(run.exitCode, 0, run.stderr);
  assert.match(run.stderr, /^calibration: desk agrees with the labels/m);
  assert.match(run.stdout, agreement);
});

test('a judge that is no better than chance fails doctor, and ends a run before the search', async () => {
  tryJudge('sleeps');
  const doctor = await project.maspo(['doctor']);
  assert.is(doctor.exitCode, 3);
  assert.match(
    doctor.stdout,
    /^✘ desk +agrees with the labels in 0 of 12 pairs .*: no better than chance\n +fix: Take a stronger/m,
  );
  const run = await project.maspo(['optimize']);
  assert.is(run.exitCode, 3);
  assert.match(run.stderr, 'desk: agrees with the labels in 0 of 12 pairs');
  assert.match(run.stderr, 'set gate.fitness to false');
  assert.not.match(run.stderr, /cycle 1/);
  change('fitness: true', 'fitness: false');
  const forced = await project.maspo(['optimize']);
  assert.is(forced.exitCode, 0, forced.stderr);
  assert.match(forced.stderr, /^warning: desk: agrees .*no better than chance/m);
});

test('endpoints where nothing listens end a run with 3, all of them named, nothing asked', async () => {
  const port = await deadPort();
  change('plugins: [./desk.ts,', 'plugins: [./desk.ts, openai, ollama,');
  change(
    '  desk: { use: desk, maxTokens: 16 }',
    `  desk: { use: openai, model: m, baseURL: "http://127.0.0.1:${port}/v1" }\n  second: { use: ollama, model: m, host: "127.0.0.1:${port}" }`,
  );
  change('after: [reader]\n      model: desk', 'after: [reader]\n      model: second');
  const { stderr, exitCode } = await project.maspo(['optimize']);
  assert.is(exitCode, 3, stderr);
  assert.match(stderr, `desk: nothing listens at http://127.0.0.1:${port}`);
  assert.match(stderr, `second: nothing listens at http://127.0.0.1:${port}`);
  assert.match(stderr, 'ollama serve');
});

test.run();
