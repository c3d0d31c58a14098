import type { ModelPlan } from '../plan.ts';
import { findOperator } from '../plugin/find.ts';
import type { Place } from './attempt.ts';
import type { GatewayContext } from './context.ts';
import { createEndpoint, type Endpoint } from './endpoint.ts';
import { createSlots } from './limit.ts';

/** Where the calls of each model wait: for room at its endpoint, then for their turn in the run. */
export function createPlaces({ plan, log }: Pick<GatewayContext, 'plan' | 'log'>): (model: ModelPlan) => Place {
  const all = createSlots(plan.run.concurrency);
  const endpoints = new Map<string, Endpoint>();
  const places = new Map<string, Place>();
  const endpointOf = (model: ModelPlan): Endpoint => {
    const address = findOperator(plan.plugins, 'forward', model.use)?.operator.endpoint?.(model.options);
    const name = address === undefined ? `model ${model.name}` : `${model.use} ${address}`;
    const endpoint =
      endpoints.get(name) ?? createEndpoint(plan.run.concurrency, (message) => log(`${name}: ${message}`));
    endpoints.set(name, endpoint);
    return endpoint;
  };
  const open = (model: ModelPlan): Place => {
    const endpoint = endpointOf(model);
    const own = createSlots(model.concurrency);
    return {
      enter: async () => {
        // The endpoint first: a call that waits for one that is down takes no place from those of others.
        for (const slots of [endpoint, own, all]) await slots.enter();
      },
      leave: () => {
        for (const slots of [all, own, endpoint]) slots.leave();
      },
      attempt: endpoint.attempt,
      isDown: endpoint.isDown,
    };
  };
  return (model) => {
    const place = places.get(model.name) ?? open(model);
    places.set(model.name, place);
    return place;
  };
}
