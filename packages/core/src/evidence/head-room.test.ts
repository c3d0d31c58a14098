import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type HeadRoom, headRoomOf, shareOf, type Trial } from './head-room.ts';
import { prospectOf } from './prospect.ts';

const STANDARD = { confidence: 0.95, detectable: 0.2 };

/** One trial an item: so many better, worse, changed without either, and unchanged; three variants in turn. */
const trials = (better: number, worse: number, moved: number, same: number): Trial[] =>
  [
    ...Array.from({ length: better }, () => 1),
    ...Array.from({ length: worse }, () => 0),
    ...Array.from({ length: moved }, () => 0.5),
    ...Array.from({ length: same }, () => null),
  ].map((value, index) => ({
    item: `${index}`,
    variant: index % 3,
    own: true,
    answer: value !== null,
    next: {},
    comparison: value ?? 0.5,
  }));
const verdict = (...counts: Parameters<typeof trials>): string => headRoomOf(trials(...counts), STANDARD).verdict;

test('a prompt pays where variants are better more often than chance would have it', () => {
  assert.is(verdict(5, 1, 0, 6), 'pays');
  assert.is(verdict(1, 1, 0, 10), 'too-few');
});

test('a prompt that moves the answer without a clear gain may pay', () => {
  assert.is(verdict(0, 6, 0, 6), 'moves');
});

test('an answer that never changes shows no head-room from eight items on, never on fewer', () => {
  assert.is(verdict(0, 0, 0, 8), 'inert');
  assert.is(verdict(0, 0, 0, 7), 'too-few');
  assert.is(headRoomOf([], STANDARD).verdict, 'too-few');
});

test('where fewer answers change than validation needs to prove a gain, there is little to prove', () => {
  assert.is(verdict(1, 1, 0, 58), 'little');
  assert.is(headRoomOf(trials(1, 1, 0, 58), { ...STANDARD, detectable: 0.1 }).verdict, 'too-few');
  // A validation split that can prove nothing says nothing about the prompt.
  assert.is(headRoomOf(trials(1, 1, 0, 58), { ...STANDARD, detectable: null }).verdict, 'too-few');
});

test('trials on one item are one observation: a second look at the same items narrows nothing', () => {
  const once = trials(2, 0, 0, 8);
  const twice = [...once, ...once.map((trial) => ({ ...trial, variant: 9 }))];
  const [one, two] = [once, twice].map((all) => shareOf(all, ({ answer }) => answer, 0.95));
  assert.equal([one?.of, two?.of], [10, 20]);
  assert.equal(two?.interval, one?.interval);
});

test('what failed or could not be judged is in no share', () => {
  const [trial] = trials(1, 0, 0, 0);
  const failed: Trial = { item: 'x', variant: 0, own: null, answer: null, next: {}, comparison: null };
  const { own, answer, better, worse } = headRoomOf([...(trial === undefined ? [] : [trial]), failed], STANDARD);
  assert.equal([own.of, answer.of, better.of, worse.of], [1, 1, 1, 1]);
  assert.equal(shareOf([failed], ({ own: changed }) => changed, 0.95).interval, [0, 1]);
});

test('the interval of the best variant is wider for every other that it was chosen from', () => {
  const own = trials(4, 0, 0, 4).map((trial) => ({ ...trial, variant: 0 }));
  const others = [1, 2, 3].flatMap((variant) => trials(0, 4, 0, 4).map((trial) => ({ ...trial, variant })));
  const [alone, chosen] = [own, [...own, ...others]].map((all) => headRoomOf(all, STANDARD).best);
  assert.equal([alone?.variant, alone?.better, alone?.worse, alone?.items], [0, 4, 0, 8]);
  assert.equal([chosen?.variant, chosen?.better, chosen?.items], [0, 4, 8]);
  assert.ok((chosen?.interval[0] ?? 1) < (alone?.interval[0] ?? 0));
  assert.is(headRoomOf(trials(0, 4, 0, 4), STANDARD).best, null);
});

test('the items that would tell are the first number at which the same shares get a verdict', () => {
  const room = headRoomOf(trials(0, 1, 0, 11), STANDARD);
  assert.is(room.verdict, 'too-few');
  assert.ok(room.itemsToTell !== null && room.itemsToTell > 12);
  const factor = Math.ceil((room.itemsToTell ?? 0) / 12);
  assert.is.not(verdict(0, factor, 0, 11 * factor), 'too-few');
  assert.is(headRoomOf(trials(0, 0, 0, 4), STANDARD).itemsToTell, 8);
  assert.is(headRoomOf([], STANDARD).itemsToTell, null);
});

const room = (...counts: Parameters<typeof trials>): HeadRoom => headRoomOf(trials(...counts), STANDARD);

test('a system is judged by its seed first, then by its agents', () => {
  const [pays, inert, little, few] = [room(6, 0, 0, 6), room(0, 0, 0, 12), room(1, 1, 0, 58), room(1, 1, 0, 6)];
  const half = { mean: 0.5, n: 12 };
  assert.is(prospectOf({ mean: 1, n: 12 }, [inert]), 'ceiling');
  assert.is(prospectOf({ mean: 1, n: 4 }, [few]), 'too-few');
  assert.is(prospectOf({ mean: 0, n: 12 }, [inert]), 'floor');
  assert.is(prospectOf({ mean: 0, n: 12 }, [pays]), 'pays', 'a variant was right');
  assert.is(prospectOf(half, [inert, pays, few]), 'pays');
  assert.is(prospectOf(half, [inert, few]), 'too-few');
  assert.is(prospectOf(half, [inert, little]), 'nothing-seen');
  assert.is(prospectOf(null, [inert, inert]), 'inert');
});

test.run();
