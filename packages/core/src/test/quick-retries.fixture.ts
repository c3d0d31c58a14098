import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const { setImmediate: turn } = timers;

/** In this process a retry waits for one turn of the event loop: thousands of them are tried, and only their order matters. */
export function hurryRetries(): void {
  Object.assign(timers, { setTimeout: (_: number, value: unknown) => turn(value) });
  syncBuiltinESMExports();
}
