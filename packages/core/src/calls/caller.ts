import { MaspoError } from '../errors.ts';
import type { ModelPlan } from '../plan.ts';
import { seedRoot } from '../random.ts';
import { createRedactor, redactJson, surelySecret } from '../redact.ts';
import type { Role } from '../types.ts';
import { type AttemptContext, settleCall } from './attempt.ts';
import { BudgetStop } from './budget.ts';
import type { GatewayContext, Paid } from './context.ts';
import type { Guard } from './guard.ts';
import type { CallResult } from './journal.ts';
import type { CallKey } from './key.ts';
import { boundOfCall, type Keyed, spendOfCall } from './keyed.ts';
import { createPlaces } from './places.ts';
import { add, nothingByRole, type Spend } from './usage.ts';

/** The calls of a step; after the first failure no new one is started. */
interface Round {
  failure: { readonly error: unknown } | null;
  readonly stop: AbortController;
  /** Ends the calls in flight: `stop`, or the run's own signal. */
  readonly signal: AbortSignal;
}

function fail(round: Round, error: unknown): void {
  round.failure ??= { error };
  // A lasting failure would cost time for nothing; after a passing one, what is in flight is let finish and kept.
  if (!isPassing(error)) round.stop.abort(error);
}

const isPassing = (error: unknown): boolean =>
  error instanceof BudgetStop || (error instanceof MaspoError && error.code === 'MASPO-SUSPENDED');

/** Settles calls: from the journal, from an equal call in flight, or by making it. */
export function createCaller(context: GatewayContext, verify: (model: ModelPlan) => Promise<void>, guard: Guard) {
  const { plan, journal } = context;
  const placeOf = createPlaces(context);
  const inFlight = new Map<CallKey, Promise<CallResult>>();
  const redact = createRedactor(plan.secrets);
  // A server may send back the key that it was sent.
  const redactAnswer = createRedactor(surelySecret(plan.secrets));
  const retrySeed = seedRoot(plan.run.seed).derive('retry');
  const spend: Record<Role, Spend> = nothingByRole();
  const count = { attempts: 0, retries: 0, fromJournal: 0 };

  const attemptContext = (entry: Keyed, round: Round): AttemptContext => ({
    hooks: context.hooks,
    signal: round.signal,
    place: placeOf(entry.model),
    onFailure: (error) => fail(round, error),
    known: () => journal.get(entry.key),
    keep: (result) => keep(entry, redactJson(redactAnswer, result)),
    mayStart: async () => {
      if (round.failure !== null) throw round.failure.error;
      await guard.mayStart();
    },
    redact,
    dir: plan.dir,
    log: context.log,
    seed: retrySeed.derive(entry.key),
    ...(context.pause === undefined ? {} : { pause: context.pause }),
    onAttempt: ({ kind }) => {
      if (kind === 'start') count.attempts++;
      if (kind === 'retry') count.retries++;
      if (kind === 'lost') guard.lose(entry.request.role, boundOfCall(entry));
    },
  });

  const keep = (entry: Keyed, result: CallResult): Promise<CallResult> => {
    const { role } = entry.request;
    spend[role] = add(spend[role], spendOfCall(entry, result));
    return journal.put(entry.key, { role, model: entry.model.name, run: context.runId }, result);
  };

  const make = async (entry: Keyed, round: Round): Promise<CallResult> => {
    const { request, model } = entry;
    await verify(model);
    return settleCall(request, model, attemptContext(entry, round));
  };

  const settle = (entry: Keyed, round: Round, isFirst: (key: CallKey) => boolean): Promise<CallResult> => {
    const known = journal.get(entry.key);
    if (known !== undefined) {
      if (isFirst(entry.key)) count.fromJournal++;
      return Promise.resolve(known);
    }
    const running = inFlight.get(entry.key);
    if (running !== undefined) return running;
    const call = make(entry, round).finally(() => inFlight.delete(entry.key));
    inFlight.set(entry.key, call);
    return call;
  };

  /** @param isFirst Whether a call comes up for the first time in the run: one that comes up again is no gift of the journal. */
  const settleAll = async (
    entries: readonly Keyed[],
    isFirst: (key: CallKey) => boolean,
  ): Promise<Map<CallKey, CallResult>> => {
    const stop = new AbortController();
    const round: Round = { failure: null, stop, signal: AbortSignal.any([context.signal, stop.signal]) };
    const results = new Map<CallKey, CallResult>();
    await Promise.all(
      entries.map(async (entry) => {
        try {
          results.set(entry.key, await settle(entry, round, isFirst));
        } catch (error) {
          fail(round, error);
        }
      }),
    );
    if (round.failure !== null) throw round.failure.error;
    return results;
  };

  return {
    settleAll,
    paid: (): Omit<Paid, 'lost'> => ({ spend: { ...spend }, ...count, inFlight: inFlight.size }),
  };
}
