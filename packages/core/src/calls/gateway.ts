import type { Json } from '../canonical.ts';
import { Interruption, MaspoError } from '../errors.ts';
import type { ModelPlan, Plan } from '../plan.ts';
import { createMeter, type Meter } from './budget.ts';
import { createCaller } from './caller.ts';
import { createClock } from './clock.ts';
import type { GatewayContext, Paid } from './context.ts';
import { createEffects } from './effects.ts';
import { createGuard } from './guard.ts';
import { createIdentities } from './identity.ts';
import type { CallResult } from './journal.ts';
import { type CallKey, type CallRequest, effectKey, keysOf } from './key.ts';
import { boundByRole, type Keyed, spendOfCall } from './keyed.ts';
import { createLimit } from './limit.ts';
import { createOverruns } from './overruns.ts';

/** The one door outside. Everything that costs or may come out differently goes through it. */
export interface Gateway {
  readonly meter: Meter;
  /**
   * One admission unit: all its calls are fixed before it starts. Results come in the order of the requests.
   * @throws BudgetStop, before anything is spent, if the step might pass a cap; Interruption if the run was asked to stop.
   */
  step(requests: readonly CallRequest[]): Promise<CallResult[]>;
  /** Asks the provider of a model whether it is there, once a run; nothing is paid. @throws what the provider says. */
  identify(model: string): Promise<void>;
  /** Another effect, done once and answered by the journal ever after. Costs nothing in the budget. */
  effect<T extends Json>(operator: string, name: string, input: Json, effect: () => Promise<T>): Promise<T>;
  /** Ends the search clock: validation and test run to their end. */
  stopClock(): void;
  paid(): Paid;
}

/** Opens the gateway of a run. */
export function createGateway(context: GatewayContext): Gateway {
  const { plan, journal } = context;
  const meter = createMeter(plan.budget);
  const identities = createIdentities(context);
  const charged = new Set<CallKey>();
  const guard = createGuard(context, meter);
  const caller = createCaller(context, identities.verify, guard);
  const overruns = createOverruns(context.note);
  const clock = createClock(context);
  const effects = createEffects(context);
  // Whether a step fits is decided between steps: they never overlap.
  const oneByOne = createLimit(1);

  const keyers = new Map<string, (request: CallRequest) => CallKey>();
  const keyed = async (request: CallRequest): Promise<Keyed> => {
    const model = modelOf(plan, request.model);
    const keyOf = keyers.get(model.name) ?? keysOf(await identities.of(model));
    keyers.set(model.name, keyOf);
    return { key: keyOf(request), request, model };
  };

  const takeStep = async (requests: readonly CallRequest[]): Promise<CallResult[]> => {
    const entries = await Promise.all(requests.map(keyed));
    const distinct = [...new Map(entries.map((entry) => [entry.key, entry])).values()];
    const fresh = distinct.filter(({ key }) => !charged.has(key));
    if (context.interrupted()) throw new Interruption();
    const bound = boundByRole(fresh);
    meter.admit(bound);
    if (fresh.length > 0) {
      const unpaid = (): boolean => fresh.some(({ key }) => journal.get(key) === undefined);
      await clock.tick(unpaid);
      await guard.admit(bound, unpaid);
    }
    const results = await caller.settleAll(distinct, (key) => !charged.has(key));
    for (const entry of fresh) {
      const result = results.get(entry.key);
      charged.add(entry.key);
      meter.settle(entry.request.role, spendOfCall(entry, result));
      await overruns.check(entry, result);
    }
    return entries.map(({ key }) => results.get(key) as CallResult);
  };

  return {
    meter,
    step: (requests) => oneByOne(() => takeStep(requests)),
    identify: async (model) => {
      await identities.of(modelOf(plan, model));
    },
    effect: (operator, name, input, effect) => effects(operator, effectKey(operator, name, input), effect),
    stopClock: clock.stop,
    paid: () => ({ ...caller.paid(), lost: guard.lost() }),
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
