import { Interruption } from '@maspo/core/plan';
import { EXIT } from './exit.ts';

/** Watches for Ctrl-C: the first asks the run to end after its step, the second leaves at once. */
export function watchInterrupt(on: { first(): void; second(): void }): { asked(): boolean; stop(): void } {
  let asked = false;
  const interrupt = (): void => {
    if (asked) {
      on.second();
      process.exit(EXIT.interrupted);
    }
    asked = true;
    on.first();
  };
  process.on('SIGINT', interrupt);
  return { asked: () => asked, stop: () => process.removeListener('SIGINT', interrupt) };
}

/** An interruption with the line that goes on with what was interrupted. */
export class Interrupted extends Interruption {
  override readonly hint: string;
  constructor(hint: string) {
    super();
    this.hint = hint;
  }
}
