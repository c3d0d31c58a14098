import { test } from 'uvu';
import { orderNeverMatters } from './test/order.fixture.ts';
import { hurryRetries } from './test/quick-retries.fixture.ts';

hurryRetries();

test('law 2: concurrency, latency, and faults that heal change no byte, in 150 random runs', () =>
  orderNeverMatters(150));

test.run();
