/**
 * Large systems: what a turn costs by the number of agents after the edited one, what a long run keeps in memory, and how many
 * steps (barriers: all calls of a step run side by side) it takes with and without `search.together`.
 *
 *     npm run bench:scale -- --budget 20000
 *
 * Worlds of @maspo/plugin-sim: a chain of 12 agents, and 48 agents (44 scouts, 3 desks, a router).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type AgentId, createPlan, loadConfig, openSession, type Plan, type RunEvent } from '@maspo/core';
import { simConfig, simSystem, writeProject } from '@maspo/plugin-sim';
import { garbageCollector } from './engine/memory.ts';

const { values } = parseArgs({ options: { budget: { type: 'string', default: '20000' } } });
const BUDGET = Number(values.budget);
const SPLIT = { train: 40, validation: 20, test: 0 };
type World = 'chain-12' | 'fan-48';

const collect = garbageCollector();
const heapInMB = (): number => {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

interface Turn {
  readonly agent: AgentId;
  calls: number;
}

interface Watched {
  readonly turns: Turn[];
  readonly heap: { readonly calls: number; readonly mb: number }[];
  calls: number;
  steps: number;
}

/** Adds an event up: which turn paid what, and the heap each time a quarter of the budget has been used. */
function watch(seen: Watched, event: RunEvent): void {
  if (event.type === 'turn') seen.turns.push({ agent: event.agent, calls: 0 });
  if (event.type !== 'step') return;
  const turn = seen.turns.at(-1);
  if (turn !== undefined) turn.calls += event.spend.agent?.calls ?? 0;
  seen.calls += Object.values(event.spend).reduce((sum, { calls }) => sum + calls, 0);
  seen.steps++;
  if (seen.calls >= ((seen.heap.length + 1) * BUDGET * 0.95) / 4) seen.heap.push({ calls: seen.calls, mb: heapInMB() });
}

async function runOf(world: World, together: number, calls: number): Promise<{ plan: Plan; seen: Watched }> {
  const system = simSystem({ world });
  const dir = mkdtempSync(join(import.meta.dirname, '.scale-'));
  try {
    const config = simConfig(system, { split: SPLIT, calls });
    const search = { cycles: 1000, patience: 1000, order: 'topological', together };
    writeProject(dir, { ...config, search }, system.items(SPLIT.train + SPLIT.validation));
    const plan = await createPlan(await loadConfig({ cwd: dir }));
    const seen: Watched = { turns: [], heap: [], calls: 0, steps: 0 };
    await openSession(plan, { onEvent: (event) => watch(seen, event) }).run();
    return { plan, seen };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const round = (value: number): string => Math.round(value).toLocaleString('en-US');

function printTurns(world: World, { plan, seen }: Awaited<ReturnType<typeof runOf>>): void {
  // The first turn also runs the whole system once; the last may be cut short by the budget.
  const turns = seen.turns
    .slice(1, -1)
    .map(({ agent, calls }) => ({ after: plan.system.affectedBy(agent).size - 1, calls }));
  const agents = plan.system.agents.length;
  for (const [after, group] of [...Map.groupBy(turns, (turn) => turn.after)].sort(([a], [b]) => a - b)) {
    const calls = mean(group.map((turn) => turn.calls));
    console.log(
      `| ${world} | ${agents} | ${after} | ${group.length} | ${round(calls)} | ${round(calls / (1 + after))} |`,
    );
  }
}

console.log('| world | agents | after the edited one | turns | agent calls a turn | by agents run anew |');
console.log('|---|---:|---:|---:|---:|---:|');
for (const world of ['chain-12', 'fan-48'] as const) printTurns(world, await runOf(world, 1, BUDGET));

console.log('\n| fan-48 | steps | calls | calls a step |\n|---|---:|---:|---:|');
for (const together of [1, 8]) {
  const { seen } = await runOf('fan-48', together, BUDGET);
  console.log(
    `| search.together: ${together} | ${round(seen.steps)} | ${round(seen.calls)} | ${round(seen.calls / seen.steps)} |`,
  );
}

console.log('\n| fan-48: calls | heap used (MB) |\n|---:|---:|');
const { seen } = await runOf('fan-48', 1, BUDGET);
for (const { calls, mb } of seen.heap) console.log(`| ${round(calls)} | ${mb.toFixed(1)} |`);
