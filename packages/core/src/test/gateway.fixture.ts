import { join } from 'node:path';
import type { GatewayContext } from '../calls/context.ts';
import { createGateway, type Gateway } from '../calls/gateway.ts';
import { type Journal, openJournal } from '../calls/journal.ts';
import type { CallRequest } from '../calls/key.ts';
import { createHooks } from '../hooks.ts';
import type { Budget, ModelPlan } from '../plan.ts';
import { definePlugin, type ForwardOperator, type ForwardRequest } from '../plugin/contract.ts';
import { tapPlugins } from '../plugin/tap.ts';
import { budget, model, scratchFolder, testPlan } from './plan.fixture.ts';
import { answer } from './toy.fixture.ts';

/** What a test says about a gateway; by default a model `small` that repeats the question. */
export interface GatewayTest extends Partial<Omit<GatewayContext, 'plan' | 'hooks' | 'journal'>> {
  readonly run?: ForwardOperator['run'];
  readonly identify?: ForwardOperator['identify'];
  readonly options?: ForwardOperator['options'];
  readonly models?: readonly ModelPlan[];
  readonly budget?: Partial<Budget>;
  readonly concurrency?: number;
  readonly secrets?: readonly string[];
  readonly dir?: string;
}

export interface OpenGateway extends Gateway {
  readonly journal: Journal;
  /** What the provider was asked. */
  readonly requests: readonly ForwardRequest[];
  /** Seconds that retries waited. */
  readonly pauses: readonly number[];
}

export function openGateway(test: GatewayTest = {}): OpenGateway {
  const {
    run = echo,
    identify,
    options,
    models = [model('small')],
    concurrency = 4,
    dir = scratchFolder(),
    ...rest
  } = test;
  const requests: ForwardRequest[] = [];
  const pauses: number[] = [];
  const plugin = definePlugin({
    name: 'scripted',
    forward: {
      toy: {
        description: 'Scripted.',
        run: (request) => {
          requests.push(request);
          return run(request);
        },
        ...(identify === undefined ? {} : { identify }),
        ...(options === undefined ? {} : { options }),
      },
    },
  });
  const plan = testPlan({
    plugins: [plugin],
    models,
    dir,
    budget: budget(test.budget),
    secrets: test.secrets ?? [],
    run: { concurrency },
  });
  const hooks = createHooks();
  tapPlugins(hooks, plan.plugins);
  const journal = openJournal(join(dir, 'journal.db'));
  const gateway = createGateway({
    runId: 'run',
    signal: new AbortController().signal,
    interrupted: () => false,
    elapsedBefore: 0,
    log: () => undefined,
    pause: async (seconds) => pauses.push(seconds),
    ...rest,
    plan,
    hooks,
    journal,
  });
  return { ...gateway, journal, requests, pauses };
}

const echo: ForwardOperator['run'] = async ({ messages }) => answer(`re ${messages.at(-1)?.content}`);

/** A request of a question; equal questions are equal requests. */
export const ask = (content: string, parts: Partial<CallRequest> = {}): CallRequest => ({
  role: 'agent',
  model: 'small',
  messages: [{ role: 'user', content }],
  sampling: { temperature: 0, maxTokens: 4 },
  ...parts,
});

/** What was thrown. */
export async function failure(promise: Promise<unknown>): Promise<Error & { readonly code?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}
