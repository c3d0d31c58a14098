import type { Json } from '../canonical.ts';
import { MaspoError } from '../errors.ts';
import type { Hooks } from '../hooks.ts';
import type { ModelPlan, Plan } from '../plan.ts';
import { seedRoot } from '../random.ts';
import { createRedactor } from '../redact.ts';
import type { Role } from '../types.ts';
import { type AttemptContext, type Pause, settleCall } from './attempt.ts';
import { createMeter, type Meter } from './budget.ts';
import { createClock } from './clock.ts';
import { createIdentities } from './identity.ts';
import type { CallResult, Journal } from './journal.ts';
import { type CallKey, type CallRequest, callKey, effectKey } from './key.ts';
import { createLimit } from './limit.ts';
import { add, boundOf, costOf, NOTHING, nothingByRole, type Spend, type SpendByRole } from './usage.ts';

/** What was really paid, tried and waited for: may differ between two ways to the same result. */
export interface Paid {
  readonly spend: SpendByRole;
  readonly attempts: number;
  readonly retries: number;
  /** Different calls that the journal answered and this process did not make. */
  readonly fromJournal: number;
  readonly inFlight: number;
}

/** The one door outside. Everything that costs or may come out differently goes through it. */
export interface Gateway {
  readonly meter: Meter;
  /**
   * One admission unit: all its calls are fixed before it starts. Results come in the order of the requests.
   * @throws BudgetStop, before anything is spent, if the step might pass a cap; Interruption if the run was asked to stop.
   */
  step(requests: readonly CallRequest[]): Promise<CallResult[]>;
  /** Another effect, done once and answered by the journal ever after. Costs nothing in the budget. */
  effect<T extends Json>(operator: string, name: string, input: Json, effect: () => Promise<T>): Promise<T>;
  /** Ends the search clock: validation and test run to their end. */
  stopClock(): void;
  paid(): Paid;
}

/** Thrown at the start of a step after the run was asked to stop (SIGINT). */
export class Interruption extends MaspoError {
  override readonly name = 'Interruption';
  constructor() {
    super('MASPO-INTERRUPTED', 'interrupted', 'Go on with `maspo resume`: nothing that was answered is paid again.');
  }
}

export interface GatewayContext {
  readonly plan: Plan;
  readonly runId: string;
  readonly hooks: Hooks;
  readonly journal: Journal;
  /** Ends calls in flight, at once. */
  readonly signal: AbortSignal;
  /** Asked at the start of each step. */
  readonly interrupted: () => boolean;
  /** Seconds that earlier sessions of this run have used. */
  readonly elapsedBefore: number;
  readonly log: (message: string) => void;
  /** How a retry waits; a timer by default. */
  readonly pause?: Pause;
}

interface Keyed {
  readonly key: CallKey;
  readonly request: CallRequest;
  readonly model: ModelPlan;
}

/** Opens the gateway of a run. */
export function createGateway(context: GatewayContext): Gateway {
  const { plan, journal } = context;
  const meter = createMeter(plan.budget);
  const identities = createIdentities(context);
  const charged = new Set<CallKey>();
  const caller = createCaller(context, identities.verify);
  const clock = createClock(context);
  const effects = createEffects(context);
  // Whether a step fits is decided between steps: they never overlap.
  const oneByOne = createLimit(1);

  const takeStep = async (requests: readonly CallRequest[]): Promise<CallResult[]> => {
    const keyed = await Promise.all(
      requests.map(async (request): Promise<Keyed> => {
        const model = modelOf(plan, request.model);
        return { key: callKey(request, await identities.of(model)), request, model };
      }),
    );
    const distinct = [...new Map(keyed.map((entry) => [entry.key, entry])).values()];
    const fresh = distinct.filter(({ key }) => !charged.has(key));
    if (context.interrupted()) throw new Interruption();
    meter.admit(
      sumByRole(fresh, ({ request, model }) => boundOf(request.messages, request.sampling.maxTokens, model.price)),
    );
    if (fresh.length > 0) await clock.tick(() => fresh.some(({ key }) => journal.get(key) === undefined));
    const results = await caller.settleAll(distinct);
    for (const { key, request, model } of fresh) {
      charged.add(key);
      meter.settle(request.role, spendOf(request, model, results.get(key)));
    }
    return keyed.map(({ key }) => results.get(key) as CallResult);
  };

  return {
    meter,
    step: (requests) => oneByOne(() => takeStep(requests)),
    effect: (operator, name, input, effect) => effects(operator, effectKey(operator, name, input), effect),
    stopClock: clock.stop,
    paid: caller.paid,
  };
}

/** Settles effects: from the journal, from an equal one that is under way, or by making it. */
function createEffects({ journal, runId }: Pick<GatewayContext, 'journal' | 'runId'>) {
  const inFlight = new Map<CallKey, Promise<CallResult>>();
  return async <T extends Json>(operator: string, key: CallKey, effect: () => Promise<T>): Promise<T> => {
    const about = { role: 'effect', model: operator, run: runId } as const;
    const make = async () => journal.put(key, about, { kind: 'effect', value: await effect() });
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

function modelOf(plan: Plan, name: string): ModelPlan {
  const model = plan.models[name];
  if (model === undefined)
    throw new MaspoError(
      'MASPO-MODEL',
      `there is no model "${name}"`,
      `Known: ${Object.keys(plan.models).join(', ')}.`,
    );
  return model;
}

function sumByRole(entries: readonly Keyed[], spendOfEntry: (entry: Keyed) => Spend): SpendByRole {
  const sum = nothingByRole();
  for (const entry of entries) sum[entry.request.role] = add(sum[entry.request.role], spendOfEntry(entry));
  return sum;
}

function spendOf(request: CallRequest, model: ModelPlan, result: CallResult | undefined): Spend {
  // A call that failed for its item was made and counts; its tokens are unknown.
  if (result?.kind !== 'answer') return { ...NOTHING, calls: 1 };
  return costOf(request.messages, result.answer, model.price);
}

/** The calls of a step; after the first failure no new one is started. */
interface Round {
  failure: { readonly error: unknown } | null;
  readonly stop: AbortController;
}

function fail(round: Round, error: unknown): void {
  round.failure ??= { error };
  // A lasting failure would cost time for nothing; after a passing one, what is in flight is let finish and kept.
  if (!isSuspension(error)) round.stop.abort(error);
}

const isSuspension = (error: unknown): boolean => error instanceof MaspoError && error.code === 'MASPO-SUSPENDED';

/** Settles calls: from the journal, from an equal call in flight, or by making it. */
function createCaller(context: GatewayContext, verify: (model: ModelPlan) => Promise<void>) {
  const { plan, journal } = context;
  const all = createLimit(plan.run.concurrency);
  const perModel = new Map(Object.values(plan.models).map((model) => [model.name, createLimit(model.concurrency)]));
  const inFlight = new Map<CallKey, Promise<CallResult>>();
  const redact = createRedactor(plan.secrets);
  const retrySeed = seedRoot(plan.run.seed).derive('retry');
  const spend: Record<Role, Spend> = nothingByRole();
  const count = { attempts: 0, retries: 0, fromJournal: 0 };
  // A call that comes up again in the run is no gift of the journal.
  const met = new Set<CallKey>();

  const attemptContext = (key: CallKey, signal: AbortSignal): AttemptContext => ({
    hooks: context.hooks,
    signal,
    redact,
    dir: plan.dir,
    log: context.log,
    seed: retrySeed.derive(key),
    ...(context.pause === undefined ? {} : { pause: context.pause }),
    onAttempt: ({ kind }) => {
      if (kind === 'start') count.attempts++;
      else count.retries++;
    },
  });

  const make = async ({ key, request, model }: Keyed, round: Round): Promise<CallResult> => {
    if (round.failure !== null) throw round.failure.error;
    met.add(key);
    try {
      await verify(model);
      const signal = AbortSignal.any([context.signal, round.stop.signal]);
      const result = await settleCall(request, model, attemptContext(key, signal));
      spend[request.role] = add(spend[request.role], spendOf(request, model, result));
      return await journal.put(key, { role: request.role, model: model.name, run: context.runId }, result);
    } catch (error) {
      // Here, before the place of this call goes to the next one.
      fail(round, error);
      throw error;
    }
  };

  const settle = (entry: Keyed, round: Round): Promise<CallResult> => {
    const known = journal.get(entry.key);
    if (known !== undefined) {
      if (!met.has(entry.key)) count.fromJournal++;
      met.add(entry.key);
      return Promise.resolve(known);
    }
    const running = inFlight.get(entry.key);
    if (running !== undefined) return running;
    const limit = perModel.get(entry.model.name) ?? all;
    const call = limit(() => all(() => make(entry, round))).finally(() => inFlight.delete(entry.key));
    inFlight.set(entry.key, call);
    return call;
  };

  const settleAll = async (entries: readonly Keyed[]): Promise<Map<CallKey, CallResult>> => {
    const round: Round = { failure: null, stop: new AbortController() };
    const results = new Map<CallKey, CallResult>();
    await Promise.all(
      entries.map(async (entry) => {
        try {
          results.set(entry.key, await settle(entry, round));
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
    paid: (): Paid => ({ spend: { ...spend }, ...count, inFlight: inFlight.size }),
  };
}
