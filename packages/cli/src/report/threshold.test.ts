import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isMet, thresholdText, type Worth } from './threshold.ts';

const test = suite('--fail-below');
const worth = (value: number, n = 40): Worth => ({ what: 'score', value, interval: [0.65, 0.85], n });

test('the mean decides, and what stands exactly at the threshold is not below it', () => {
  assert.is(isMet(worth(0.8), 0.8), true);
  assert.is(isMet(worth(0.799), 0.8), false);
});

test('it is told with its interval, and where the interval holds the threshold that chance may decide', () => {
  assert.is(
    thresholdText(worth(0.75), 0.8, 40, 0.95),
    '--fail-below 80.0 %: not met, the score is 75.0 %, 95 % interval 65.0 % … 85.0 %, n = 40. The interval holds the threshold: chance may decide here.',
  );
  assert.match(thresholdText(worth(0.75), 0.5, 40, 0.95), /: met, .*n = 40\.$/);
});

test('items that were left out are counted, and a threshold is not met by nothing', () => {
  assert.match(thresholdText(worth(0.75), 0.5, 50, 0.95), 'n = 40; 10 of 50 items left out (failed or not scored).');
  assert.is(isMet(worth(1, 0), 0), false);
  assert.match(thresholdText(worth(0, 0), 0, 5, 0.95), 'not met, none of 5 items could be scored');
});

test.run();
