import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { budget } from './plan.fixture.ts';
import { healingFaults, partsOf, randomSearch } from './random-plan.fixture.ts';
import { bytesOf, type Parts, type Ran, run } from './run.fixture.ts';
import { hash, type ToyOptions, textOf } from './toy.fixture.ts';

const CONCURRENCY = [1, 2, 7, 64];

/** A cap in the midst of what the run would come to without one, at a share of the way from the least to all of it. */
type Cap = { readonly of: 'calls' | 'tokens'; readonly share: number } | null;
const cap: fc.Arbitrary<Cap> = fc.option(
  fc.record({
    of: fc.constantFrom('calls' as const, 'tokens' as const),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { freq: 2 },
);

/** What a run came to: its bytes, or the error that ended it. */
const outcomeOf = (ran: Ran): unknown => (ran.error === null ? bytesOf(ran) : ran.error.message);

/** The number that a refusal of a budget names. */
const leastIn = ({ error }: Ran): number => Number(/need (\d+)/.exec(error?.message ?? '')?.[1]);

async function withCap(parts: Parts, limit: Cap): Promise<Parts> {
  if (limit === null) return parts;
  const [least, whole] = [await run({ ...parts, budget: budget({ [limit.of]: 1 }) }), await run(parts)];
  const spent = Object.values(whole.result?.calls ?? {}).map(({ logical, inputTokens, outputTokens }) =>
    limit.of === 'calls' ? logical : inputTokens + outputTokens,
  );
  const most = spent.reduce((sum, value) => sum + value, 0);
  const from = leastIn(least);
  return { ...parts, budget: budget({ [limit.of]: Math.round(from + limit.share * Math.max(0, most - from)) }) };
}

/** Law 2 for random systems, searches, latencies, faults and caps: concurrency 1 and calm against all else. */
export const orderNeverMatters = (numRuns: number): Promise<void> =>
  fc.assert(
    fc.asyncProperty(randomSearch, cap, fc.integer({ min: 0, max: 999 }), async (random, limit, salt) => {
      const parts = await withCap(partsOf(random), limit);
      const with_ = (concurrency: number, toy: ToyOptions): Promise<Ran> =>
        run({ ...parts, run: { ...parts.run, concurrency } }, toy);
      const calm = await with_(1, {});
      assert.is(calm.error, null);
      for (const concurrency of CONCURRENCY) {
        const latency = (request: Parameters<typeof textOf>[0]): number => hash(`${salt} ${textOf(request)}`, 9);
        const shaken = await with_(concurrency, { latency, before: healingFaults(salt + concurrency, 30) });
        assert.equal(outcomeOf(shaken), outcomeOf(calm), `concurrency ${concurrency}`);
        assert.is(new Set(shaken.toy.requests.map(textOf)).size, calm.toy.requests.length);
      }
    }),
    { numRuns, includeErrorInReport: true },
  );
