import { type CallError, MaspoError } from '../errors.ts';

/** What only time heals: the run ends for now, and can be resumed. */
export const suspension = (message: string, cause: CallError): MaspoError =>
  new MaspoError(
    'MASPO-SUSPENDED',
    message,
    `${cause.hint} Then go on with \`maspo resume\`: nothing that was answered is paid again.`,
    { cause },
  );
