import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  agents,
  answers,
  bench,
  chain,
  draft,
  echo,
  edited,
  FAIL,
  items,
  model,
  type Reply,
  run,
} from '../../test/fake-system.ts';
import { MaspoError } from '../errors.ts';
import { agentId, fakeItems } from '../testing/fakes.ts';
import type { Item } from '../types.ts';
import { createExecutor, type Episode, outputIn } from './execute.ts';

test('a failed call fails the agents behind it, without another request', async () => {
  const on = bench(chain, {
    reply: (agent, input, request) => (agent === 'a' && input === 'one' ? FAIL : echo(agent, input, request)),
  });
  const episodes = await run(on, { prompts: on.seed, items });
  assert.equal(agents(on.take()), [['a', 'side', 'a', 'side'], ['b'], ['c']]);
  assert.equal(answers(episodes, on), ['failed: b@1 failed before it', 'c(b(a(two))+side(two))']);
  assert.equal(outputIn(episodes[0] as Episode, agentId('a'), on.system), { kind: 'failed', reason: 'refused' });
  assert.equal(outputIn(episodes[0] as Episode, agentId('b'), on.system), {
    kind: 'failed',
    reason: 'a@1 failed before it',
  });
});

test('what failed only because of another agent is asked once that agent answers', async () => {
  // The edited agent says nothing: the input of the next is as empty as it was when it had failed.
  const reply: Reply = (agent, _, { messages }) => {
    if (agent !== 'a') return `${agent} spoke`;
    return messages[0]?.content.includes('brief') === true ? '' : FAIL;
  };
  const on = bench([draft('a', '{{item.text}}'), draft('b', '{{a.output}}')], { reply });
  const base = await run(on, { prompts: on.seed, items });
  assert.equal(answers(base, on), ['failed: a@1 failed before it', 'failed: a@1 failed before it']);
  const episodes = await run(on, { prompts: edited(on.seed, 'a'), items, edit: { agents: [agentId('a')], base } });
  assert.equal(answers(episodes, on), ['b spoke', 'b spoke']);
});

test('an edit without the whole episode before it is refused', async () => {
  const on = bench(chain);
  const job = { prompts: on.seed, items, edit: { agents: [agentId('a')], base: [] } };
  try {
    await on.execute([job]);
    assert.unreachable();
  } catch (error) {
    assert.match((error as Error).message, 'an edit needs the whole episode before it');
  }
});

const many = (count: number): readonly Item[] =>
  fakeItems(Array.from({ length: count }, (_, index) => ({ text: `${index}` })));
const failing =
  (...numbers: readonly number[]): Reply =>
  (_, input) =>
    numbers.includes(Number(input)) ? FAIL : 'fine';
const single = [draft('a', '{{item.text}}')];

test('more failures than the config tolerates stop the run, and the message says how many and why', async () => {
  const on = bench(single, { reply: failing(0, 1, 2), tolerate: 0.1 });
  try {
    await run(on, { prompts: on.seed, items: many(20) });
    assert.unreachable();
  } catch (error) {
    assert.instance(error, MaspoError);
    assert.is((error as MaspoError).code, 'MASPO-FAILURES');
    assert.match(
      (error as MaspoError).message,
      '3 of 20 agent calls failed for their item, more than run.tolerate (0.1) allows: refused',
    );
  }
});

test('as many failures as the config tolerates do not stop it', async () => {
  const on = bench(single, { reply: failing(0, 1), tolerate: 0.1 });
  const episodes = await run(on, { prompts: on.seed, items: many(20) });
  assert.is(answers(episodes, on).filter((answer) => answer.startsWith('failed')).length, 2);
});

test('the share is counted over the run, and a few calls say nothing about it', async () => {
  const on = bench(single, { reply: failing(0, 1, 2), tolerate: 0.1 });
  await run(on, { prompts: on.seed, items: many(19) });
  try {
    await run(on, { prompts: on.seed, items: many(20).slice(19) });
    assert.unreachable();
  } catch (error) {
    // The step that passed the limit had no failure itself; the reason of an earlier one is told.
    assert.match((error as Error).message, /^3 of 20 agent calls .* allows: refused$/);
  }
});

test('what was not asked because of an earlier failure is not counted as a failed call', async () => {
  const on = bench([...single, draft('b', '{{a.output}}'), draft('c', '{{b.output}}')], {
    reply: failing(0, 1),
    tolerate: 0.1,
  });
  const episodes = await run(on, { prompts: on.seed, items: many(20) });
  assert.is(answers(episodes, on).filter((answer) => answer === 'failed: b@1 failed before it').length, 2);
});

test('what a step throws ends the execution', async () => {
  const { system } = bench(single);
  const stop = new Error('budget');
  const execute = createExecutor({
    system,
    models: { small: model(0) },
    samplingSeed: 1,
    tolerate: 1,
    step: () => Promise.reject(stop),
  });
  let thrown: unknown;
  await execute([{ prompts: new Map(), items }]).catch((error: unknown) => {
    thrown = error;
  });
  assert.is(thrown, stop);
});

test.run();
