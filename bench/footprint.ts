/**
 * What an installation takes, and how long its shortest commands do.
 *
 *     npm run bench:footprint -- --repeats 15
 *
 * Packs the packages as they would be published and installs them in empty folders: `maspo` with the core alone, which is what is
 * counted, and with the plugins of a config that `maspo init` writes, which is validated. Each command is a process of its own,
 * started `repeats` times by turns; shown are medians, and how often as long as a Node that does nothing. Prints Markdown.
 * Fails (exit 1) when something is broken or too large, never because it is slow: machines differ.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { footprintOf } from '../tools/lib/footprint.ts';
import { type Packed, packAll } from '../tools/lib/pack.ts';

const MOST_PACKAGES = 50;
const MOST_MEGABYTES = 15;
const PLUGINS = ['ollama', 'mutators', 'scorers', 'selectors'].map((name) => `@maspo/plugin-${name}`);

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '15' } } });
const repeats = Math.max(1, Number(values.repeats));
const folder = mkdtempSync(join(tmpdir(), 'maspo-footprint-'));
try {
  const packed = await packAll(folder);
  const alone = await install('alone', packed, ['maspo', '@maspo/core']);
  const whole = await install('whole', packed, ['maspo', '@maspo/core', ...PLUGINS]);
  await execa('npx', ['--no-install', 'maspo', 'init', '--provider', 'ollama', '--yes'], {
    cwd: whole,
    env: { OLLAMA_HOST: '127.0.0.1:1' },
  });
  printSizes(alone);
  printTimes(await measureAll(whole));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Installs packages from their tarballs in a new folder. */
async function install(name: string, packed: readonly Packed[], names: readonly string[]): Promise<string> {
  const cwd = join(folder, name);
  mkdirSync(cwd);
  writeFileSync(join(cwd, 'package.json'), '{ "private": true }\n');
  const tarballs = packed.filter((one) => names.includes(one.name)).map(({ tarball }) => tarball);
  await execa('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs], { cwd });
  return cwd;
}

function printSizes(cwd: string): void {
  const { packages, bytes } = footprintOf(join(cwd, 'node_modules'));
  const megabytes = bytes / 1e6;
  console.log('| maspo with its core, installed | | at most |\n|---|---|---|');
  console.log(`| packages | ${packages.length} | ${MOST_PACKAGES} |`);
  console.log(`| size | ${megabytes.toFixed(1)} MB | ${MOST_MEGABYTES} MB |\n`);
  if (packages.length > MOST_PACKAGES || megabytes > MOST_MEGABYTES) {
    console.error(`too large: ${packages.join(', ')}`);
    process.exitCode = 1;
  }
}

/** Seconds of each command, as often as it was started. */
async function measureAll(cwd: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const launcher = join(cwd, 'node_modules/maspo/bin/maspo.js');
  const commands: Readonly<Record<string, readonly string[]>> = {
    'node -e 0': ['-e', '0'],
    'maspo --version': [launcher, '--version'],
    'maspo validate': [launcher, 'validate'],
  };
  const times = new Map(Object.keys(commands).map((name): [string, number[]] => [name, []]));
  // The first turn fills the caches of disk and compiler, as any earlier command of a user does.
  for (let turn = 0; turn <= repeats; turn++) {
    for (const [name, args] of Object.entries(commands)) {
      const started = performance.now();
      await execa(process.execPath, args, { cwd, stdin: 'ignore', env: { NODE_OPTIONS: '' } });
      if (turn > 0) times.get(name)?.push((performance.now() - started) / 1000);
    }
  }
  return times;
}

function printTimes(times: ReadonlyMap<string, readonly number[]>): void {
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
  const bare = median(times.get('node -e 0') ?? []);
  console.log(`Medians of ${repeats} starts, Node ${process.versions.node}, ${cpus()[0]?.model.trim()}:\n`);
  console.log('| command | median | least | of a bare Node |\n|---|---|---|---|');
  for (const [name, wall] of times)
    console.log(
      `| \`${name}\` | ${(1000 * median(wall)).toFixed(0)} ms | ${(1000 * Math.min(...wall)).toFixed(0)} ms | ${(median(wall) / bare).toFixed(1)} × |`,
    );
}
