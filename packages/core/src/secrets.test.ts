import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CallError } from './errors.ts';
import { definePlugin } from './plugin/contract.ts';
import { projectFolder } from './run/folder.ts';
import { openSession } from './session.ts';
import { testPlan } from './test/plan.fixture.ts';
import { FULL } from './test/run.fixture.ts';
import { createToy, operators } from './test/toy.fixture.ts';

/** Of the kind that JSON and URLs write in another way. */
const KEY = 'sk-planted"0123/4567\\89 end';
const FORMS = [KEY, JSON.stringify(KEY).slice(1, -1), encodeURIComponent(KEY)];

function bytesBelow(folder: string): { readonly file: string; readonly bytes: Buffer }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => ({ file, bytes: readFileSync(file) }));
}

/** Whoever can say something says the key: in proposals, in notes, in effects, in why a proposal failed. */
const chatty = definePlugin({
  name: 'chatty',
  mutate: {
    chat: {
      description: 'Tells all it knows.',
      run: async ({ parent, rng, log, once }) => {
        log(`note ${KEY}`);
        const told = await once('tell', { nth: rng.int(3) }, async () => ({ told: KEY }));
        return rng.next() < 0.5 ? [parent.append('task', JSON.stringify(told))] : [{ rejected: `no ${KEY}: ${KEY}` }];
      },
    },
  },
});

test('a key that a server and a plugin repeat wherever they can stands nowhere below .maspo', async () => {
  const toy = createToy({
    before: (_, call) => {
      if (call % 11 === 0) throw new CallError('item', `refused, key ${KEY}`, 'Look.');
      if (call % 7 === 0) throw new CallError('transient', `busy, key ${KEY}`, 'Wait.', { retryAfter: 0 });
    },
    reply: ({ messages }) =>
      (messages.at(-1)?.content.length ?? 0) % 3 > 0 ? undefined : `you sent ${KEY} and ${encodeURIComponent(KEY)}`,
  });
  const plan = testPlan({
    ...FULL,
    plugins: [toy.plugin, operators, chatty],
    mutate: [...(FULL.mutate ?? []), { use: 'chat', options: {}, weight: 2 }],
    secrets: [KEY],
    run: { tolerate: 1 },
  });
  const heard: string[] = [];
  const session = openSession(plan, { onLog: (message) => heard.push(message) });
  const outcome = await session.run().then(
    () => '',
    (error: unknown) => String(error),
  );
  assert.is(outcome, '');
  const files = bytesBelow(projectFolder(plan.dir));
  const names = files.map(({ file }) => file.split('/').at(-1));
  for (const name of ['journal.db', 'events.jsonl', 'result.json', 'usage.json', 'plan.json'])
    assert.ok(names.includes(name), `${name} was not looked at`);
  assert.ok(
    files.some(({ bytes }) => bytes.includes('[secret]')),
    'nobody has said it',
  );
  for (const { file, bytes } of files)
    for (const form of FORMS) assert.not.ok(bytes.includes(form), `${form} stands in ${file}`);
});

test('a run that is suspended by a server that repeats the key leaves none either', async () => {
  const toy = createToy({
    before: () => {
      throw new CallError('transient', `busy, key ${KEY}`, 'Wait.', { retryAfter: 0 });
    },
  });
  const plan = testPlan({ plugins: [toy.plugin, operators], secrets: [KEY] });
  await openSession(plan)
    .run()
    .catch(() => undefined);
  for (const { file, bytes } of bytesBelow(projectFolder(plan.dir)))
    for (const form of FORMS) assert.not.ok(bytes.includes(form), `${form} stands in ${file}`);
});

test.run();
