import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createShared } from './shared.ts';

const never = (): Promise<string> => new Promise(() => {});
const rejectionOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (thrown) => thrown,
  );
const { signal } = new AbortController();

test('work is done once for all who ask', async () => {
  const shared = createShared<number>();
  let made = 0;
  const make = async (): Promise<number> => ++made;
  assert.equal(await Promise.all([shared.get('a', signal, make), shared.get('a', signal, make)]), [1, 1]);
  assert.is(await shared.get('a', signal, make), 1);
  assert.is(await shared.get('b', signal, make), 2);
});

test('a failure is forgotten', async () => {
  const shared = createShared<string>();
  assert.ok(await rejectionOf(shared.get('a', signal, () => Promise.reject(new Error('offline')))));
  assert.is(await shared.get('a', signal, async () => 'there'), 'there');
});

test('one who stops waiting does not stop the work for the others', async () => {
  const shared = createShared<string>();
  const controller = new AbortController();
  const gate = Promise.withResolvers<string>();
  const impatient = rejectionOf(shared.get('a', controller.signal, () => gate.promise));
  const patient = shared.get('a', signal, never);
  controller.abort(new Error('enough'));
  assert.match(String(await impatient), 'enough');
  gate.resolve('there');
  assert.is(await patient, 'there');
});

test('work that nobody waits for is aborted, and begins anew when asked again', async () => {
  const shared = createShared<string>();
  const controller = new AbortController();
  let work: AbortSignal | undefined;
  const only = rejectionOf(
    shared.get('a', controller.signal, (own) => {
      work = own;
      return never();
    }),
  );
  controller.abort(new Error('enough'));
  await only;
  assert.ok(work?.aborted);
  assert.is(await shared.get('a', signal, async () => 'anew'), 'anew');
});

test('one who comes with an aborted signal starts nothing', async () => {
  let started = false;
  const make = async (): Promise<void> => {
    started = true;
  };
  assert.ok(await rejectionOf(createShared<void>().get('a', AbortSignal.abort(), make)));
  assert.not.ok(started);
});

test.run();
