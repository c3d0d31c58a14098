import { existsSync, type FSWatcher, mkdirSync, watch as watchFolder } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { expectOnlyInFlightLost, finish, onRigs, openSmallRig, type Rig, type Running, session } from './rig.ts';
import type { Watch } from './server.ts';
import { hash } from './world.ts';

const CASES = 54;
/** The cases are drawn from this: another number kills at other points. */
const SEED = process.env.MASPO_TEST_SEED ?? '1';

const open = (): Promise<Rig> => openSmallRig({}, { latency: ({ body }) => hash(`latency ${body}`, 4) });

/** A kill: what is waited for, and milliseconds after it. */
interface Kill {
  readonly at: 'start' | 'greeting' | 'arrival' | 'answer' | 'export';
  readonly call: number;
  readonly delay: number;
}

const KINDS: readonly Kill['at'][] = ['answer', 'arrival', 'answer', 'export', 'answer', 'start', 'greeting', 'answer'];

/** One to four kills in a row. */
function killsOf(index: number, calls: number): Kill[] {
  const draw = (what: string, below: number): number => hash(`${SEED} ${index} ${what}`, below);
  return Array.from({ length: index % 3 === 0 ? 1 + draw('kills', 4) : 1 }, (_, nth): Kill => {
    const at = KINDS[(index + nth) % KINDS.length] ?? 'answer';
    const delay = at === 'start' ? draw(`delay ${nth}`, 700) : draw(`delay ${nth}`, 12) / 2;
    return { at, call: 1 + draw(`call ${nth}`, calls), delay };
  });
}

/** Kills by what the server sees; half milliseconds hit the window in which answers are journaled. */
function watchFor(kill: Kill, running: () => Running): Watch {
  const strike = async (): Promise<void> => {
    if (kill.delay > 0) await sleep(kill.delay);
    running().kill();
  };
  const atCall = ({ number }: { readonly number: number }): void => {
    if (number === kill.call) void strike();
  };
  switch (kill.at) {
    case 'start':
      return {};
    case 'greeting':
      return { greeted: () => void strike() };
    case 'arrival':
      return { arrived: atCall };
    case 'answer':
      return { answered: atCall };
    case 'export':
      return {};
  }
}

/** Kills as soon as the folder of the run shows a sign of the export. */
function strikeAtExport(dir: string, kill: Kill, running: () => Running): FSWatcher {
  const runs = join(dir, '.maspo/runs');
  mkdirSync(runs, { recursive: true });
  return watchFolder(runs, { recursive: true }, (_, file) => {
    if (!/prompts|result\.json/.test(String(file))) return;
    if (kill.delay < 3) running().kill();
    else setImmediate(() => running().kill());
  });
}

async function killOnce(rig: Rig, kill: Kill, label: string): Promise<boolean> {
  const resumable = existsSync(join(rig.project.dir, '.maspo/journal.db'));
  let watcher: FSWatcher | null = null;
  const killed = await session(rig, ['optimize'], (running) => {
    if (kill.at === 'export') watcher = strikeAtExport(rig.project.dir, kill, running);
    if (kill.at === 'start') void sleep(kill.delay).then(() => running().kill());
    return watchFor(kill, running);
  });
  (watcher as FSWatcher | null)?.close();
  assert.ok(killed.ended.signal === 'SIGKILL' || killed.ended.exitCode === 0, `${label}: ${killed.ended.stderr}`);
  expectOnlyInFlightLost(rig, killed, label);
  assert.ok(resumable || killed.journaledBefore === 0);
  return killed.ended.signal === 'SIGKILL';
}

test(`kill -9 at ${CASES} random points, some in a row: the same bytes, and nothing that was journaled is asked again`, async () => {
  const cases = Array.from({ length: CASES }, (_, index) => index);
  let kills = 0;
  await onRigs(open, cases, async (rig, index) => {
    const plan = killsOf(index, rig.calls);
    const label = `case ${index} of seed ${SEED}: ${JSON.stringify(plan)}`;
    for (const kill of plan) if (await killOnce(rig, kill, label)) kills++;
    await finish(rig, label);
  });
  assert.ok(kills >= 50, `${kills} kills struck`);
});

test.run();
