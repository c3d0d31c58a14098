import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nothingByRole } from '../calls/usage.ts';
import { createRedactor } from '../redact.ts';
import { createPrompt, parsePrompt } from '../system/prompt.ts';
import { scratchFolder } from '../test/plan.fixture.ts';
import type { RunEvent } from './events.ts';
import { journalFile, openRunFolder, readJson, runsFolder, type SavedPlan, type SavedUsage } from './folder.ts';
import type { Result } from './result.ts';

const redact = createRedactor(['s3cret']);
const open = (dir = scratchFolder()) => openRunFolder(dir, 'abc', redact);
const note = (message: string): RunEvent => ({ type: 'note', from: 'test', message });
const lines = (file: string): unknown[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const PLAN: SavedPlan = {
  version: 1,
  runId: 'abc',
  config: 'maspo.config.yaml',
  seed: 1,
  plan: { key: 's3cret' },
  plugins: { mutators: '0.1.0' },
  data: 'd',
  test: 't',
};

test('a run lives in .maspo/runs/<runId>, beside the journal, out of version control', () => {
  const dir = scratchFolder();
  const { path } = open(dir);
  assert.is(path, join(dir, '.maspo', 'runs', 'abc'));
  assert.is(runsFolder(dir), join(dir, '.maspo', 'runs'));
  assert.is(journalFile(dir), join(dir, '.maspo', 'journal.db'));
  assert.is(readFileSync(join(dir, '.maspo', '.gitignore'), 'utf8'), '*\n');
});

test('a run exists once its plan is written', () => {
  const dir = scratchFolder();
  const first = open(dir);
  assert.is(first.exists, false);
  assert.is(open(dir).exists, false);
  first.writePlan(PLAN);
  assert.is(open(dir).exists, true);
});

test('no secret reaches the plan, the events or the prompts', async () => {
  const folder = open();
  folder.writePlan(PLAN);
  const events = folder.openEvents();
  await events.write(note('the key is s3cret'));
  await events.close();
  folder.writeResult(resultWith({ task: 'Say s3cret.' }));
  const texts = ['plan.json', 'events.jsonl', 'result.json', 'prompts/reader.md'].map((name) =>
    readFileSync(join(folder.path, name), 'utf8'),
  );
  for (const text of texts) {
    assert.not.match(text, 's3cret');
    assert.match(text, '[secret]');
  }
});

test('events are one line each, in order, and a resumed run starts them anew', async () => {
  const folder = open();
  const file = join(folder.path, 'events.jsonl');
  for (const round of [['a', 'b', 'c'], ['d']]) {
    const events = folder.openEvents();
    for (const message of round) await events.write(note(message));
    await events.close();
    assert.equal(lines(file), round.map(note));
  }
});

test('many large events are written whole, without a warning', async () => {
  const warnings: string[] = [];
  const listen = (warning: Error): void => {
    warnings.push(warning.message);
  };
  process.on('warning', listen);
  const folder = open();
  const events = folder.openEvents();
  for (let index = 0; index < 40; index++) await events.write(note('x'.repeat(40_000)));
  await events.close();
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', listen);
  assert.is(lines(join(folder.path, 'events.jsonl')).length, 40);
  assert.equal(warnings, []);
});

test('events that cannot be written are an error that names the file, and close does not hang', async () => {
  const folder = open();
  const events = folder.openEvents();
  // A second writer: the file is there already when this one opens it.
  writeFileSync(join(folder.path, 'events.jsonl'), '');
  const messages: string[] = [];
  for (let index = 0; index < 3; index++) {
    await events.write(note('x'.repeat(40_000))).catch((error: Error) => messages.push(error.message));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await events.close().catch((error: Error) => messages.push(error.message));
  assert.ok(messages.length > 0);
  for (const message of messages) assert.match(message, `cannot write ${join(folder.path, 'events.jsonl')}`);
});

test('closing twice is closing once', async () => {
  const events = open().openEvents();
  await events.write(note('a'));
  await events.close();
  await events.close();
});

const resultWith = (prompt: Parameters<typeof createPrompt>[0]): Result =>
  ({ version: 1, agents: { reader: { prompt: createPrompt(prompt).sections } } }) as unknown as Result;

test('a result is put in place whole, with a prompt file for each agent that reads back as the prompt', () => {
  const folder = open();
  const sections = { role: 'You read.', task: 'Write {"note": "{{x}}"}.\n## not a heading\n\\boxed{}' };
  folder.writeResult(resultWith(sections));
  assert.equal(readJson(join(folder.path, 'result.json')), JSON.parse(JSON.stringify(resultWith(sections))));
  const { prompt, problems } = parsePrompt(readFileSync(join(folder.path, 'prompts', 'reader.md'), 'utf8'));
  assert.equal([prompt.id, problems], [createPrompt(sections).id, []]);
  const left = readdirSync(folder.path, { recursive: true }).filter((name) => String(name).endsWith('.tmp'));
  assert.equal(left, []);
});

test('a run that is under way again has no result', () => {
  const folder = open();
  folder.writeResult(resultWith({ task: 'A.' }));
  folder.clearResult();
  folder.clearResult();
  assert.not.ok(existsSync(join(folder.path, 'result.json')));
});

test('usage is read back; where there is none, or it is damaged, there is none', () => {
  const folder = open();
  assert.is(folder.readUsage(), null);
  const usage: SavedUsage = {
    seconds: 1,
    sessions: 2,
    attempts: 3,
    retries: 4,
    fromJournal: 5,
    paid: nothingByRole(),
    lost: nothingByRole(),
    begun: { expected: nothingByRole(), versions: { node: '24' } },
  };
  folder.writeUsage(usage);
  assert.equal(folder.readUsage(), usage);
  writeFileSync(join(folder.path, 'usage.json'), '{"seconds": 1');
  assert.is(folder.readUsage(), null);
});

test('a project that cannot be written to is an error that names the folder', () => {
  const dir = scratchFolder();
  writeFileSync(join(dir, '.maspo'), '');
  try {
    open(dir);
    assert.unreachable();
  } catch (error) {
    assert.match((error as Error).message, `cannot write to ${join(dir, '.maspo', 'runs', 'abc')}`);
  }
});

test.run();
