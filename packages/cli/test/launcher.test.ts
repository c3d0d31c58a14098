import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runLauncher } from './run-launcher.ts';

const test = suite('launcher');
const bin = join(import.meta.dirname, '../bin');
let folder = '';

test.before.each(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'maspo-launcher-')));
  cpSync(bin, join(folder, 'cli/bin'), { recursive: true });
  write('cli/package.json', '{ "name": "maspo", "type": "module" }');
});
test.after.each(() => rmSync(folder, { recursive: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

const main = (body: string) => `export async function main(argv) {\n${body}\n}\n`;
/** A command line that prints what it was given and ends with 7. */
const PRINTS = main('console.log(argv.join("|"));\nreturn 7;');

/** A core of two versions, linked like a workspace: which one is imported shows whether the condition is set. */
function writeCore(): void {
  const exports = { '.': { '@maspo/source': './core.ts', default: './core.js' } };
  write('core/package.json', JSON.stringify({ name: '@maspo/core', type: 'module', exports }));
  write('core/core.ts', "export const from: string = 'source';\n");
  write('core/core.js', "export const from = 'build';\n");
  mkdirSync(join(folder, 'node_modules/@maspo'), { recursive: true });
  symlinkSync(join(folder, 'core'), join(folder, 'node_modules/@maspo/core'), 'junction');
}

const run = (args: readonly string[], options: Parameters<typeof runLauncher>[2] = {}) =>
  runLauncher(join(folder, 'cli/bin/maspo.js'), args, { cwd: folder, ...options });

test('a built package runs its build, with all arguments, and ends with its exit code', async () => {
  write('cli/dist/main.js', PRINTS);
  const { stdout, stderr, exitCode } = await run(['optimize', '--json', 'a b']);
  assert.is(stdout, 'optimize|--json|a b');
  assert.is(stderr, '');
  assert.is(exitCode, 7);
});

test('a clone runs its source, and every import and resolve there finds source', async () => {
  writeCore();
  write('cli/dist/main.js', main('throw new Error("the build ran");'));
  write('config/plugin.ts', "import { from } from '@maspo/core';\nexport default `plugin on ${from}` as string;\n");
  write(
    'cli/src/main.ts',
    `import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { from } from '@maspo/core';
export async function main(argv: readonly string[]): Promise<number> {
  const [config = ''] = argv;
  const plugin = await import(pathToFileURL(config + '/plugin.ts').href);
  console.log(from, '|', plugin.default, '|', createRequire(config + '/x.yaml').resolve('@maspo/core').slice(-7));
  return 0;
}
`,
  );
  const { stdout, stderr, exitCode } = await run([join(folder, 'config')]);
  assert.is(stderr, '');
  assert.is(stdout, 'source | plugin on source | core.ts');
  assert.is(exitCode, 0);
});

test('the one warning about SQLite is hidden, every other is shown', async () => {
  write(
    'cli/dist/main.js',
    main(`process.emitWarning('SQLite is an experimental feature and might change at any time', 'ExperimentalWarning');
process.emitWarning('Something else', 'ExperimentalWarning');
await import('node:sqlite');
return 0;`),
  );
  const { stderr } = await run([]);
  assert.not.match(stderr, 'SQLite');
  assert.match(stderr, 'Something else');
});

test('TypeScript of the user is a module without a warning, whatever the package.json beside it says', async () => {
  const loads =
    "const { pathToFileURL } = await import('node:url');\nconsole.log((await import(pathToFileURL(argv[0]).href)).default);\nreturn 0;";
  write('cli/dist/main.js', main(loads));
  write('project/plugin.ts', "import { sep } from 'node:path';\nexport default `a${sep as string}` as string;\n");
  for (const manifest of ['{}', '{ "type": "commonjs" }', '{ "type": "module" }']) {
    write('project/package.json', manifest);
    const { stdout, stderr } = await run([join(folder, 'project/plugin.ts')]);
    assert.is(stderr, '', manifest);
    assert.match(stdout, /^a[/\\\\]$/);
  }
});

test('an old Node without a newer one beside says what is needed, what this is, and how to mend it', async () => {
  write('cli/dist/main.js', PRINTS);
  const { stdout, stderr, exitCode } = await run([], { version: '20.19.0' });
  assert.is(stdout, '');
  assert.is(exitCode, 1);
  const [first = '', second = ''] = stderr.split('\n');
  assert.match(first, /^maspo needs Node 22\.18 or newer; this is Node 20\.19\.0 \(.+\)\.$/);
  assert.match(second, 'npm install node@24');
});

/** The npm package `node`, with this very Node as its binary. */
function installNode(where: string, version: string): void {
  write(`${where}/node_modules/node/package.json`, JSON.stringify({ name: 'node', version }));
  mkdirSync(join(folder, where, 'node_modules/node/bin'));
  symlinkSync(process.execPath, join(folder, where, 'node_modules/node/bin/node'));
}

test('an old Node hands over to the package node, found from the working directory or from the launcher', async () => {
  write('cli/dist/main.js', PRINTS);
  for (const where of ['project', 'cli']) {
    installNode(where, '24.1.0');
    mkdirSync(join(folder, 'project/deep'), { recursive: true });
    const { stdout, exitCode } = await run(['a', 'b c'], { version: '20.19.0', cwd: join(folder, 'project/deep') });
    assert.is(stdout, 'a|b c', where);
    assert.is(exitCode, 7);
    rmSync(join(folder, where, 'node_modules'), { recursive: true });
  }
});

test('a package node that is too old itself is no help', async () => {
  write('cli/dist/main.js', PRINTS);
  installNode('.', '18.20.0');
  const { exitCode, stderr } = await run([], { version: '20.19.0' });
  assert.is(exitCode, 1);
  assert.match(stderr, 'maspo needs Node');
});

test('a handed-over command that dies of a signal dies of it here, too', async () => {
  installNode('.', '24.1.0');
  write(
    'cli/dist/main.js',
    main("process.kill(process.pid, 'SIGTERM');\nawait new Promise(() => setInterval(() => {}, 1000));"),
  );
  const { signal } = await run([], { version: '20.19.0' });
  assert.is(signal, 'SIGTERM');
});

test('a signal to the old Node reaches the handed-over command once', async () => {
  installNode('.', '24.1.0');
  write(
    'cli/dist/main.js',
    main(`let count = 0;
process.on('SIGINT', () => { count++; setTimeout(() => process.exit(130 + count - 1), 100); });
console.log('ready');
await new Promise(() => setInterval(() => {}, 1000));`),
  );
  const { exitCode } = await run([], { version: '20.19.0', interruptOn: 'ready' });
  assert.is(exitCode, 130);
});

test('a major version of two or three digits is compared as a number', async () => {
  write('cli/dist/main.js', PRINTS);
  assert.is((await run([], { version: '100.0.0' })).exitCode, 7);
  assert.is((await run([], { version: '22.9.0' })).exitCode, 1);
});

test.run();
