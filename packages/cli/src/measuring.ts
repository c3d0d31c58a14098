import { CallError, type EvaluateOptions, Interruption, MaspoError, type Paid } from '@maspo/core';
import { Interrupted, watchInterrupt } from './interrupt.ts';
import { printableLine } from './printable.ts';
import { watchStandstill } from './standstill.ts';
import type { Terminal } from './terminal.ts';

type Watched = Pick<EvaluateOptions, 'interrupted' | 'onStep' | 'onLog'>;

/** Measures something outside of a run, with a count of calls on a terminal. */
export async function measuring<T>(terminal: Terminal, measure: (options: Watched) => Promise<T>): Promise<T> {
  const { progress, note } = terminal;
  const unwatch = watchStandstill(terminal, () => []);
  const isLive = progress.isTTY === true;
  let begun = false;
  const show = ({ attempts, fromJournal }: Paid): void => {
    begun = true;
    if (isLive) progress.write(`\r\x1b[2K${attempts} calls made, ${fromJournal} from the journal`);
  };
  const clear = (): unknown => isLive && progress.write('\r\x1b[2K');
  const interrupt = watchInterrupt({
    first: () => note('Ending this step … Ctrl-C again leaves at once.'),
    second: clear,
  });
  try {
    return await measure({
      interrupted: interrupt.asked,
      onStep: show,
      onLog: (message) => note(printableLine(message)),
    });
  } catch (error) {
    if (error instanceof Interruption) throw new Interrupted('Started again, it goes on where it was.');
    if (error instanceof CallError && !begun)
      throw new MaspoError('MASPO-PREFLIGHT', error.message, error.hint, { cause: error });
    throw error;
  } finally {
    clear();
    unwatch();
    interrupt.stop();
  }
}
