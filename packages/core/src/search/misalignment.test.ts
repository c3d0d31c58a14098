import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MisalignmentCase } from '../plugin/contract.ts';
import { createPrompt } from '../system/prompt.ts';
import { fakeCandidate, fakeTrace } from '../testing/fakes.ts';
import { clearestCases, unsolved } from './misalignment.ts';

const about = (id: string, lookahead: number | null, global: number | null): MisalignmentCase => {
  const trace = fakeTrace({ item: { id, fields: { text: id } } });
  return { prompt: createPrompt({}), trace, reference: trace, local: 1, lookahead, global };
};
const itemsOf = (cases: readonly MisalignmentCase[]) => cases.map(({ trace }) => trace.item.id);

test('the three cases that did most harm come first, each of another item', () => {
  const cases = [
    about('a', 0.5, 0),
    about('b', 0, 0),
    about('c', 0.25, 0.5),
    about('d', 0, 0.25),
    about('b', 0.5, 0.4),
  ];
  assert.equal(itemsOf(clearestCases(cases)), ['b', 'd', 'a']);
});

test('of an item the case that did most harm is kept; of equal ones the first', () => {
  const [first, second] = [about('a', 0, 0), about('a', 0, 0)];
  assert.is(clearestCases([about('a', 0.4, 0.5), first, second])[0], first);
});

test('a case expires when a new prompt wins on its item, and only then', () => {
  const cases = [about('won', 0, 0), about('tied', 0, 0), about('lost', 0, 0), about('not met', 0, 0)];
  const winner = fakeCandidate(createPrompt({ task: 'New.' }), { rewards: { won: 0.8, tied: 0.5, lost: 0.2 } });
  assert.equal(itemsOf(unsolved(cases, winner)), ['tied', 'lost', 'not met']);
});

test.run();
