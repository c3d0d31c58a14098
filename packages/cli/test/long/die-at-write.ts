// Loaded into the command by `node --import`: ends the process, as if by kill -9, at its n-th change of a file under
// `.maspo` (MASPO_TEST_DIE_AT), before it or, where text is written, in the midst of it (MASPO_TEST_DIE_HALF). Without
// these it only counts, and says the count in a file (MASPO_TEST_CHANGES) at the end. The lines of events.jsonl and what
// SQLite does to the journal are not seen here.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { MASPO_TEST_DIE_AT, MASPO_TEST_DIE_HALF, MASPO_TEST_CHANGES } = process.env;
const { writeFileSync } = fs;
let changes = 0;

for (const name of [
  'writeFileSync',
  'appendFileSync',
  'renameSync',
  'rmSync',
  'mkdirSync',
  'createWriteStream',
  'openSync',
]) {
  const original = (fs as unknown as Record<string, (...args: unknown[]) => unknown>)[name];
  if (original === undefined) continue;
  const counted = (...args: unknown[]): unknown => {
    const [path, text] = args;
    if (!String(path).includes('.maspo') || ++changes !== Number(MASPO_TEST_DIE_AT)) return original(...args);
    if (MASPO_TEST_DIE_HALF !== undefined && typeof text === 'string' && name.endsWith('FileSync'))
      original(path, text.slice(0, text.length / 2));
    return process.kill(process.pid, 'SIGKILL');
  };
  Object.assign(fs, { [name]: counted });
}
syncBuiltinESMExports();

if (MASPO_TEST_CHANGES !== undefined) process.on('exit', () => writeFileSync(MASPO_TEST_CHANGES, String(changes)));
