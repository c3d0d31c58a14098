import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../plan.ts';
import type { Result } from '../run/result.ts';
import { openSession } from '../session.ts';
import { messages, type PlanParts, testPlan } from './plan.fixture.ts';
import { createToy, operators, type Toy, type ToyOptions } from './toy.fixture.ts';

export type Parts = Omit<PlanParts, 'plugins'>;

/** A search that uses every kind of operator: models propose and judge, two parents are crossed. */
export const FULL: Parts = {
  mutate: [
    { use: 'add-word', options: {}, weight: 2 },
    { use: 'ask-word', options: {}, weight: 1 },
  ],
  crossover: [{ use: 'splice', options: {}, rate: 0.3 }],
  score: {
    local: { use: 'tidy', options: {}, weight: 0.2 },
    lookahead: { use: 'judge', options: {}, weight: 0.3 },
    global: { use: 'exact', options: {}, weight: 0.5 },
  },
};
/** A judge scores everything, and every answer of the system is rated by a model too. */
export const JUDGED: Parts = { ...FULL, score: { ...FULL.score, global: { use: 'judge', options: {}, weight: 0.5 } } };
export const RATED: Parts = { ...FULL, score: { ...FULL.score, global: { use: 'rubric', options: {}, weight: 0.5 } } };

/** What it learns about views and operators decides how it goes on. */
export const LEARNING: Parts = { ...FULL, weights: 'auto', search: { rounds: 2, operators: 'bandit' } };

export const MANY = {
  train: messages('train', 20),
  validation: messages('validation', 20),
  test: messages('test', 20),
};

export interface Ran {
  readonly toy: Toy;
  readonly plan: Plan;
  readonly result: Result | null;
  readonly error: Error | null;
}

export async function run(parts: Parts, options: ToyOptions = {}): Promise<Ran> {
  const toy = createToy(options);
  const plan = testPlan({ ...parts, plugins: [toy.plugin, operators] });
  try {
    return { toy, plan, result: await openSession(plan).run(), error: null };
  } catch (error) {
    return { toy, plan, result: null, error: error as Error };
  }
}

export const resultOf = ({ result, error }: Ran): Result => {
  if (result === null) throw error ?? new Error('no result');
  return result;
};

/** All that a run left which must not depend on how it came about, byte for byte. */
export function bytesOf({ plan }: Ran): Record<string, string> {
  const { folder } = openSession(plan);
  const names = [
    'result.json',
    'events.jsonl',
    ...readdirSync(join(folder, 'prompts')).map((name) => `prompts/${name}`),
  ];
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

export function eventsOf({ plan }: Ran): { readonly type: string; readonly [key: string]: unknown }[] {
  const text = readFileSync(join(openSession(plan).folder, 'events.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
