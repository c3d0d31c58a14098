import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Editor, type Offered, openEditor } from './language-server.ts';
import { type Project, scriptedProject } from './project.ts';

/** `maspo schema` in an editor: the schema of this config's plugins, in the server that editors use for YAML. */
const server = join(import.meta.dirname, '../../../node_modules/yaml-language-server/bin/yaml-language-server');
if (!existsSync(server)) {
  console.log('skipped: yaml-language-server is not installed: npm install');
  process.exit(0);
}

const test = suite('maspo schema in an editor');
let project: Project;
let editor: Editor;
let config = '';

const POLITE = `import { definePlugin } from '@maspo/core';
export default definePlugin({
  name: 'polite',
  mutate: {
    polite: {
      description: 'Adds a courtesy line to the task.',
      options: {
        type: 'object',
        properties: {
          line: { type: 'string', default: 'Please be brief.', description: 'What to add.' },
          tone: { enum: ['warm', 'formal'], default: 'warm', description: 'How it sounds.' },
        },
      },
      run: ({ parent, options }) => [parent.append('task', options.line)],
    },
  },
});
`;

test.before(async () => {
  project = scriptedProject();
  project.write('polite.ts', POLITE);
  const scripted = readFileSync(join(project.dir, 'maspo.config.yaml'), 'utf8');
  config = `# yaml-language-server: $schema=./maspo.schema.json\n${scripted
    .replace('plugins: [', 'plugins: [./polite.ts, ')
    .replace('mutate: [{ use: hint }]', 'mutate:\n  - use: polite\n    line: Thanks.')}`;
  project.write('maspo.config.yaml', config);
  const { exitCode, stderr } = await project.maspo(['schema', '--out', 'maspo.schema.json']);
  assert.is(exitCode, 0, stderr);
  editor = await openEditor(server, join(project.dir, 'maspo.config.yaml'));
});
test.after(() => {
  editor?.[Symbol.dispose]();
  project.remove();
});

const mutation = (text: string): string => config.replace('  - use: polite\n    line: Thanks.', text);
const labels = (offered: readonly Offered[]): string[] => offered.map(({ label }) => label).sort();

test('a good config has nothing underlined', async () => {
  assert.equal(await editor.show(config), []);
});

test('the operators of the phase are offered behind `use`, those of the in-house plugin with them', async () => {
  const offered = await editor.complete(mutation('  - use: |'));
  assert.equal(labels(offered), ['hint', 'polite', 'stuck', 'useless']);
});

test('the options of the chosen operator are offered, and the values of one', async () => {
  const offered = labels(await editor.complete(mutation('  - use: polite\n    |')));
  for (const key of ['line', 'tone', 'weight']) assert.ok(offered.includes(key), offered.join());
  const values = labels(await editor.complete(mutation('  - use: polite\n    tone: |')));
  assert.equal(values, ['formal', 'warm']);
});

test('a wrong option, a wrong value and an unknown operator are underlined where they stand', async () => {
  for (const [text, message, place] of [
    ['  - use: polite\n    lines: Thanks.', /lines is not allowed/, [1, 4]],
    ['  - use: polite\n    tone: cold', /"warm" or "formal"|Value is not accepted/, [1, 10]],
    ['  - use: politely', /Value is not accepted/, [0, 9]],
  ] as const) {
    const [first, ...more] = await editor.show(mutation(text));
    assert.match(first?.message ?? '', message);
    assert.equal(more, [], text);
    const line = config.split('\n').indexOf('mutate:') + 1;
    assert.equal([(first?.range.start.line ?? 0) - line, first?.range.start.character], place);
  }
});

test.run();
