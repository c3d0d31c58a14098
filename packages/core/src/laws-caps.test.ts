import { test } from 'uvu';
import { capsAreNeverPassed } from './test/caps.fixture.ts';
import { hurryRetries } from './test/quick-retries.fixture.ts';

hurryRetries();

test('caps on calls, tokens and USD, of all and of each role, are never passed; a budget that is refused says what is enough', () =>
  capsAreNeverPassed(40));

test.run();
