import { setTimeout as sleep } from 'node:timers/promises';
import { CallError, MaspoError } from '../errors.ts';
import type { ModelPlan } from '../plan.ts';
import type { SearchContext } from './context.ts';

/** Pauses before a provider is asked again, in seconds: a server that is just starting; a dead one must be told within 5 s. */
const PAUSES = [0.2, 0.6] as const;
/** A provider that took so long, in milliseconds, has asked its server again by itself (`askAtStart`): once is enough. */
const PATIENT = 2000;

/**
 * Asks the providers of these models, side by side, whether they are there. What they say is recorded with the run, and
 * is not asked for again when the run is resumed.
 * @returns why not, by model; those that are there are left out.
 */
export async function identifyAll(
  context: SearchContext,
  models: readonly ModelPlan[],
): Promise<ReadonlyMap<string, MaspoError>> {
  const problems = await Promise.all(
    models.map(async ({ name }) => {
      try {
        await identify(context, name);
        return null;
      } catch (error) {
        if (error instanceof MaspoError) return [name, error] as const;
        throw error;
      }
    }),
  );
  return new Map(problems.filter((problem) => problem !== null));
}

async function identify({ gateway, signal }: SearchContext, model: string): Promise<void> {
  const started = performance.now();
  for (const pause of PAUSES) {
    try {
      return await gateway.identify(model);
    } catch (error) {
      const isPassing = error instanceof CallError && error.kind === 'transient';
      if (!isPassing || performance.now() - started > PATIENT) throw error;
      await sleep(1000 * pause, undefined, { signal });
    }
  }
  return gateway.identify(model);
}
