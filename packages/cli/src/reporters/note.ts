import type { RunEvent } from '@maspo/core';
import { printableLine } from '../printable.ts';

/** A note of an operator or of the budget, on one line. */
export const noteText = ({ from, message }: Extract<RunEvent, { type: 'note' }>): string =>
  printableLine(`${from}: ${message}`);
