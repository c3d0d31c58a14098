import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ScoredCandidate } from '../plugin/contract.ts';
import { createPrompt, type Prompt } from '../system/prompt.ts';
import type { Arena } from './arena.ts';
import { unscored } from './population.ts';
import { byStanding, chooseSettled, race } from './race.ts';

const prompt = (name: string): Prompt => createPrompt({ task: name });

/** An arena where the score of a candidate is fixed; it records what was measured. */
function fixedArena(scores: Readonly<Record<string, number>>) {
  const measured: { readonly names: readonly string[]; readonly size: number }[] = [];
  const n = new Map<string, number>();
  const arena = {
    measure: async (candidates: readonly Prompt[], size: number) => {
      measured.push({ names: candidates.map(({ text }) => text), size });
      for (const { text } of candidates) n.set(text, size);
    },
    isOpen: () => false,
    outlook: (candidate: Prompt): ScoredCandidate => ({
      ...unscored(candidate),
      score: scores[candidate.text] ?? 0.5,
      n: n.get(candidate.text) ?? 0,
    }),
  } as unknown as Arena;
  return { arena, measured };
}

test('all meet the first items, the better half the next, and those that met all come back, best first', async () => {
  const scores = { a: 0.1, b: 0.9, c: 0.5, d: 0.7, e: 0.3 };
  const { arena, measured } = fixedArena(scores);
  const finalists = await race(arena, Object.keys(scores).map(prompt), [3, 10, 20]);
  assert.equal(measured, [
    { names: ['a', 'b', 'c', 'd', 'e'], size: 3 },
    { names: ['b', 'd', 'c'], size: 10 },
    { names: ['b', 'd'], size: 20 },
  ]);
  assert.equal(
    finalists.map(({ prompt: { text }, n }) => [text, n]),
    [
      ['b', 20],
      ['d', 20],
    ],
  );
});

test('the best is never lost, and each stage keeps half, rounded up', async () => {
  const entries = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.double({ min: 0, max: 1, noNaN: true }), {
    minKeys: 1,
    maxKeys: 12,
  });
  await fc.assert(
    fc.asyncProperty(entries, fc.integer({ min: 1, max: 4 }), async (scores, stages) => {
      const { arena, measured } = fixedArena(scores);
      const sizes = Array.from({ length: stages }, (_, stage) => 3 * (stage + 1));
      const finalists = await race(arena, Object.keys(scores).map(prompt), sizes);
      measured.slice(1).forEach(({ names }, stage) => {
        assert.is(names.length, Math.ceil((measured[stage]?.names.length ?? 0) / 2));
      });
      assert.is(finalists[0]?.score, Math.max(...Object.values(scores)));
    }),
  );
});

test('one stage is no race: all come back', async () => {
  const { arena } = fixedArena({ a: 0.1, b: 0.9 });
  assert.equal(
    (await race(arena, ['a', 'b'].map(prompt), [5])).map(({ prompt: { text } }) => text),
    ['b', 'a'],
  );
});

test('equal scores are ordered by evidence, then by length, then by id: never by chance', () => {
  const of = (name: string, parts: Partial<ScoredCandidate>) => ({ ...unscored(prompt(name)), ...parts });
  const candidates = [
    of('long one', { score: 0.6, n: 5 }),
    of('short', { score: 0.6, n: 5 }),
    of('more', { score: 0.6, n: 9 }),
    of('best', { score: 0.7, n: 1 }),
  ];
  const names = ['best', 'more', 'short', 'long one'];
  assert.equal(
    candidates.toSorted(byStanding).map(({ prompt: { text } }) => text),
    names,
  );
  assert.equal(
    candidates
      .toReversed()
      .sort(byStanding)
      .map(({ prompt: { text } }) => text),
    names,
  );
  const [x, y] = [of('xx', {}), of('yy', {})];
  assert.is(Math.sign(byStanding(x, y)), x.id < y.id ? -1 : 1);
  assert.is(byStanding(x, x), 0);
});

/** An arena whose candidates lose a part of what they may have when they are judged to the end. */
function openArena(entries: Readonly<Record<string, { readonly least: number; readonly most: number }>>) {
  const settled: string[] = [];
  const isOpen = ({ text }: Prompt): boolean => !settled.includes(text);
  const arena = {
    measure: async () => undefined,
    isOpen,
    outlook: (candidate: Prompt): ScoredCandidate => {
      const { least, most } = entries[candidate.text] ?? { least: 0, most: 0 };
      return { ...unscored(candidate), score: isOpen(candidate) ? most : least };
    },
    settle: async (candidates: readonly Prompt[]) => {
      settled.push(...candidates.map(({ text }) => text));
    },
  } as unknown as Arena;
  return { arena, settled };
}

const namesOf = (candidates: readonly ScoredCandidate[]): string[] => candidates.map(({ prompt: { text } }) => text);

test('who survives a stage is who would by full looks, and of the others only those are looked at that might have', async () => {
  const ends = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
  const entries = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), ends, { minKeys: 1, maxKeys: 12 });
  await fc.assert(
    fc.asyncProperty(entries, async (drawn) => {
      const ranges = Object.fromEntries(
        Object.entries(drawn).map(([name, [a, b]]) => [name, { least: Math.min(a, b), most: Math.max(a, b) }]),
      );
      const { arena, settled } = openArena(ranges);
      const names = Object.keys(ranges);
      const survivors = await race(arena, names.map(prompt), [3, 10]);
      const full = names.map((name) => ({ ...unscored(prompt(name)), score: ranges[name]?.least ?? 0 }));
      const expected = full.sort(byStanding).slice(0, Math.ceil(names.length / 2));
      assert.equal(namesOf(survivors), namesOf(expected));
      const bar = expected.at(-1)?.score ?? 0;
      for (const name of settled) assert.ok((ranges[name]?.most ?? 0) >= bar, name);
    }),
  );
});

test('whoever loses even at its best is not looked at again', async () => {
  const { arena, settled } = openArena({
    a: { least: 0.6, most: 0.9 },
    b: { least: 0.3, most: 0.7 },
    c: { least: 0.1, most: 0.5 },
  });
  const choose = async () =>
    [...'abc']
      .map((name) => arena.outlook(prompt(name)))
      .sort(byStanding)
      .slice(0, 1);
  assert.equal(namesOf(await chooseSettled(arena, choose)), ['a']);
  assert.equal(settled, ['a', 'b']);
});

test.run();
