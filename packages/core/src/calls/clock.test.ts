import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, failure, openGateway } from '../test/gateway.fixture.ts';
import { scratchFolder } from '../test/plan.fixture.ts';
import type { BudgetStop } from './budget.ts';

const OVER = { budget: { minutes: 1 }, elapsedBefore: 61 } as const;

test('when the minutes are over, the next step that must call is refused and spends nothing', async () => {
  const gateway = openGateway(OVER);
  const error = (await failure(gateway.step([ask('a')]))) as BudgetStop;
  assert.equal([error.name, error.cap], ['BudgetStop', 'minutes']);
  assert.match(error.message, 'the budget of minutes is used up: 1 minutes are over');
  assert.is(gateway.requests.length, 0);
  await gateway.journal.close();
});

test('before the minutes are over, and without a limit, nothing is refused', async () => {
  for (const parts of [{ ...OVER, elapsedBefore: 0 }, { elapsedBefore: 1e9 }]) {
    const gateway = openGateway(parts);
    await gateway.step([ask('a')]);
    await gateway.journal.close();
  }
});

test('a stop is recorded: the resumed run stops at the same step, however much time it has', async () => {
  const dir = scratchFolder();
  const first = openGateway({ dir, budget: OVER.budget });
  await first.step([ask('a')]);
  await first.journal.close();
  const late = openGateway({ dir, ...OVER });
  await late.step([ask('a')]);
  await failure(late.step([ask('b')]));
  await late.journal.close();
  const resumed = openGateway({ dir, budget: OVER.budget });
  await resumed.step([ask('a')]);
  assert.is((await failure(resumed.step([ask('b')]))).name, 'BudgetStop');
  await resumed.journal.close();
});

test('a run that is resumed after its time gets back to where it was: journaled steps take no time', async () => {
  const dir = scratchFolder();
  const first = openGateway({ dir, budget: OVER.budget });
  for (const name of ['a', 'b', 'c']) await first.step([ask(name)]);
  await first.journal.close();
  const resumed = openGateway({ dir, ...OVER });
  for (const name of ['a', 'b', 'c']) await resumed.step([ask(name)]);
  assert.is((await failure(resumed.step([ask('d')]))).name, 'BudgetStop');
  await resumed.journal.close();
});

test('validation and test run to their end: the clock can be stopped', async () => {
  const gateway = openGateway(OVER);
  gateway.stopClock();
  await gateway.step([ask('a')]);
  assert.is(gateway.requests.length, 1);
  await gateway.journal.close();
});

test.run();
