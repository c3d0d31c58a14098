#!/usr/bin/env node
// Starts the CLI on a Node that can run it. Plain JavaScript that an old Node can read: newer APIs are looked up, never imported by name.
import { existsSync, readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Type stripping without a flag, node:sqlite and synchronous module hooks: all there from this version on. */
const NEEDED = [22, 18];
/** Lets imports of @maspo packages find their TypeScript source; only a clone of the repository has it. */
const CONDITION = '@maspo/source';

const launcher = fileURLToPath(import.meta.url);
const sourceMain = new URL('../src/main.ts', import.meta.url);
const builtMain = new URL('../dist/main.js', import.meta.url);

if (isNewEnough(process.versions.node)) await start();
else await startOnNewerNode();

async function start() {
  const fromSource = existsSync(sourceMain);
  if (fromSource && !resolvesToSource()) return relaunch(process.execPath, [...process.execArgv, '-C', CONDITION]);
  nodeModule.enableCompileCache?.();
  muteSqliteWarning();
  takeTypeScriptAsModules();
  const { main } = await import(fromSource ? sourceMain.href : builtMain.href);
  process.exitCode = await main(process.argv.slice(2));
}

/** Adds the condition in this process, which saves a second start; false where this Node's hooks do not reach `require.resolve`. */
function resolvesToSource() {
  if (process.execArgv.includes(CONDITION)) return true;
  nodeModule.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: [...(context.conditions ?? []), CONDITION] }),
  });
  try {
    return nodeModule.createRequire(launcher).resolve('@maspo/core').endsWith('.ts');
  } catch {
    return false;
  }
}

/** Node 22 warns in one line of node:sqlite, on which the journal rests; every other warning stays. */
function muteSqliteWarning() {
  const emit = process.emitWarning;
  process.emitWarning = (warning, ...rest) => {
    const isSqlite = String(warning?.message ?? warning).startsWith('SQLite is an experimental feature');
    if (!isSqlite) Reflect.apply(emit, process, [warning, ...rest]);
  };
}

/** Plugins and configs in TypeScript are modules, whatever the package.json beside them says: `npm init` writes "commonjs" there. */
function takeTypeScriptAsModules() {
  const isOwn = (url) => /\.ts(\?|$)/.test(url) && !url.includes('/node_modules/');
  nodeModule.registerHooks({
    load: (url, context, next) => next(url, isOwn(url) ? { ...context, format: 'module-typescript' } : context),
  });
}

async function startOnNewerNode() {
  const node = findNodePackage();
  if (node !== undefined) return relaunch(node, []);
  const needed = NEEDED.join('.');
  console.error(`maspo needs Node ${needed} or newer; this is Node ${process.versions.node} (${process.execPath}).`);
  console.error('  Fix: run "npm install node@24" in this folder (maspo finds that copy), or upgrade Node.');
  process.exitCode = 1;
}

/** The binary of the npm package `node`, looked for from the working directory and from here upwards. */
function findNodePackage() {
  const bin = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  for (const folder of [...withParents(process.cwd()), ...withParents(dirname(launcher))]) {
    const root = join(folder, 'node_modules/node');
    if (existsSync(join(root, bin)) && isNewEnough(versionIn(join(root, 'package.json')))) return join(root, bin);
  }
  return undefined;
}

function withParents(folder) {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

function versionIn(file) {
  try {
    return String(JSON.parse(readFileSync(file, 'utf8')).version);
  } catch {
    return '0';
  }
}

function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1]);
}

/** Runs this very command on another Node and ends as it ends: same output, exit code and signal. */
async function relaunch(node, flags) {
  const { spawn } = await import('node:child_process');
  const child = spawn(node, [...flags, launcher, ...process.argv.slice(2)], { stdio: 'inherit' });
  const forward = (signal) => {
    // A terminal sends Ctrl-C to both processes; a second one would mean "leave at once".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  await new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`maspo could not start ${node}: ${error.message}`);
      console.error('  Fix: run "npm rebuild node" in this folder, or upgrade Node.');
      process.exitCode = 1;
      resolve();
    });
    child.once('exit', (code, signal) => {
      if (signal === null) process.exitCode = code;
      else {
        process.removeAllListeners(signal);
        process.kill(process.pid, signal);
      }
      resolve();
    });
  });
}
