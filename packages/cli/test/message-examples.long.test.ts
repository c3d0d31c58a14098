import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ConfigError, createPlan, loadConfig } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allExplanations, type Explanation, isOfConfig } from '../src/messages.ts';
import { PRESETS } from '../src/project.ts';

const test = suite('examples of the messages');
const repo = join(import.meta.dirname, '../../..');
const env = { MASPO_DOCS_MODEL: 'some-model', MASPO_DOCS_KEY: 'some secret key' };

/** What an example is laid over: its top-level keys replace these. */
const BASE = `version: 1
plugins: [ollama, mutators, scorers, selectors]
models:
  small: { use: ollama, model: "qwen2.5:0.5b", maxTokens: 24 }
system:
  agents:
    - { id: router, model: small, prompt: Name the team., input: "{{item.text}}" }
data: { file: tickets.jsonl }
mutate: [{ use: phrase-swap }]
score: { global: { use: exact-match, field: team } }
`;
const TICKETS = Array.from({ length: 12 }, (_, index) =>
  JSON.stringify({ text: `Message ${index}`, team: index % 2 === 0 ? 'bug' : 'billing' }),
).join('\n');

/** The files of an example: fenced blocks of a language that maspo reads; others are for people. */
function filesOf(text: string, heading: 'Wrong' | 'Right'): Readonly<Record<string, string>> {
  const part = text.split(`## ${heading}\n`)[1]?.split(/^## (?:Right|How to mend it)$/m)[0] ?? '';
  const blocks = [...part.matchAll(/^```(yaml|json|jsonl|ts|md)(?: (\S+))?\n([\s\S]*?)^```$/gm)];
  const files: Record<string, string> = {};
  for (const [, language, name, content = ''] of blocks) {
    if (name === undefined && language !== 'yaml') continue;
    if (name === undefined) files['maspo.config.yaml'] = overlaid(content);
    else files[name === 'whole' ? 'maspo.config.yaml' : name] = content;
  }
  return files;
}

function overlaid(example: string): string {
  const own = new Set([...example.matchAll(/^(\w+):/gm)].map(([, key]) => key));
  const blocks = BASE.split(/^(?=\w)/m).filter((block) => !own.has(block.split(':')[0]));
  return blocks.join('') + example;
}

/** The codes of all mistakes in a project of these files. */
async function codesOf(files: Readonly<Record<string, string>>, dir: string): Promise<string[]> {
  for (const [name, content] of Object.entries({ 'tickets.jsonl': TICKETS, ...files })) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  try {
    await createPlan(await loadConfig({ cwd: dir, env, presets: PRESETS }));
    return [];
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    return [...new Set(thrown.diagnostics.map(({ code }) => code))];
  }
}

let root = '';
test.before(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'maspo-messages-')));
  symlinkSync(join(repo, 'node_modules'), join(root, 'node_modules'), 'junction');
});
test.after(() => rmSync(root, { recursive: true }));

const dirOf = ({ code }: Explanation, heading: string): string => join(root, `${code}-${heading}`);
let wrong = 0;

for (const explanation of allExplanations()) {
  const { code, text } = explanation;
  test(`${code}: the wrong example has this mistake only, the right one has none`, async () => {
    const [bad, good] = [filesOf(text, 'Wrong'), filesOf(text, 'Right')];
    if (Object.keys(good).length > 0) assert.equal(await codesOf(good, dirOf(explanation, 'right')), []);
    if (Object.keys(bad).length === 0) return;
    // What fails in a run only is a valid config.
    assert.equal(await codesOf(bad, dirOf(explanation, 'wrong')), isOfConfig(code) ? [code] : []);
    wrong += 1;
  });
}

test('nearly all messages of configs have an example that was tried', () => {
  assert.ok(wrong > 60, `only ${wrong} wrong examples were tried`);
});

test.run();
