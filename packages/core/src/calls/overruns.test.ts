import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ask, openGateway } from '../test/gateway.fixture.ts';
import { answer } from '../test/toy.fixture.ts';

const using = (inputTokens: number, outputTokens: number) => async () => ({
  ...answer('hi'),
  usage: { inputTokens, outputTokens },
});

test('a provider that passes its limits is named once, with numbers', async () => {
  for (const [run, said] of [
    [using(9, 40), 'model "small" used 40 output tokens where 4 were the most'],
    [using(900, 4), 'model "small" used 900 input tokens where 33 were the most'],
  ] as const) {
    const notes: string[] = [];
    const gateway = openGateway({ run, note: async (message) => void notes.push(message) });
    await gateway.step([ask('a'), ask('b')]);
    await gateway.step([ask('c')]);
    assert.is(notes.length, 1);
    assert.match(notes[0] ?? '', said);
    await gateway.journal.close();
  }
});

test('one that keeps to them is not', async () => {
  const notes: string[] = [];
  const gateway = openGateway({ run: using(33, 4), note: async (message) => void notes.push(message) });
  await gateway.step([ask('a')]);
  assert.equal(notes, []);
  await gateway.journal.close();
});

test.run();
