import type { Score } from '@maspo/core';
import { type FakeRequest, type OperatorTest, testOperator } from '@maspo/core/testing';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from './index.ts';
import { majority } from './looks.ts';

type Opinion = 'candidate' | 'reference' | 'tie' | 'junk' | 'A';

/** Each judge holds on to its opinion in both orders; `A` always takes the first answer. */
async function convene(opinions: Readonly<Record<string, Opinion>>, test: OperatorTest = {}) {
  const replies = ({ model, messages }: FakeRequest): string => {
    const opinion = opinions[model];
    const candidateFirst = /<answer_a>\nbilling/.test(messages[1]?.content ?? '');
    if (opinion === 'A') return 'A';
    if (opinion === 'tie') return 'TIE';
    if (opinion === 'junk') return 'Well.';
    return (opinion === 'candidate') === candidateFirst ? 'A' : 'B';
  };
  const { result, requests } = await testOperator<Score>(plugin.score?.['judge-panel'], {
    ...test,
    replies,
    options: { models: Object.keys(opinions), ...test.options },
  });
  if (typeof result !== 'object' || result === null) throw new Error('the panel gave no votes');
  return { ...result, requests };
}

test('the majority decides, and each judge’s votes are handed on under its name', async () => {
  const { score, votes } = await convene({ a: 'candidate', b: 'reference', c: 'candidate' });
  assert.is(score, 1);
  assert.equal(
    votes.map(({ model }) => model),
    ['a', 'a', 'b', 'b', 'c', 'c'],
  );
  assert.is((await convene({ a: 'candidate', b: 'reference', c: 'reference' })).score, 0);
});

test('without a majority the pair is a tie', async () => {
  assert.is((await convene({ a: 'candidate', b: 'reference' })).score, 0.5);
  assert.is((await convene({ a: 'candidate', b: 'reference', c: 'tie' })).score, 0.5);
  assert.is((await convene({ a: 'candidate', b: 'tie', c: 'tie' })).score, 0.5);
});

test('after a first look a panel is open only where its second looks can change the majority', async () => {
  const first = { looks: 'first' } as const;
  const open = await convene({ a: 'candidate', b: 'candidate', c: 'reference' }, first);
  assert.equal([open.score, open.least, open.requests.length], [1, 0.5, 3]);
  const settled = await convene({ a: 'candidate', b: 'tie', c: 'tie' }, first);
  assert.equal([settled.score, settled.least, settled.requests.length], [0.5, undefined, 3]);
});

test('judges that abstain are not counted; if all do, the panel does', async () => {
  assert.is((await convene({ a: 'candidate', b: 'junk', c: 'junk' })).score, 1);
  assert.is((await convene({ a: 'junk', b: 'junk' })).score, null);
});

test('a panel of judges that always say A gives exactly one half', async () => {
  assert.is((await convene({ a: 'A', b: 'A', c: 'A' })).score, 0.5);
});

test('five judges that must all be asked again stay within the calls that are reserved', async () => {
  const { requests } = await convene(
    { a: 'junk', b: 'junk', c: 'junk', d: 'junk', e: 'junk' },
    { options: { orders: 'both' } },
  );
  assert.is(requests.length, 20);
});

test('a judge named twice has one vote', async () => {
  const { votes } = await convene({ a: 'candidate', b: 'tie' }, { options: { models: ['a', 'b', 'a'] } });
  assert.equal([...new Set(votes.map(({ model }) => model))], ['a', 'b']);
  assert.is(votes.length, 3);
});

const verdicts = fc.array(fc.constantFrom(0, 0.5, 1, null), { maxLength: 5 });

test('a majority does not depend on the order of the judges, and exchanging the answers mirrors it', () =>
  fc.assert(
    fc.property(verdicts, (list) => {
      const verdict = majority(list);
      assert.is(majority(list.toReversed()), verdict);
      const mirrored = list.map((one) => (one === null ? null : 1 - one));
      assert.is(majority(mirrored), verdict === null ? null : 1 - verdict);
    }),
  ));

test.run();
