import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError } from '../errors.ts';
import type { ForwardOperator } from '../plugin/contract.ts';
import { ask, failure, openGateway } from '../test/gateway.fixture.ts';
import { model, scratchFolder } from '../test/plan.fixture.ts';
import { answer } from '../test/toy.fixture.ts';
import type { BudgetStop } from './budget.ts';

/** A call is 4 tokens at most for 1 USD each, and input is free. */
const PRICED = model('small', { price: { input: 0, output: 1e6 }, timeout: 0.01, retries: 3 });

/** No answer so often, then one of 2 tokens. */
function deaf(times: number): ForwardOperator['run'] {
  let calls = 0;
  return async ({ messages, signal }) => {
    if (calls++ >= times) return answer(String(messages.at(-1)?.content));
    // Timers of the gateway hold no process open; a test that waits for one must.
    const open = setInterval(() => undefined, 1000);
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => {
        clearInterval(open);
        reject(new CallError('transient', 'gone', 'Wait.'));
      });
    });
  };
}

test('attempts without an answer may be on the bill: near a cap in USD the run stops instead of trying again', async () => {
  const gateway = openGateway({ models: [PRICED], run: deaf(9), budget: { usd: 10 } });
  const stop = (await failure(gateway.step([ask('a')]))) as BudgetStop;
  assert.equal([stop.name, stop.cap], ['BudgetStop', 'usd']);
  assert.is(gateway.requests.length, 2, 'a third attempt could have brought it to 12 USD');
  assert.is(gateway.paid().lost.agent.nanoUsd, 8e9);
  await gateway.journal.close();
});

test('such a stop is recorded: the resumed run stops before the same step, and with the same words', async () => {
  const dir = scratchFolder();
  const first = openGateway({ dir, models: [PRICED], run: deaf(9), budget: { usd: 10 } });
  const stop = await failure(first.step([ask('a')]));
  await first.journal.close();
  const resumed = openGateway({ dir, models: [PRICED], budget: { usd: 10 } });
  const again = await failure(resumed.step([ask('a')]));
  assert.equal([again.name, again.message], [stop.name, stop.message]);
  assert.is(resumed.requests.length, 0);
  await resumed.journal.close();
});

test('what earlier sessions lost counts before the next step', async () => {
  const lost = { calls: 0, inputTokens: 0, outputTokens: 0, nanoUsd: 7e9 };
  const none = { ...lost, nanoUsd: 0 };
  const lostBefore = { agent: lost, judge: none, mutator: none };
  const gateway = openGateway({ models: [PRICED], budget: { usd: 10 }, lostBefore });
  assert.is((await failure(gateway.step([ask('a')]))).name, 'BudgetStop');
  assert.is(gateway.requests.length, 0);
  await gateway.journal.close();
});

test('without a cap in USD, and far from it, what was lost stops nothing and changes no charge', async () => {
  for (const budget of [{ calls: 1, tokens: 100 }, { usd: 100 }]) {
    const gateway = openGateway({ models: [PRICED], run: deaf(3), budget });
    assert.equal(await gateway.step([ask('a')]), [{ kind: 'answer', answer: answer('a') }]);
    assert.equal([gateway.meter.settled().agent.calls, gateway.meter.settled().agent.nanoUsd], [1, 2e9]);
    await gateway.journal.close();
  }
});

test.run();
