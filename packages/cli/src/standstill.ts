import { EXIT } from './exit.ts';
import type { Terminal } from './terminal.ts';

/**
 * Node leaves when nothing is left to wait for: a hook that never settles would end a command without a word.
 * @param unfinished Who is to blame.
 * @returns ends the watch.
 */
export function watchStandstill({ note, notes: { paint } }: Terminal, unfinished: () => readonly string[]): () => void {
  const blame = (): never => {
    note(`${paint('red', 'error:')} this stands still: nothing is left that could finish it`);
    for (const tap of unfinished()) note(`  never finished: ${tap}`);
    note(`  ${paint('cyan', 'fix:')} Let its promise settle; what was answered is kept in the journal.`);
    process.exit(EXIT.failed);
  };
  process.once('beforeExit', blame);
  return () => process.removeListener('beforeExit', blame);
}
