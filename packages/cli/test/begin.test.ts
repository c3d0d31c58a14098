import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { emptyProject, type Project, scriptedProject } from './project.ts';

const test = suite('maspo init, plan, schema');
let project: Project;
test.before.each(() => {
  project = emptyProject();
});
test.after.each(() => project.remove());

/** Neither an Ollama nor a key of this machine may be found. */
const NOWHERE = { OLLAMA_HOST: '127.0.0.1:1', OPENAI_API_KEY: '' };

test('init asks nothing where nobody sits: a config that is valid, its data and its schema, kept without --force', async () => {
  const { stdout, stderr, exitCode } = await project.maspo(['init', 'new'], NOWHERE);
  assert.is(exitCode, 0, stderr);
  assert.match(stdout, /model +smollm2-135m \(llama\)/);
  assert.match(stdout, 'maspo optimize --cwd new');
  const at = (file: string): string => join(project.dir, 'new', file);
  assert.match(
    readFileSync(at('maspo.config.yaml'), 'utf8'),
    /^# yaml-language-server: \$schema=\.\/maspo\.schema\.json\n/,
  );
  assert.ok(JSON.parse(readFileSync(at('maspo.schema.json'), 'utf8')).properties.agents === undefined);
  const items = readFileSync(at('messages.jsonl'), 'utf8').trim().split('\n');
  assert.ok(items.length >= 30);
  const valid = await project.maspo(['validate', '--cwd', 'new']);
  assert.is(valid.exitCode, 0, valid.stderr);

  writeFileSync(at('messages.jsonl'), 'mine');
  const again = await project.maspo(['init', 'new', '--provider', 'openai'], NOWHERE);
  assert.is(again.exitCode, 2);
  assert.match(again.stderr, 'maspo.config.yaml and messages.jsonl are there already');
  assert.is(readFileSync(at('messages.jsonl'), 'utf8'), 'mine');
  const flags = ['--provider', 'openai', '--model', 'some: model', '--force'];
  const forced = await project.maspo(['init', 'new', ...flags], NOWHERE);
  assert.is(forced.exitCode, 0, forced.stderr);
  assert.match(forced.stdout, 'overwrote new/messages.jsonl');
  assert.match(readFileSync(at('maspo.config.yaml'), 'utf8'), 'use: openai, model: "some: model"');
});

test('init does not add a second config to a folder', async () => {
  project.write('maspo.config.ts', 'export default {};');
  const { stderr, exitCode } = await project.maspo(['init', '--force'], NOWHERE);
  assert.is(exitCode, 2);
  assert.match(stderr, 'has a config already: maspo.config.ts');
  assert.not.ok(existsSync(join(project.dir, 'maspo.config.yaml')));
});

test('init on own data: fields by flags or as they look, told as JSON; mistakes are told with the name that was meant', async () => {
  const items = Array.from({ length: 40 }, (_, index) => ({ words: `Ticket ${index}.`, team: ['a', 'b'][index % 2] }));
  project.write('tickets.json', JSON.stringify(items));
  const flags = ['--provider', 'ollama', '--data', 'tickets.json'];
  const { stdout, stderr, exitCode } = await project.maspo(['init', ...flags, '--json'], NOWHERE);
  assert.is(exitCode, 0, stderr);
  const { data, files, next } = JSON.parse(stdout);
  assert.equal(data, { file: 'tickets.json', items: 40, input: ['words'], label: 'team' });
  assert.equal(files, ['maspo.config.yaml', 'maspo.schema.json']);
  assert.is(next[0], 'ollama pull qwen2.5:0.5b');
  const wrong = await project.maspo(['init', ...flags, '--label', 'taem'], NOWHERE);
  assert.is(wrong.exitCode, 2);
  assert.match(wrong.stderr, 'Did you mean "team"?');
  project.write('broken.jsonl', '{"text": "a"}\n{"text"\n');
  const broken = await project.maspo(['init', 'other', '--data', 'broken.jsonl'], NOWHERE);
  assert.is(broken.exitCode, 2);
  assert.match(broken.stderr, /broken\.jsonl:2:1 MASPO-C061/);
  assert.not.ok(existsSync(join(project.dir, 'other')));
});

test('schema composes the plugins of the config; without a config those that are installed', async () => {
  const installed = await project.maspo(['schema', '--out', 'all.json']);
  assert.is(installed.exitCode, 0, installed.stderr);
  const all = readFileSync(join(project.dir, 'all.json'), 'utf8');
  assert.match(all, '"phrase-swap"');
  const scripted = scriptedProject();
  const { stdout } = await scripted.maspo(['schema']);
  scripted.remove();
  assert.is(JSON.parse(stdout).$schema, 'http://json-schema.org/draft-07/schema#');
  assert.match(stdout, '"useless"');
  assert.not.match(stdout, '"phrase-swap"');
});

test('plan shows the graph, the splits and the most calls without one call, and 3 for a budget that is too small', async () => {
  const scripted = scriptedProject();
  const { stdout, exitCode } = await scripted.maspo(['plan'], { DESK_FAIL_AT: '1' });
  assert.is(exitCode, 0);
  assert.match(stdout, /1 {2}reader .*\n {2}2 {2}router ← reader/);
  assert.match(stdout, 'items: 20 train, 20 validation, 20 test');
  assert.match(stdout, /^calls +search +held out +at most +expected +tokens$/m);
  assert.match(stdout, /^agent +[\d,]+ +160 +[\d,]+ +[\d,]+ +[\d.,k]+$/m);
  assert.match(stdout, 'time: unknown, no run with these models yet');
  assert.match(stdout, 'budget: 900 calls');
  const small = await scripted.maspo(['plan', '--calls', '50', '--json']);
  assert.is(small.exitCode, 3);
  const { problem, calls } = JSON.parse(small.stdout);
  assert.match(problem, `need ${calls.least.calls}`);
  assert.not.ok(existsSync(join(scripted.dir, '.maspo')));
  // The bound holds: a run without a cap stays below it.
  const run = await scripted.maspo(['optimize', '--json', '--calls', '100000']);
  const result = JSON.parse(run.stdout.split('\n').at(-1) ?? '');
  assert.ok(result.calls.agent.logical <= calls.most.agent.calls);
  // That run is known now.
  const again = await scripted.maspo(['plan', '--json']);
  assert.ok(JSON.parse(again.stdout).time.seconds > 0);
  scripted.remove();
});

test.run();
