import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seedRoot } from '../random.ts';
import type { JudgeCounts } from '../run/events.ts';
import { doubtOf, faultOf, NOTHING_JUDGED, unfitJudge, unfitMembers } from './fitness.ts';

type Look = 'candidate' | 'reference' | 'tie' | null;

/** Asks a judge in both orders about each pair, and counts what it does. null = unreadable. */
function ask(pairs: number, judge: (pair: number, first: 'candidate' | 'reference') => Look): JudgeCounts {
  const counts: { -readonly [Key in keyof JudgeCounts]: number } = { ...NOTHING_JUDGED, pairs };
  for (let pair = 0; pair < pairs; pair++) {
    const looks = (['candidate', 'reference'] as const).map((first) => ({ first, choice: judge(pair, first) }));
    const decided = looks.filter(({ choice }) => choice === 'candidate' || choice === 'reference');
    const [one, other] = decided;
    if (looks.some(({ choice }) => choice === null)) counts.abstained++;
    else if (looks.every(({ choice }) => choice === 'tie')) counts.ties++;
    counts.decided += decided.length;
    counts.chosenFirst += decided.filter(({ first, choice }) => first === choice).length;
    if (one === undefined || other === undefined) continue;
    counts.bothDecided++;
    if (one.choice !== other.choice) counts.flips++;
  }
  return counts;
}

test('a judge that always chooses the first answer is unfit', () => {
  assert.is(
    faultOf(
      'judge',
      ask(12, (_, first) => first),
    ),
    'judge changed its verdict with the order of the answers in 12 of 12 pairs',
  );
});

test('a judge that tosses a coin is unfit, on nearly every seed', () => {
  const unfit = Array.from({ length: 100 }, (_, seed) => {
    const rng = seedRoot(seed).derive('coin').stream();
    return faultOf(
      'judge',
      ask(60, () => (rng.next() < 0.5 ? 'candidate' : 'reference')),
    );
  }).filter((reason) => reason !== null);
  // It passes with 20 or fewer flips in 60 pairs: about 0.7 % of seeds.
  assert.ok(unfit.length >= 95, `${unfit.length}`);
});

test('a judge that says nothing readable is unfit', () => {
  assert.is(
    faultOf(
      'judge',
      ask(20, () => null),
    ),
    'judge gave no readable verdict in 20 of 20 pairs',
  );
  assert.is(
    faultOf(
      'judge',
      ask(20, (pair) => (pair < 10 ? null : 'tie')),
    ),
    null,
  );
  assert.is(
    faultOf(
      'judge',
      ask(20, (pair) => (pair < 11 ? null : 'candidate')),
    ),
    'judge gave no readable verdict in 11 of 20 pairs',
  );
});

test('a judge that flips as often as good ones do is fit', () => {
  assert.is(
    faultOf(
      'judge',
      ask(60, (pair, first) => (pair % 5 === 0 ? first : 'candidate')),
    ),
    null,
  );
  assert.is(
    faultOf(
      'judge',
      ask(60, (pair, first) => (pair % 3 === 0 ? first : 'candidate')),
    ),
    null,
  );
  assert.is.not(
    faultOf(
      'judge',
      ask(60, (pair, first) => (pair % 5 < 2 ? first : 'candidate')),
    ),
    null,
  );
  // A dozen pairs with a few flips more than a fifth show nothing: chance does that.
  assert.is(
    faultOf(
      'judge',
      ask(12, (pair, first) => (pair < 5 ? first : 'candidate')),
    ),
    null,
  );
});

test('a judge that only sees ties is fit: it claims nothing', () => {
  assert.is(
    faultOf(
      'judge',
      ask(60, () => 'tie'),
    ),
    null,
  );
});

test('a few pairs say nothing about a judge, and no judge is never unfit', () => {
  assert.is(
    faultOf(
      'judge',
      ask(9, (_, first) => first),
    ),
    null,
  );
  assert.is(
    faultOf(
      'judge',
      ask(9, () => null),
    ),
    null,
  );
  assert.is(unfitJudge([], {}), null);
  assert.is(unfitJudge([{ members: ['idle'], decides: true }], {}), null);
});

test('a judge whose grades cannot be read is unfit like one whose verdicts cannot', () => {
  const graded = (unread: number) => faultOf('judge', { ...NOTHING_JUDGED, graded: 20, unread });
  assert.equal([graded(11), graded(10)], ['judge gave no readable grade to 11 of 20 outputs', null]);
});

type Flips = (pair: number) => boolean;
/** A judge with opinions of its own that flips in some pairs, after the obvious pairs. */
const judged = (pairs: number, flips: Flips, quizRight = 0): JudgeCounts => ({
  ...ask(pairs, (pair, first) => (flips(pair) ? first : 'candidate')),
  ...(quizRight === 0 ? {} : { quiz: 4, quizRight }),
});

test('a coin is let through to decide in less than 5 % of runs, whatever the number of pairs, and in 10 % however often one looks', () => {
  for (const quizzed of [true, false]) {
    const runs = Array.from({ length: 2000 }, (_, seed) => {
      const rng = seedRoot(seed).derive('coin').stream();
      const toss = () => rng.next() < 0.5;
      const quizRight = quizzed ? [toss(), toss(), toss(), toss()].filter(Boolean).length : 0;
      const tosses = Array.from({ length: 40 }, toss);
      return tosses.map((_, at) => {
        const counts = judged(at + 1, (pair) => tosses[pair] === true, quizRight);
        return counts.bothDecided > counts.flips && doubtOf('judge', counts) === null;
      });
    });
    const share = (isThrough: (passed: readonly boolean[]) => boolean) => runs.filter(isThrough).length / runs.length;
    for (let pairs = 1; pairs <= 40; pairs++) {
      const through = share((passed) => passed[pairs - 1] === true);
      assert.ok(through <= 0.05, `${through} at ${pairs} pairs`);
    }
    const ever = share((passed) => passed.includes(true));
    assert.ok(ever > 0.01 && ever <= 0.1, `${ever}`);
  }
});

test('a judge as good as good ones are is told from a coin by a dozen pairs and the quiz, or by thirty pairs', () => {
  const share = (pairs: number, quizRight: number): number => {
    const runs = Array.from({ length: 500 }, (_, seed) => {
      const rng = seedRoot(seed).derive('good').stream();
      return doubtOf(
        'judge',
        judged(pairs, () => rng.next() < 0.2, quizRight),
      );
    });
    return runs.filter((doubt) => doubt === null).length / runs.length;
  };
  assert.ok(share(12, 4) > 0.7, `${share(12, 4)}`);
  assert.ok(share(30, 0) > 0.8, `${share(30, 0)}`);
});

test('what is not known of a judge is said', () => {
  const flips = (pair: number): boolean => pair < 3;
  assert.is(
    doubtOf('judge', judged(8, flips)),
    'judge is not told from a coin: 3 of 8 verdicts changed with the order of the answers',
  );
  assert.match(
    doubtOf('judge', judged(8, flips, 2)) ?? '',
    /of the answers, and 2 of 4 obvious pairs were judged right$/,
  );
  assert.is(
    doubtOf(
      'judge',
      judged(8, () => false, 4),
    ),
    null,
  );
});

test('a judge that decides nothing in both orders claims nothing, so nothing need be known of it', () => {
  assert.is(
    doubtOf(
      'judge',
      judged(3, () => true),
    ),
    null,
  );
  assert.is(
    doubtOf(
      'judge',
      ask(60, () => 'tie'),
    ),
    null,
  );
});

const FIT = ask(40, () => 'candidate');
const BIASED = ask(40, (_, first) => first);
const alone = (...models: string[]) => models.map((model) => ({ members: [model], decides: false }));

test('one unfit judge among several that each stand alone is named', () => {
  assert.match(unfitJudge(alone('good', 'bad'), { good: FIT, bad: BIASED }) ?? '', /^bad changed its verdict/);
});

test('a panel can decide as long as one of its members can', () => {
  const panel = [{ members: ['good', 'bad', 'worse'], decides: true }];
  assert.is(unfitJudge(panel, { good: FIT, bad: BIASED, worse: BIASED }), null);
  assert.match(unfitJudge(panel, { good: BIASED, bad: BIASED, worse: BIASED }) ?? '', /^good changed its verdict/);
  assert.equal(
    [...unfitMembers({ members: ['good', 'bad'], decides: true }, { good: FIT, bad: BIASED }).keys()],
    ['bad'],
  );
});

test('who only advises the search need not be told from a coin, but must not be shown to be one', () => {
  const few = { judge: judged(6, (pair) => pair < 2) };
  const bench = (decides: boolean) => [{ members: ['judge'], decides }];
  assert.equal([unfitJudge(bench(false), few), unfitJudge(bench(true), few) === null], [null, false]);
  assert.match(unfitJudge(alone('judge'), { judge: BIASED }) ?? '', /^judge changed/);
});

test.run();
