import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadConfig } from '../config/load.ts';
import { createPrompt, type Prompt } from '../system/prompt.ts';
import { type Placement, placePrompts } from './place-prompts.ts';

const test = suite('placing prompts');
let dir = '';
test.before.each(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'maspo-place-')));
});
test.after.each(() => rmSync(dir, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(dir, file)), { recursive: true });
  writeFileSync(join(dir, file), text);
}

const YAML = (prompt: string, more = ''): string =>
  `system:\n  agents:\n    - id: router\n      prompt: ${prompt}\n${more}`;

/** The placement of a new prompt of the agent "router" in the config that is there. */
async function place(prompt: Prompt, others: Readonly<Record<string, Prompt>> = {}): Promise<Placement> {
  const loaded = await loadConfig({ cwd: dir, env: { TEAM: 'billing' } });
  return placePrompts(loaded, new Map(Object.entries({ ...others, router: prompt })), new Set(['router']));
}

async function whyNot(prompt = createPrompt({ task: 'Say it.' }), others: Readonly<Record<string, Prompt>> = {}) {
  const { edits, unplaced } = await place(prompt, others);
  assert.equal(edits, []);
  return unplaced.map(({ why }) => why);
}

const after = async (prompt: Prompt): Promise<string | undefined> => (await place(prompt)).edits[0]?.after;

test('a config has the prompt as it had it: a text, or sections', async () => {
  write('maspo.config.yaml', `\ufeff${YAML('Name it.')}`);
  assert.is(await after(createPrompt({ task: 'Say it.' })), `\ufeff${YAML('Say it.')}`);
  assert.is(
    await after(createPrompt({ task: 'Say it.', role: 'You know.' })),
    `\ufeff${YAML('\n        role: You know.\n        task: Say it.').replace(': \n', ':\n')}`,
  );
});

test('a task that looks like the name of a file is written as a section', async () => {
  write('maspo.config.yaml', YAML('Name it.'));
  assert.match((await after(createPrompt({ task: '../secret.md' }))) ?? '', 'task: "../secret.md"');
});

test('package.json is edited under its key', async () => {
  write(
    'package.json',
    '{ "name": "x", "maspo": { "system": { "agents": [{ "id": "router", "prompt": "Name it." }] } } }',
  );
  assert.match((await after(createPrompt({ task: 'Say it.' }))) ?? '', /"x", .*"prompt": "Say it\." \}\] \} \} \}$/);
});

test('a prompt file keeps its form: headings or none, and its line ends', async () => {
  write('maspo.config.yaml', YAML('router.md'));
  write('router.md', 'Name\r\nit.\r\n');
  assert.is(await after(createPrompt({ task: 'Say\nit.' })), 'Say\r\nit.\r\n');
  write('router.md', '## task\n\nName it.\n');
  assert.is(await after(createPrompt({ task: 'Say it.' })), '## task\n\nSay it.\n');
});

test('a prompt file that a program names is written; a program is not', async () => {
  const config = (prompt: string): string =>
    `export default { system: { agents: [{ id: 'router', prompt: '${prompt}' }] } };\n`;
  write('router.md', 'Name it.\n');
  write('maspo.config.js', config('router.md'));
  write('package.json', '{ "type": "module" }');
  assert.is(await after(createPrompt({ task: 'Say it.' })), 'Say it.\n');
  rmSync(join(dir, 'maspo.config.js'));
  write('maspo.config.mts', config('Name it.'));
  assert.equal(await whyNot(), ['is a program']);
});

test('what a config extends is not written, nor what it names', async () => {
  write('maspo.config.yaml', 'extends: ./base.yaml\n');
  write('base.yaml', YAML('Name it.'));
  assert.equal(await whyNot(), ['is a file that this config extends']);
  write('base.yaml', YAML('router.md'));
  write('router.md', 'Name it.');
  assert.equal(await whyNot(), ['is named by a file that this config extends']);
});

test('nothing outside of the folder is written, by a path or by a link', async () => {
  write('outside.md', 'Name it.');
  write('in/.git/keep', '');
  dir = join(dir, 'in');
  write('maspo.config.yaml', YAML('../outside.md'));
  const byPath = await whyNot();
  write('maspo.config.yaml', YAML('link.md'));
  symlinkSync(join(dir, '../outside.md'), join(dir, 'link.md'));
  const byLink = await whyNot();
  assert.equal([byPath, byLink], [[`lies outside of ${dir}`], [`lies outside of ${dir}`]]);
  dir = dirname(dir);
});

test('no text of a model becomes a variable of the environment, and no variable is overwritten', async () => {
  write('maspo.config.yaml', YAML('Name it.'));
  for (const text of ['Say ${env:TEAM}.', '${HOME}']) {
    const [why = ''] = await whyNot(createPrompt({ task: text }));
    assert.match(why, 'would read a part of it as a variable', text);
  }
  write('maspo.config.yaml', YAML('"Name ${env:TEAM}."'));
  assert.equal(await whyNot(), ['fills a variable of the environment into it']);
});

test('a file of two agents is written only if both are to be the same', async () => {
  write('shared.md', 'Name it.');
  write('maspo.config.yaml', YAML('shared.md', '    - id: other\n      prompt: shared.md\n'));
  const [seed, next] = ['Name it.', 'Say it.'].map((task) => createPrompt({ task }));
  assert.ok(seed !== undefined && next !== undefined);
  assert.equal(await whyNot(next, { other: seed }), [
    'is the prompt of agent "other", too, which is to be another one',
  ]);
  const { edits } = await place(next, { other: next });
  assert.equal(
    edits.map((edit) => edit.after),
    ['Say it.'].map((text) => `${text}\n`),
  );
});

test('an alias is left to people', async () => {
  write('maspo.config.yaml', YAML('&p Name it.', '    - id: other\n      prompt: *p\n'));
  const [why = ''] = await whyNot();
  assert.match(why, 'repeats it by an alias');
});

test.run();
