import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlan, loadConfig, type OptionsSchema } from '@maspo/core';
import { testOperator } from '@maspo/core/testing';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PRESETS } from '../packages/cli/src/project.ts';
import { type Block, blocksIn } from './lib/docs-page.ts';
import { sourcesIn } from './lib/imports.ts';

const test = suite('snippets of the documentation');
const repo = join(import.meta.dirname, '..');
const env = { MY_KEY: 'some key that is long enough', OPENAI_API_KEY: 'another key' };

/** What a part of a config is laid over: its keys win. */
const BASE = `version: 1
plugins: [sim, mutators, scorers, selectors]
models:
  small: { use: sim, world: 'null' }
  judge: { use: sim, world: 'null', part: judge }
  writer: { use: sim, world: 'null', part: writer }
  agents: { use: sim, world: 'null' }
system:
  agents:
    - { id: reader, model: small, prompt: Note what it says., input: "{{item.text}}" }
    - { id: router, model: small, prompt: Name the team., input: "{{reader.output}}", output: { choice: [billing, bug, account] } }
data: { file: tickets.jsonl, split: { train: 60, validation: 40, test: 80 } }
mutate: [{ use: phrase-swap }]
score: { global: { use: exact-match, field: team } }
`;

const blocks = ['README.md', ...sourcesIn(repo, 'docs/**/*.md')]
  .filter((page) => page !== 'docs/reference/diagnostics.md') // its examples are wrong on purpose, and have a test of their own
  .flatMap((page) => blocksIn(repo, page))
  .filter(({ mark }) => mark?.kind !== 'illustration');
const placeOf = ({ page, line }: Block): string => `${page}:${line}`;

let root = '';
test.before(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'maspo-snippets-')));
  symlinkSync(join(repo, 'node_modules'), join(root, 'node_modules'), 'junction');
});
test.after(() => rmSync(root, { recursive: true }));

/** A project with what the pages speak of: tickets, a prompt file, the files of the block's own page. */
function projectFor(block: Block): string {
  const dir = join(root, placeOf(block).replaceAll(/[^\w]/g, '-'));
  mkdirSync(join(dir, 'prompts'), { recursive: true });
  const tickets = Array.from({ length: 180 }, (_, index) => ({
    id: `T${index}`,
    text: `${'abcdefghij'[index % 10]}${index * 7919} is ${index * 104729} and ${index * 1299709}`,
    team: ['bug', 'billing', 'account'][index % 3],
  }));
  writeFileSync(join(dir, 'tickets.jsonl'), tickets.map((ticket) => `${JSON.stringify(ticket)}\n`).join(''));
  writeFileSync(join(dir, 'tickets.json'), JSON.stringify(tickets));
  writeFileSync(join(dir, 'prompts/router.md'), 'Name the team. It is one of: billing, bug, account.\n');
  for (const { page, mark, text } of blocks)
    if (page === block.page && mark?.kind === 'file') writeFileSync(join(dir, mark.name), text);
  return dir;
}

const WHOLE = /^plugins:[\s\S]*^system:[\s\S]*^data:/m;

for (const block of blocks.filter(({ language }) => language === 'yaml'))
  test(`${placeOf(block)} is a valid config, or a part of one`, async () => {
    const dir = projectFor(block);
    const file = join(dir, 'maspo.config.yaml');
    writeFileSync(join(dir, 'base.yaml'), BASE);
    writeFileSync(file, WHOLE.test(block.text) ? block.text : overBase(block.text));
    const plan = await createPlan(await loadConfig({ cwd: dir, file, presets: PRESETS, env }));
    assert.ok(plan.system.agents.length > 0);
  });

/** Maps merge with those of the base, but lists replace lists, so the plugins of both are named. */
function overBase(part: string): string {
  const own = /^plugins: \[(.*?)\]/m.exec(part)?.[1]?.split(', ') ?? [];
  const names = new Set(['sim', 'mutators', 'scorers', 'selectors', ...own]);
  return `extends: base.yaml\nplugins: [${[...names].join(', ')}]\n${part.replace(/^plugins: .*$/m, '')}`;
}

const plugins = blocks.filter(
  ({ language, text }) => language === 'ts' && text.includes('export default definePlugin'),
);

for (const block of plugins)
  test(`${placeOf(block)} is a plugin whose operators keep what maspo relies on`, async () => {
    const file = join(projectFor(block), 'snippet.ts');
    writeFileSync(file, block.text);
    const { default: plugin } = await import(file);
    let tried = 0;
    for (const phase of ['init', 'mutate', 'crossover', 'score', 'select'])
      for (const operator of Object.values(plugin[phase] ?? {})) {
        await testOperator(operator as Sample, {
          options: requiredOptions(operator as Sample),
          replies: () => 'Name it.',
        });
        tried += 1;
      }
    assert.ok(tried > 0 || plugin.forward !== undefined || plugin.apply !== undefined, 'it has no operator');
  });

type Sample = NonNullable<Parameters<typeof testOperator>[0]> & { readonly options?: OptionsSchema };

/** Values for the options that have no default. */
const requiredOptions = ({ options }: Sample): Record<string, unknown> =>
  Object.fromEntries(
    (options?.required ?? []).map((name) => {
      const property = options?.properties[name];
      return [
        name,
        property !== undefined && 'type' in property && property.type === 'array' ? ['Be brief.'] : 'small',
      ];
    }),
  );

test('there are snippets of each kind', () => {
  assert.ok(plugins.length >= 2, `${plugins.length} plugins`);
  assert.ok(blocks.filter(({ language }) => language === 'yaml').length >= 5);
});

test.run();
