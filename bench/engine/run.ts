import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSession } from '../../packages/core/src/session.ts';
import { messages, testPlan } from '../../packages/core/src/test/plan.fixture.ts';
import { FULL } from '../../packages/core/src/test/run.fixture.ts';
import { createToy, operators, textOf } from '../../packages/core/src/test/toy.fixture.ts';
import { IN_FLIGHT } from './gateway.ts';
import { type Findings, measure, type Took } from './measure.ts';

/** A whole optimize run, and the same run again from its journal. */
export interface RunTimes extends Findings {
  readonly first: Took;
  readonly replay: Took;
}

/** Two agents, all kinds of operators, a judge: a search that a budget of some ten thousand calls would pay for. */
export const openRun = () => {
  const toy = createToy();
  const plan = testPlan({
    ...FULL,
    plugins: [toy.plugin, operators],
    items: { train: messages('train', 400), validation: messages('validation', 400), test: messages('test', 400) },
    search: { cycles: 3, rounds: 3, offspring: 4, batch: [40, 100, 400], patience: 99 },
    run: { concurrency: IN_FLIGHT },
  });
  return { toy, plan };
};

export async function measureRun(): Promise<RunTimes> {
  const { toy, plan } = openRun();
  const first = openSession(plan);
  const took = await measure(0, first.run);
  const made = toy.requests.length;
  const files = filesOf(first.folder);
  const again = openSession(plan);
  const replay = await measure(0, again.run);
  const { spend } = first.state();
  const logical = [...spend.values()].reduce((sum, { calls }) => sum + calls, 0);
  const problems = [
    ...(made === logical ? [] : [`the run counts ${logical} calls, its provider ${made}`]),
    ...(toy.requests.length === made ? [] : [`the replay made ${toy.requests.length - made} calls`]),
    ...(files === filesOf(again.folder) ? [] : ['the replay ended with other files']),
  ];
  return {
    first: { ...took, calls: logical },
    replay: { ...replay, calls: logical },
    duplicates: made - new Set(toy.requests.map(textOf)).size,
    problems,
  };
}

const filesOf = (folder: string): string =>
  ['result.json', 'events.jsonl'].map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
