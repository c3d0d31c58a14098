import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { MaspoError } from '../errors.ts';
import type { Budget, Caps } from '../plan.ts';
import { ROLES, type Role } from '../types.ts';
import { type Books, openBooks, type Trouble } from './metered.fixture.ts';
import { budget } from './plan.fixture.ts';
import { partsOf, randomSearch } from './random-plan.fixture.ts';
import { type Parts, type Ran, run } from './run.fixture.ts';

/** Spread evenly over the powers of two: a cap may be far below what is needed, or far above. */
const about = (low: number, high: number): fc.Arbitrary<number> =>
  fc.double({ min: Math.log2(low), max: Math.log2(high), noNaN: true }).map((power) => 2 ** power);
/** null otherwise; `often` in percent. */
const some = <T>(value: fc.Arbitrary<T>, often: number): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: often, arbitrary: value }, { weight: 100 - often, arbitrary: fc.constant(null) });

/** @param share Of a whole run's calls that the role makes, roughly. */
const caps = (share: number, often: number): fc.Arbitrary<Caps> =>
  fc.record({
    calls: some(
      about(8 * share, 200 * share).map((calls) => Math.max(1, Math.round(calls))),
      often,
    ),
    tokens: some(about(1000 * share, 40_000 * share).map(Math.round), often),
    usd: some(about(0.001 * share, 0.1 * share), often),
  });

const randomBudget: fc.Arbitrary<Budget> = fc
  .record({ all: caps(1, 50), agent: caps(0.8, 25), judge: caps(0.4, 35), mutator: caps(0.15, 35) })
  .map(({ all, ...roles }) => budget({ ...all, roles }));

const price = fc.record({ input: fc.constantFrom(0, 0.1, 1), output: fc.constantFrom(0, 0.4, 5) });
const prices = fc.record({ small: price, judge: price, writer: price });

/** In many runs all goes well; calls that hang take time, so they are rare. */
const trouble: fc.Arbitrary<Trouble> = fc.record({
  salt: fc.integer({ min: 0, max: 999 }),
  greedy: fc.constantFrom(0, 40, 100),
  refused: fc.constantFrom(0, 10, 40),
  hung: fc.oneof({ weight: 11, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constant(8) }),
});

type Name = keyof Caps;

/** The cap that a refusal names, and the number that it says is enough. */
function refusalIn({ error }: Ran): { readonly role: Role | null; readonly cap: Name; readonly need: number } | null {
  if ((error as MaspoError | null)?.code !== 'MASPO-BUDGET-SMALL') return null;
  const said = /^budget\.(?:roles\.(\w+)\.)?(\w+) is .* need ([\d.]+)$/.exec(error?.message ?? '');
  assert.ok(said !== null, error?.message);
  return { role: (said?.[1] as Role | undefined) ?? null, cap: said?.[2] as Name, need: Number(said?.[3]) };
}

const capOf = (caps: Budget, role: Role | null): Caps | undefined => (role === null ? caps : caps.roles[role]);

const raise = (given: Budget, role: Role | null, more: Partial<Caps>): Budget =>
  role === null
    ? { ...given, ...more }
    : { ...given, roles: { ...given.roles, [role]: { ...given.roles[role], ...more } as Caps } };

/** Runs under the caps; each that is refused as too small is raised to the number that the refusal named, once. */
async function runRaised(
  parts: Parts,
  first: Budget,
  open: () => Books,
): Promise<{ ran: Ran; books: Books; given: Budget }> {
  let given = first;
  const raised = new Set<string>();
  for (;;) {
    const books = open();
    const ran = await run({ ...parts, budget: given }, books.toy);
    const refusal = refusalIn(ran);
    if (refusal === null) return { ran, books, given };
    const { role, cap, need } = refusal;
    assert.is(books.of('all').attempts, 0, 'refused, but something was called');
    assert.ok((capOf(given, role)?.[cap] ?? 0) < need, `${ran.error?.message}: it was given as much`);
    assert.not.ok(raised.has(`${role} ${cap}`), `${ran.error?.message}: the number named before was not enough`);
    raised.add(`${role} ${cap}`);
    given = raise(given, role, { [cap]: need });
  }
}

/** Room for the last digit of a sum of floats. */
const NEARLY = 1e-12;

function expectKept(books: Books, given: Budget): void {
  for (const role of [null, ...ROLES]) {
    const { calls = null, tokens = null, usd = null } = capOf(given, role) ?? {};
    const count = books.of(role ?? 'all');
    const said = `${role ?? 'all'}: ${JSON.stringify(count)} under ${JSON.stringify({ calls, tokens, usd })}`;
    // An attempt that was refused, or given up, got no answer: such attempts are bounded by the retries (ADR 7).
    assert.ok(calls === null || count.answered <= calls, said);
    assert.ok(tokens === null || count.tokens <= tokens, said);
    assert.ok(usd === null || count.usd <= usd + NEARLY, said);
  }
}

/** Law of caps: whatever the system, the search, the prices and the trouble, the provider never counts more than a cap. */
export const capsAreNeverPassed = (numRuns: number): Promise<void> =>
  fc.assert(
    fc.asyncProperty(randomSearch, randomBudget, prices, trouble, async (random, limits, priced, what) => {
      const drawn = partsOf(random);
      const models = (drawn.models ?? []).map((one) => ({
        ...one,
        ...(what.hung > 0 ? { timeout: 0.03 } : {}),
        price: priced[one.name as keyof typeof priced] ?? null,
      }));
      const parts: Parts = { ...drawn, models };
      const { ran, books, given } = await runRaised(parts, limits, () => openBooks(priced, what));
      assert.ok(ran.error === null || /^model ".*" gave no answer/.test(ran.error.message), ran.error?.message);
      expectKept(books, given);
      const { attempts, answered } = books.of('all');
      assert.ok(what.refused > 0 || what.hung > 0 || attempts === answered, 'attempts without an answer');
    }),
    { numRuns, includeErrorInReport: true },
  );
