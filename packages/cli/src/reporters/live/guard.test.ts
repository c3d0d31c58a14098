import { EventEmitter } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { guardTerminal } from './guard.ts';

const test = suite('guard of the terminal');

/** A process that does what it is told by signals only in writing. */
function fakeProcess() {
  const happened: string[] = [];
  const events = new EventEmitter();
  const signals = Object.assign(events, {
    pid: 1,
    kill: (_: number, signal: string) => happened.push(`kill ${signal}`),
  });
  const stop = guardTerminal(
    () => happened.push('leave'),
    () => happened.push('back'),
    signals as unknown as NodeJS.Process,
  );
  return { happened, events, stop };
}

test('the terminal is given back at the exit and before an error is printed', () => {
  for (const name of ['exit', 'uncaughtExceptionMonitor']) {
    const { happened, events } = fakeProcess();
    events.emit(name);
    assert.equal(happened, ['leave']);
  }
});

test('a signal that ends the process does so once the terminal is given back', () => {
  for (const name of ['SIGTERM', 'SIGHUP']) {
    const { happened, events } = fakeProcess();
    events.emit(name, name);
    assert.equal(happened, ['leave', `kill ${name}`]);
    assert.is(events.listenerCount(name), 0);
  }
});

test('Ctrl-Z gives the terminal back until the process goes on', () => {
  const { happened, events } = fakeProcess();
  events.emit('SIGTSTP');
  events.emit('SIGCONT');
  assert.equal(happened, ['leave', 'kill SIGSTOP', 'back']);
});

test('afterwards nobody listens', () => {
  const { events, stop } = fakeProcess();
  assert.not.equal(events.eventNames(), []);
  stop();
  assert.equal(events.eventNames(), []);
});

test.run();
