import { globSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { finish, onRigs, openSmallRig, type Rig, session } from './rig.ts';
import { hash } from './world.ts';

const SEED = process.env.MASPO_TEST_SEED ?? '1';
const open = (): Promise<Rig> => openSmallRig();

/** What a crash of the machine, or of a disk, may do to the write-ahead log. */
const DAMAGE: Readonly<Record<string, (log: string, draw: (below: number) => number) => void>> = {
  'a few bytes cut off': (log, draw) => truncateSync(log, statSync(log).size - 1 - draw(200)),
  'any number of bytes cut off': (log, draw) => truncateSync(log, draw(statSync(log).size)),
  'garbage at its end': (log, draw) =>
    writeFileSync(log, Buffer.alloc(1 + draw(9000), `garbage ${draw(1000)}`), { flag: 'a' }),
  'a torn last page': (log) => {
    const bytes = readFileSync(log);
    bytes.fill(0, bytes.length - 2000);
    writeFileSync(log, bytes);
  },
  'a byte flipped': (log, draw) => {
    const bytes = readFileSync(log);
    const at = draw(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
    writeFileSync(log, bytes);
  },
  'its index lost': (log) => rmSync(log.replace(/-wal$/, '-shm'), { force: true }),
  'all of it lost': (log) => rmSync(log),
};

test('a write-ahead log that was torn in any way: the run is resumed to the same bytes, and only what was lost is asked again', async () => {
  const cases = Object.entries(DAMAGE).flatMap(([name, damage]) => [0, 1].map((nth) => ({ name, damage, nth })));
  await onRigs(open, cases, async (rig, { name, damage, nth }) => {
    const draw = (below: number): number => hash(`${SEED} ${name} ${nth}`, below);
    const call = 5 + draw(rig.calls - 5);
    const label = `${name}, killed at call ${call}`;
    await session(rig, ['optimize'], (running) => ({
      arrived: ({ number }) => {
        if (number === call) running().kill();
      },
    }));
    const [log] = globSync('.maspo/journal.db-wal', { cwd: rig.project.dir });
    assert.ok(log !== undefined, label);
    damage(join(rig.project.dir, log), draw);
    // It counts what the journal still has: of that nothing is asked again.
    await finish(rig, label);
  });
});

test.run();
