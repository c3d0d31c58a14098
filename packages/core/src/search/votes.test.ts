import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Grade, Vote } from '../plugin/contract.ts';
import { testPlan } from '../test/plan.fixture.ts';
import { openSearch } from '../test/search.fixture.ts';
import { operators } from '../test/toy.fixture.ts';
import { emitJudged, type Judged } from './votes.ts';

const vote = (choice: Vote['choice'], again?: Vote['choice']): Vote => ({
  model: 'judge',
  first: 'candidate',
  choice,
  ...(again === undefined ? {} : { again }),
});
const grades = (...list: (number | null)[]): Grade[] => list.map((grade) => ({ model: 'judge', grade }));

/** What is counted of questions that come up one after another. */
async function countsOf(...judged: readonly Partial<Judged>[]) {
  const context = openSearch(testPlan({ plugins: [operators] }));
  for (const one of judged) await emitJudged(context, [{ question: 'q', votes: [], grades: [], ...one }]);
  await context.close();
  return { ...context.state().judges.judge, events: context.events.length };
}

test('an output of which no sample gave a grade is unreadable; samples are held against the first that did', async () => {
  const { graded, unread, again, alike } = await countsOf(
    { question: 1, grades: grades(null, 0.5, 0.5, 0.75) },
    { question: 2, grades: grades(null, null) },
  );
  assert.equal({ graded, unread, again, alike }, { graded: 2, unread: 1, again: 2, alike: 1 });
});

test('the same question comes up in many places of a run and is counted once', async () => {
  const pair: Partial<Judged> = { votes: [vote('first')] };
  const output: Partial<Judged> = { question: 'o', grades: grades(0.5) };
  const { pairs, graded, events } = await countsOf(pair, output, pair, output, { ...pair, question: 'other' });
  assert.equal({ pairs, graded, events }, { pairs: 2, graded: 1, events: 3 });
});

test('a look that was repeated is alike where the choice is; what cannot be read is no answer to repeat', async () => {
  const { again, alike } = await countsOf(
    { question: 1, votes: [vote('first', 'first')] },
    { question: 2, votes: [vote('tie', 'first')] },
    { question: 3, votes: [vote('abstained', 'abstained')] },
    { question: 4, votes: [vote('second')] },
  );
  assert.equal([again, alike], [2, 1]);
});

test('where labels judge nothing is counted', async () => {
  assert.is((await countsOf({})).events, 0);
});

test.run();
