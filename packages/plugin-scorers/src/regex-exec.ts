import { type Context, createContext, Script } from 'node:vm';
import { MaspoError } from '@maspo/core/plan';

const SECONDS = 1;

/** Made at the first use and kept: a context takes longer to make than a pattern to match. */
let sandbox: { readonly script: Script; readonly context: Context } | undefined;

/**
 * `pattern.exec(text)` that gives up on a pattern which backtracks without end (`(a+)+$`): Node has no limit of its own,
 * but a script's timeout interrupts the matcher. The script is a constant; pattern and text are only values in it.
 * @throws MaspoError after one second, and never a score: how fast a machine is must not decide one.
 */
export function execWithin(pattern: RegExp, text: string): RegExpExecArray | null {
  sandbox ??= { script: new Script('pattern.exec(text)'), context: createContext({}) };
  Object.assign(sandbox.context, { pattern, text });
  try {
    return sandbox.script.runInContext(sandbox.context, { timeout: SECONDS * 1000 }) as RegExpExecArray | null;
  } catch (cause) {
    throw new MaspoError(
      'MASPO-REGEX',
      `the pattern ${pattern} took more than ${SECONDS} s on one output`,
      'Rewrite it without a repeated group that repeats inside, such as (a+)+ or (a|a)*.',
      { cause },
    );
  }
}
