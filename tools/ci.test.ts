import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('.ci/run');
let folder = '';

/** A clone whose npm does as told: what each of its commands prints and how it ends. */
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'maspo-ci-'));
  cpSync(join(import.meta.dirname, '../.ci/run'), join(folder, 'clone/.ci/run'));
  script('bin/npm', 'file="$STUBS/$(echo "$*" | tr " :" "__")"; [ -e "$file" ] && . "$file"; exit 0');
  stub('ci --no-audit --no-fund', '');
  stub('test', "echo '5 passed, 0 failed, 1 skipped'");
  stub('run check', "echo '8 passed, 0 failed'");
  stub('run test:long', "echo '20 passed, 0 failed'");
  stub('run test:real', 'echo "ollama: $MASPO_TEST_OLLAMA"; echo "2 passed, 0 failed, 3 skipped"');
});
test.after.each(() => rmSync(folder, { recursive: true }));

function write(file: string, text: string): string {
  const path = join(folder, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
const script = (file: string, body: string): void => chmodSync(write(file, `#!/bin/sh\n${body}\n`), 0o755);
const stub = (command: string, body: string): string => write(`stubs/${command.replaceAll(/[ :]/g, '_')}`, body);

async function run(ollama = '127.0.0.1:9') {
  const { all, exitCode } = await execa(join(folder, 'clone/.ci/run'), [], {
    all: true,
    reject: false,
    env: {
      PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`,
      STUBS: join(folder, 'stubs'),
      REAL_OLLAMA_HOME: join(folder, 'ollama'),
      // No server by default: whatever runs on this machine is none of this test's business.
      OLLAMA_HOST: ollama,
    },
  });
  return { output: all, exitCode, last: all.split('\n').at(-1) };
}

test('the last line sums all suites', async () => {
  const { exitCode, last, output } = await run();
  assert.is(last, '35 passed, 0 failed');
  assert.is(exitCode, 0);
  assert.match(output, '\n4 skipped\n');
});

test('one failure in any suite fails the run, and the others still run', async () => {
  for (const command of ['test', 'run check', 'run test:long', 'run test:real']) {
    const file = stub(command, "echo '1 passed, 1 failed'; echo 'npm error' >&2; exit 1");
    const { exitCode, last } = await run();
    assert.is(exitCode, 1, command);
    assert.match(last ?? '', /^\d+ passed, 1 failed$/);
    writeFileSync(file, "echo '1 passed, 0 failed'");
  }
});

test('a suite that says nothing, or dies after good counts, is a failure', async () => {
  stub('test', 'echo done');
  stub('run check', "echo '8 passed, 0 failed'; exit 7");
  const { exitCode, last } = await run();
  assert.is(last, '30 passed, 2 failed');
  assert.is(exitCode, 1);
});

test('an install that fails ends the run', async () => {
  stub('ci --no-audit --no-fund', 'exit 1');
  const { exitCode, last } = await run();
  assert.is(last, '0 passed, 1 failed');
  assert.is(exitCode, 1);
});

test('without a built Ollama the real one is skipped in print', async () => {
  script('shared/tools/real-ollama', 'echo called >> "$STUBS/ollama.log"; echo 127.0.0.1:9');
  const { output } = await run();
  assert.match(output, 'real Ollama: skipped, not built on this machine');
  assert.match(output, 'ollama: \n');
});

test('a built Ollama is started, passed on by its address, and stopped', async () => {
  script('shared/tools/real-ollama', 'echo "$*" >> "$STUBS/ollama.log"; [ "$1" = start ] && echo 127.0.0.1:9');
  script('ollama/bin/ollama', '');
  const { output, exitCode } = await run();
  assert.match(output, 'ollama: 127.0.0.1:9\n');
  assert.is(readFileSync(join(folder, 'stubs/ollama.log'), 'utf8'), 'start\nstop\n');
  assert.is(exitCode, 0);
});

test('an Ollama that ran before is used and left running', async () => {
  script('shared/tools/real-ollama', 'echo "$*" >> "$STUBS/ollama.log"; echo "$OLLAMA_HOST"');
  script('ollama/bin/ollama', '');
  const server = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { output } = await run(`127.0.0.1:${port}`);
  server.close();
  assert.match(output, `ollama: 127.0.0.1:${port}\n`);
  assert.is(readFileSync(join(folder, 'stubs/ollama.log'), 'utf8'), 'start\n');
});

test('a built Ollama that does not start is a failure, not a skip', async () => {
  script('shared/tools/real-ollama', 'exit 1');
  script('ollama/bin/ollama', '');
  const { last, exitCode } = await run();
  assert.is(last, '35 passed, 1 failed');
  assert.is(exitCode, 1);
});

test.run();
