import { type ProbeReport, probe } from '@maspo/core';
import { simSystem, type WorldName } from '@maspo/plugin-sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { planFor } from './project.ts';

const SPLIT = { train: 60, validation: 40, test: 0 };

async function probed(world: WorldName, seed: number, calls: number): Promise<ProbeReport> {
  return probe(await planFor(simSystem({ world, seed }), { split: SPLIT }), { calls });
}

test('where nothing helps a probe never says that something pays, and with more calls that nothing does', async () => {
  const told: string[] = [];
  for (let seed = 1; seed <= 12; seed++) {
    for (const calls of [60, 300]) {
      const { prospect, agents } = await probed('null', seed, calls);
      assert.is.not(prospect, 'pays', `seed ${seed}, ${calls} calls`);
      assert.not.ok(agents.some(({ verdict }) => verdict === 'pays'));
      if (calls === 300) told.push(prospect);
    }
  }
  // It said so on 35 of 40 seeds; on the others chance moved too many answers to exclude a gain.
  assert.ok(told.filter((prospect) => prospect === 'nothing-seen' || prospect === 'inert').length >= 7, told.join(' '));
});

test('where much is to be gained a probe measures the seed’s true quality, and calls it neither right nor hopeless', async () => {
  for (const world of ['coupled', 'handoff'] as const) {
    const report = await probed(world, 2, 300);
    const { seedQuality } = simSystem({ world, seed: 2 });
    assert.ok(Math.abs((report.score?.mean ?? 0) - seedQuality) < 0.2, `${report.score?.mean}, ${seedQuality}`);
    assert.not.ok(['ceiling', 'floor', 'inert'].includes(report.prospect), report.prospect);
    assert.ok(report.calls <= 300);
  }
});

test('a system that is too large for the calls is refused with the number that is enough', async () => {
  const plan = await planFor(simSystem({ world: 'chain-12' }), { split: SPLIT });
  const refused = await probe(plan).catch((error: Error) => error.message);
  const [, need = ''] = /needs (\d+) calls, not 60/.exec(String(refused)) ?? [];
  const { calls, items } = await probe(plan, { calls: Number(need) });
  assert.ok(calls <= Number(need) && items >= 2);
});

test.run();
