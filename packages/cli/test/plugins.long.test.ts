import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { KINDS } from '../src/scaffold/kinds.ts';
import { type Project, scriptedProject } from './project.ts';

const test = suite('maspo plugins');
let project: Project;
test.before.each(() => {
  project = scriptedProject();
});
test.after.each(() => project.remove());

/** Runs the test of a scaffolded package on the packages of this repository. */
const runTest = (folder: string) =>
  execa(process.execPath, ['-C', '@maspo/source', '--disable-warning=ExperimentalWarning', 'index.test.js'], {
    cwd: folder,
    all: true,
    reject: false,
    env: { NODE_OPTIONS: '' },
  });

/** The lines that the README of a scaffold shows for a config, without `plugins`. */
function useIn(folder: string): string {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  return /```yaml\nplugins: .*\n([\s\S]+?)```/.exec(readme)?.[1] ?? '';
}

test('new writes a package of each kind that passes its own test, and all of them work in one config', async () => {
  const folderOf = (kind: string): string => join(project.dir, `maspo-plugin-our-${kind}`);
  await Promise.all(
    KINDS.map(async (kind) => {
      const { stdout, stderr, exitCode } = await project.maspo(['plugins', 'new', `our-${kind}`, '--kind', kind]);
      assert.is(exitCode, 0, stderr);
      assert.match(stdout, `cd maspo-plugin-our-${kind} && npm install && npm test`);
      const { all, exitCode: failed } = await runTest(folderOf(kind));
      assert.is(failed, 0, all);
    }),
  );
  const files = KINDS.map((kind) => `./maspo-plugin-our-${kind}/index.js`);
  const system = 'system: { agents: [{ id: router, model: small, prompt: Name the team., input: "{{item.text}}" }] }';
  const uses = KINDS.map((kind) => useIn(folderOf(kind))).join('');
  const config = `version: 1\nplugins: [${files.join(', ')}]\n${system}\ndata: { file: items.json }\n${uses}`;
  project.write('maspo.config.yaml', config);
  const { stderr, exitCode } = await project.maspo(['validate']);
  assert.is(exitCode, 0, stderr);
});

test.run();
