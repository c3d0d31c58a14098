import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MODULE_FORMATS, type ModuleFormat, promptModule } from './prompt-module.ts';

const test = suite('prompts as modules');
const TEXTS = {
  router: 'Name the "team".\nOne word: `a`, ${b}, {{c}}, {d}, %s, \\n, \'e\'.',
  'note-taker': '"""\n\'\'\'\n*/ } as const; process.exit(1) //\n# \\u0041 \\N{DASH}',
  odd: '\u2028\u2029\u202e\u0000\u007f\u0085\ufeff\ud800 é 漢 🙂',
};
let dir = '';
test.before(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'maspo-module-')));
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
});
test.after(() => rmSync(dir, { recursive: true }));

function written(format: ModuleFormat): { readonly path: string; readonly text: string } {
  const { file, text } = promptModule(format, { runId: '0123456789ab', verdict: 'improved' }, TEXTS);
  writeFileSync(join(dir, file), text);
  return { path: join(dir, file), text };
}

test('no module holds characters that hide, reorder or end a line of code', () => {
  for (const format of MODULE_FORMATS)
    assert.not.match(
      written(format).text,
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\ufeff]|\p{Surrogate}/u,
    );
});

test('TypeScript has the texts as they are', async () => {
  const { prompts } = await import(pathToFileURL(written('typescript').path).href);
  assert.equal(prompts, TEXTS);
});

test('the AI SDK gets a system message for each agent', async () => {
  const { agents } = await import(pathToFileURL(written('ai-sdk').path).href);
  assert.equal(agents, Object.fromEntries(Object.entries(TEXTS).map(([id, system]) => [id, { system }])));
});

test('both type-check, names of agents and texts included', async () => {
  written('typescript');
  written('ai-sdk');
  const use = `import { agents } from './agents.ts';
import { type AgentName, prompts } from './prompts.ts';
const name: AgentName = 'note-taker';
export const texts: readonly string[] = [prompts[name], prompts.router, agents.odd.system];
// @ts-expect-error there is no such agent
export const none = prompts.nobody;
`;
  writeFileSync(join(dir, 'use.ts'), use);
  const flags = ['--noEmit', '--strict', '--allowImportingTsExtensions', '--module', 'nodenext', '--types', ''];
  const { exitCode, stdout } = await execa('tsc', [...flags, 'use.ts'], {
    cwd: dir,
    reject: false,
    preferLocal: true,
    localDir: import.meta.dirname,
  });
  assert.is(exitCode, 0, stdout);
});

const { exitCode: hasPython } = await execa('python3', ['--version'], { reject: false });
const ifPython = hasPython === 0 ? test : test.skip;
ifPython('Python reads the same dict, without running anything', async () => {
  const { text } = written('python');
  const program = 'import ast, json, sys; print(json.dumps(ast.literal_eval(sys.stdin.read())))';
  const { stdout } = await execa('python3', ['-c', program], { input: text.slice(text.indexOf('{')) });
  assert.equal(JSON.parse(stdout), TEXTS);
  const statements = 'import ast, sys; print(len(ast.parse(sys.stdin.read()).body))';
  assert.is((await execa('python3', ['-c', statements], { input: text })).stdout, '1');
});

test.run();
