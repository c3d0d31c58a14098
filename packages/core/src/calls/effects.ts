import type { Json } from '../canonical.ts';
import { createRedactor, redactJson, surelySecret } from '../redact.ts';
import type { GatewayContext } from './context.ts';
import type { CallResult } from './journal.ts';
import type { CallKey } from './key.ts';

/** Settles effects: from the journal, from an equal one that is under way, or by making it. */
export function createEffects({ journal, runId, plan }: Pick<GatewayContext, 'journal' | 'runId' | 'plan'>) {
  const redact = createRedactor(surelySecret(plan.secrets));
  const inFlight = new Map<CallKey, Promise<CallResult>>();
  return async <T extends Json>(operator: string, key: CallKey, effect: () => Promise<T>): Promise<T> => {
    const about = { role: 'effect', model: operator, run: runId } as const;
    const make = async () => journal.put(key, about, redactJson(redact, { kind: 'effect', value: await effect() }));
    let result = journal.get(key);
    if (result === undefined) {
      const running = inFlight.get(key) ?? make().finally(() => inFlight.delete(key));
      inFlight.set(key, running);
      result = await running;
    }
    if (result.kind !== 'effect') throw new RangeError(`the journal holds a call under the key of an effect: ${key}`);
    return result.value as T;
  };
}
