import { createPrompt, type ScoredCandidate, type SelectOperator } from '@maspo/core';
import { fakeCandidate, testOperator } from '@maspo/core/testing';
import fc from 'fast-check';
import plugin from '../src/index.ts';

export const named = (task: string, parts: Partial<ScoredCandidate> = {}): ScoredCandidate =>
  fakeCandidate(createPrompt({ task }), parts);

export interface Selection {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly incumbent: ScoredCandidate;
  readonly randomSeed?: number;
}

/** The tasks that a selector keeps, in its order. The test kit refuses unknown and repeated ids. */
export async function kept(
  name: string,
  candidates: readonly ScoredCandidate[],
  { options = {}, incumbent, randomSeed = 1 }: Selection,
): Promise<string[]> {
  const operator: SelectOperator | undefined = plugin.select?.[name];
  const { result } = await testOperator(operator, { candidates, incumbent: incumbent.id, options, randomSeed });
  return result.map((id) => candidates.find((candidate) => candidate.id === id)?.prompt.get('task') ?? 'unknown');
}

/** A candidate with these rewards on the items `1`, `2`, …; null = not met. Its score is their mean. */
export function rewarded(task: string, rewards: readonly (number | null)[], better = 0.5): ScoredCandidate {
  const met = rewards.flatMap((reward, index) => (reward === null ? [] : [[String(index + 1), reward] as const]));
  const score = met.length === 0 ? 0.5 : met.reduce((sum, [, reward]) => sum + reward, 0) / met.length;
  return named(task, { score, better, n: met.length, rewards: Object.fromEntries(met) });
}

/** Candidates of any kind, each once, and whose turn it is to be the incumbent. */
export const fields = fc
  .record({
    rows: fc.uniqueArray(
      fc.tuple(
        fc.string({ minLength: 1 }),
        fc.array(fc.constantFrom(0, 0.25, 0.5, 0.75, 1, null), { maxLength: 5 }),
        fc.nat(4),
      ),
      { minLength: 1, maxLength: 10, selector: ([task]) => task.trim() },
    ),
    turn: fc.nat(9),
    options: fc.record({ width: fc.integer({ min: 1, max: 6 }) }),
    randomSeed: fc.nat(1000),
  })
  .map(({ rows, turn, ...rest }) => {
    const candidates = rows.map(([task, rewards, better]) => rewarded(task, rewards, better / 4));
    return { candidates, incumbent: candidates[turn % candidates.length] as ScoredCandidate, ...rest };
  });
