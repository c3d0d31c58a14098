import type { ForwardRequest } from '../plugin/contract.ts';
import type { Result } from '../run/result.ts';
import { messages } from './plan.fixture.ts';
import { type Parts, resultOf, run } from './run.fixture.ts';
import { hash, type ToyOptions, textOf } from './toy.fixture.ts';

/** A judge scores everything: nothing else is known of the answers. */
const COIN_WORLD: Parts = {
  score: {
    local: { use: 'judge', options: {}, weight: 0.4 },
    global: { use: 'judge', options: {}, weight: 0.6 },
  },
  items: {
    train: messages('train', 10),
    validation: messages('validation', 40).slice(0, 20),
    spare: messages('validation', 60).slice(20),
    test: messages('test', 4),
  },
  search: { batch: [4, 8], cycles: 1, rounds: 1 },
};

/** The same question gets the same side of the coin, as from a model at temperature 0; no answer is better than another. */
const coinOf = (seed: number): ToyOptions => ({
  judge: (question) => 'AB'.charAt(hash(`${seed} ${question}`, 2)),
  // Every wording has its own answers, so that there is always something to judge.
  reply: (request: ForwardRequest) => `answer ${hash(`${seed} ${textOf(request)}`, 1e6)}`,
});

/** What a search makes of a judge that tosses a coin, where nothing but the exact test stands in its way. */
export async function searchesByCoin(runs: number): Promise<Result[]> {
  const results: Result[] = [];
  for (let seed = 0; seed < runs; seed++) {
    const gate = { rule: 'majority', confidence: 0.95, fitness: false } as const;
    results.push(resultOf(await run({ ...COIN_WORLD, gate, run: { seed } }, coinOf(seed))));
  }
  return results;
}

export const shareOf = (results: readonly Result[], is: (result: Result) => boolean): number =>
  results.filter(is).length / results.length;
