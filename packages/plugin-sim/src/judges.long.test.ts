import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createPlan, loadConfig, openSession, type Result, type RunEvent } from '@maspo/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { simConfig } from './config.ts';
import type { Judge } from './parts/judge.ts';
import { writeProject } from './project.ts';
import { simSystem } from './system.ts';

const SPLIT = { train: 30, validation: 20, test: 0 };
/** Drawn from at the gate while it is undecided. */
const SPARE = 40;

/** What a run without labels, judged by such a judge, came to, and its rounds' scores. */
async function runWith(judge: Judge, seed: number, fitness: boolean) {
  const system = simSystem({ world: 'handoff', seed, judge });
  const scratch = join(import.meta.dirname, '..', '.maspo');
  mkdirSync(scratch, { recursive: true });
  const dir = mkdtempSync(join(scratch, 'judges-'));
  const scores: number[] = [];
  const see = (event: RunEvent): void => {
    if (event.type === 'round') scores.push(...event.standings.map(({ score }) => score));
  };
  try {
    const config = simConfig(system, { labels: false, split: SPLIT, calls: 900, runSeed: seed });
    const items = system.items(SPLIT.train + SPLIT.validation + SPLIT.test + SPARE);
    writeProject(dir, { ...config, gate: { fitness } }, items);
    const plan = await createPlan(await loadConfig({ cwd: dir }));
    return { result: await openSession(plan, { onEvent: see }).run(), scores };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function runsWith(judge: Judge, runs: number, fitness: boolean) {
  const all = [];
  for (let seed = 1; seed <= runs; seed++) all.push(await runWith(judge, seed, fitness));
  return all;
}

const isSeed = ({ agents }: Result): boolean => Object.values(agents).every(({ changed }) => !changed);

test('a coin as the judge claims an improvement in 5 % of 200 runs at most, with the fitness check off', async () => {
  const runs = await runsWith('coin', 200, false);
  const share = (is: (result: Result) => boolean) => runs.filter(({ result }) => is(result)).length / runs.length;
  const improved = share(({ verdict }) => verdict === 'improved');
  const reached = share(({ validation }) => validation !== null);
  const named = share(({ validation, unfitJudge }) => validation !== null && unfitJudge !== null);
  console.log(`improved ${improved}, reached the gate ${reached}, named ${named}`);
  assert.ok(improved <= 0.05, `${improved}`);
  assert.ok(reached > 0.5, `${reached}`);
});

test('a coin as the judge is found unfit and named, and keeps the seed', async () => {
  const runs = await runsWith('coin', 60, true);
  const reached = runs.filter(({ result }) => result.validation !== null);
  const kept = runs.filter(({ result }) => isSeed(result));
  const named = reached.filter(({ result }) => result.unfitJudge?.startsWith('judge '));
  console.log(`of 60: reached the gate ${reached.length}, named ${named.length}, kept the seed ${kept.length}`);
  assert.ok(reached.length > 30, `${reached.length}`);
  assert.ok(named.length >= 0.95 * reached.length, `${named.length} of ${reached.length}`);
  assert.ok(kept.length >= 0.95 * runs.length, `${kept.length}`);
});

test('a judge that always says A leaves every comparison at exactly one half, and the seed', async () => {
  for (const fitness of [true, false])
    for (const { result, scores } of await runsWith('always-first', 15, fitness)) {
      assert.ok(scores.length > 0 && scores.every((score) => score === 0.5));
      assert.is(result.verdict, 'seed-kept');
      assert.ok(isSeed(result));
      assert.is(result.judge.judge?.firstPositionShare, 1);
    }
});

test('an honest judge is not taken for a coin', async () => {
  const runs = await runsWith('honest', 20, true);
  assert.ok(runs.every(({ result }) => result.unfitJudge === null));
  assert.ok(runs.some(({ result }) => !isSeed(result)));
});

test.run();
