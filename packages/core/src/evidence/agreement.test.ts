import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agreementOf, exactInterval, type Opinion } from './agreement.ts';

const opinions = (right: number, wrong: number, undecided = 0): Opinion[] =>
  [
    ...Array<boolean | null>(right).fill(true),
    ...Array<boolean | null>(wrong).fill(false),
    ...Array<boolean | null>(undecided).fill(null),
  ].map((isRight, index) => {
    const [better, worse] =
      index % 2 === 0 ? (['candidate', 'reference'] as const) : (['reference', 'candidate'] as const);
    return { better, said: isRight === null ? 'undecided' : isRight ? better : worse };
  });
const near = (actual: number | null, expected: number, digits = 4): void =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 10 ** -digits, `${actual} is not ${expected}`);

test('a judge that is always right agrees wholly, one that is always wrong not at all', () => {
  const [all, none] = [agreementOf(opinions(10, 0), 0.95), agreementOf(opinions(0, 10), 0.95)];
  assert.equal([all.share, all.kappa, none.share, none.kappa], [1, 1, 0, -1]);
  near(all.p, 0.5 ** 10, 6);
  assert.is(none.p, 1);
});

test('a judge that is right by chance, that always names one side or decides nothing has a kappa of zero', () => {
  near(agreementOf(opinions(10, 10), 0.95).kappa, 0);
  assert.is(agreementOf(opinions(0, 0, 10), 0.95).kappa, 0);
  const oneSided = opinions(5, 5).map(({ better }): Opinion => ({ better, said: 'candidate' }));
  near(agreementOf(oneSided, 0.95).kappa, 0);
  const onlyOne = oneSided.map(({ said }): Opinion => ({ better: 'candidate', said }));
  assert.is(agreementOf(onlyOne, 0.95).kappa, 0);
});

test('a pair that is left undecided is not one that was judged right', () => {
  const { right, wrong, undecided, share, p } = agreementOf(opinions(6, 2, 2), 0.95);
  assert.equal({ right, wrong, undecided, share }, { right: 6, wrong: 2, undecided: 2, share: 0.6 });
  near(p, 37 / 256);
});

test('Cohen’s kappa is that of the textbook: 0.7 observed and 0.5 by chance give 0.4', () => {
  const list = [
    ...Array<Opinion>(20).fill({ better: 'candidate', said: 'candidate' }),
    ...Array<Opinion>(5).fill({ better: 'candidate', said: 'reference' }),
    ...Array<Opinion>(10).fill({ better: 'reference', said: 'candidate' }),
    ...Array<Opinion>(15).fill({ better: 'reference', said: 'reference' }),
  ];
  near(agreementOf(list, 0.95).kappa, 0.4);
});

test('the exact interval is that of Clopper and Pearson', () => {
  for (const [hits, n, low, high] of [
    [0, 10, 0, 0.3085],
    [8, 10, 0.4439, 0.97479],
    [10, 10, 0.6915, 1],
    [50, 100, 0.39832, 0.60168],
  ] as const) {
    const interval = exactInterval(hits, n, 0.95);
    near(interval[0], low);
    near(interval[1], high);
  }
  assert.equal(exactInterval(0, 0, 0.95), [0, 1]);
});

test('without pairs nothing is known', () => {
  const { share, kappa, p } = agreementOf([], 0.95);
  assert.equal([share, kappa, p], [null, null, 1]);
});

test.run();
