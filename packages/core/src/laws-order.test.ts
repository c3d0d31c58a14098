import { test } from 'uvu';
import { orderNeverMatters } from './test/order.fixture.ts';
import { hurryRetries } from './test/quick-retries.fixture.ts';

hurryRetries();

test('law 2: concurrency, latency, and faults that heal change no byte, whatever the system, the search and the caps', () =>
  orderNeverMatters(12));

test.run();
