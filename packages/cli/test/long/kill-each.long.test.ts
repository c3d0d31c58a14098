import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { expectOnlyInFlightLost, finish, onRigs, openSmallRig, type Rig, type Running, session } from './rig.ts';
import type { Watch } from './server.ts';

const open = (): Promise<Rig> => openSmallRig();

const MOMENTS: Readonly<Record<string, (call: number, running: () => Running) => Watch>> = {
  'before it is answered': (call, running) => ({
    arrived: ({ number }) => {
      if (number === call) running().kill();
    },
  }),
  'right after it was answered': (call, running) => ({
    answered: ({ number }) => {
      if (number === call) running().kill();
    },
  }),
};

for (const [name, moment] of Object.entries(MOMENTS)) {
  test(`kill -9 at every call, ${name}: the same bytes, and nothing that was journaled is asked again`, async () => {
    await using first = await open();
    assert.ok(Object.values(first.expected).some((text) => text.includes('"type":"adopt"')));
    assert.ok(first.calls >= 40 && first.calls < 120, `${first.calls} calls`);
    const calls = Array.from({ length: first.calls }, (_, index) => index + 1);
    let killed = 0;
    await onRigs(open, calls, async (rig, call) => {
      const label = `killed at call ${call}`;
      const begun = await session(rig, ['optimize'], (running) => moment(call, running));
      if (begun.ended.signal === 'SIGKILL') killed++;
      expectOnlyInFlightLost(rig, begun, label);
      await finish(rig, label);
    });
    // After the last answer the process may be faster than the signal.
    assert.ok(killed >= calls.length - 1, `${killed} of ${calls.length} were killed`);
  });
}

test.run();
