import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { expectOnlyInFlightLost, finish, onRigs, openSmallRig, type Rig, session } from './rig.ts';

const preload = `--import ${pathToFileURL(join(import.meta.dirname, 'die-at-write.ts'))}`;
const open = (): Promise<Rig> => openSmallRig();

/** How often a whole run changes files of its folder. */
async function countChanges(): Promise<number> {
  await using rig = await open();
  const file = join(rig.project.dir, 'changes');
  const { ended } = await session(rig, ['optimize'], undefined, {
    env: { NODE_OPTIONS: preload, MASPO_TEST_CHANGES: file },
  });
  assert.is(ended.exitCode, 0, ended.stderr);
  return Number(readFileSync(file, 'utf8'));
}

test('killed at any change of the run folder, before it or in its midst, export included: the same bytes', async () => {
  const changes = await countChanges();
  assert.ok(changes > 10, `${changes} changes`);
  const cases = Array.from({ length: changes }, (_, index) => index + 1).flatMap((place) => [
    { place, half: false },
    { place, half: true },
  ]);
  let struck = 0;
  await onRigs(open, cases, async (rig, { place, half }) => {
    const label = `killed at change ${place} of ${changes}${half ? ', half of it done' : ''}`;
    const begun = await session(rig, ['optimize'], undefined, {
      env: {
        NODE_OPTIONS: preload,
        MASPO_TEST_DIE_AT: String(place),
        ...(half ? { MASPO_TEST_DIE_HALF: '1' } : {}),
      },
    });
    if (begun.ended.signal === 'SIGKILL') struck++;
    expectOnlyInFlightLost(rig, begun, label);
    await finish(rig, label);
  });
  // How often the usage is saved depends on the clock.
  assert.ok(struck >= cases.length - 4, `${struck} of ${cases.length} kills struck`);
});

test.run();
