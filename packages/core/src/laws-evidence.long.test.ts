import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { searchesByCoin, shareOf } from './test/coin.fixture.ts';

test('law 5: a judge that throws a coin gets a claim through in 5 % of 200 runs at most, even where it need not be fit', async () => {
  const results = await searchesByCoin(200);
  const improved = shareOf(results, ({ verdict }) => verdict === 'improved');
  const reached = shareOf(results, ({ validation }) => validation !== null);
  const again = shareOf(results, ({ validation }) => (validation?.n ?? 0) > 20);
  console.log(`improved ${improved}, reached the gate ${reached}, drew more items ${again}`);
  assert.ok(improved <= 0.05, `${improved}`);
  // Otherwise the gate would not have been asked at all.
  assert.ok(reached > 0.5 && again > 0.2, `${reached} ${again}`);
});

test.run();
