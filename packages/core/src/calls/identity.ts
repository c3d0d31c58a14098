import { canonicalJson, type Json } from '../canonical.ts';
import { CallError } from '../errors.ts';
import type { ModelPlan, Plan } from '../plan.ts';
import { findOperator } from '../plugin/find.ts';
import { createRedactor, redactJson } from '../redact.ts';
import type { GatewayContext } from './context.ts';
import type { ModelIdentity } from './key.ts';
import { suspension } from './suspension.ts';

/**
 * What each model says of itself (endpoint, digest), asked once and recorded with the run: a resumed run whose calls are
 * all journaled needs no server, and one that must call again first checks that the model is still the same.
 */
export function createIdentities(context: Pick<GatewayContext, 'plan' | 'runId' | 'journal' | 'signal' | 'log'>) {
  const { plan, runId, journal } = context;
  const known = new Map<string, Promise<ModelIdentity>>();
  const verified = new Map<string, Promise<void>>();

  const ask = async (model: ModelPlan): Promise<Json> => {
    const { operator } = providerOf(context.plan, model);
    const tools = { options: model.options, signal: context.signal, dir: plan.dir, log: context.log };
    return (await operator.identify?.(tools)) ?? null;
  };

  const find = async (model: ModelPlan): Promise<ModelIdentity> => {
    const name = `identity ${model.name}`;
    let identity = journal.decision(runId, name);
    if (identity === undefined) {
      identity = await journal.decide(runId, name, await ask(model));
      verified.set(model.name, Promise.resolve());
    }
    const { plugin, version } = providerOf(plan, model);
    return { use: model.use, plugin, version, options: optionsOf(model), identity };
  };

  const check = async (model: ModelPlan): Promise<void> => {
    const now = canonicalJson(await ask(model).catch(suspend));
    if (now === canonicalJson(journal.decision(runId, `identity ${model.name}`) ?? null)) return;
    throw new CallError(
      'permanent',
      `model "${model.name}" is not the one that this run began with`,
      'Bring the old model back, or start a new run with another run.seed.',
    );
  };

  /** A server that is away for a while ends no run for good: what is in flight is finished, and the run can be resumed. */
  const suspend = (error: unknown): never => {
    if (!(error instanceof CallError) || error.kind !== 'transient') throw error;
    throw suspension(error.message, error);
  };

  const redact = createRedactor(plan.secrets);
  const optionsOf = (model: ModelPlan): Json => {
    const schema = providerOf(plan, model).operator.options?.properties ?? {};
    const decides = (name: string): boolean => !(schema[name]?.maspoNeutral || schema[name]?.maspoSecret);
    const deciding = Object.entries(model.options).filter(([name]) => decides(name));
    return redactJson(redact, Object.fromEntries(deciding) as Json);
  };

  const memo = <T>(map: Map<string, Promise<T>>, model: ModelPlan, make: (model: ModelPlan) => Promise<T>) => {
    const known = map.get(model.name);
    if (known !== undefined) return known;
    const promise = make(model);
    map.set(model.name, promise);
    // Who asks again after a failure gets a new answer.
    promise.catch(() => map.delete(model.name));
    return promise;
  };
  return {
    of: (model: ModelPlan): Promise<ModelIdentity> => memo(known, model, find),
    /** Before a call is made for real. @throws CallError if the model has changed since the run began. */
    verify: (model: ModelPlan): Promise<void> => memo(verified, model, check),
  };
}

function providerOf(plan: Plan, model: ModelPlan) {
  const found = findOperator(plan.plugins, 'forward', model.use);
  if (found === undefined) throw new RangeError(`no plugin provides "${model.use}"`);
  const { operator, from } = found;
  return { operator, plugin: from.plugin.name, version: from.version };
}
