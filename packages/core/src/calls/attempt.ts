import { setTimeout as sleep } from 'node:timers/promises';
import { CallError, MaspoError, messageOf } from '../errors.ts';
import type { Hooks } from '../hooks.ts';
import type { ModelPlan } from '../plan.ts';
import type { SeedNode } from '../random.ts';
import type { Redact } from '../redact.ts';
import type { Endpoint } from './endpoint.ts';
import type { CallResult } from './journal.ts';
import type { CallRequest } from './key.ts';
import { suspension } from './suspension.ts';

/** The longest pause before another attempt, in seconds, whatever a server asks for. */
const MAX_PAUSE = 60;

export interface AttemptContext {
  readonly hooks: Hooks;
  readonly signal: AbortSignal;
  readonly place: Place;
  /** Takes the settled result before the place goes to another call: what a kill may lose is what is in a place. */
  readonly keep: (result: CallResult) => Promise<CallResult>;
  readonly onFailure: (error: unknown) => void;
  /** What another process has been told meanwhile: the journal, looked at again once there is a place. */
  readonly known: () => CallResult | undefined;
  /** Asked before each attempt. @throws what ends the step meanwhile. */
  readonly mayStart: () => Promise<void>;
  readonly redact: Redact;
  /** Folder of the config. */
  readonly dir: string;
  readonly log: (message: string) => void;
  /** Where the jitter of this call is drawn from: its path, not a shared stream. */
  readonly seed: SeedNode;
  readonly onAttempt: (event: AttemptEvent) => void;
  /** Waits so many seconds, or until the signal aborts; a timer by default. */
  readonly pause?: Pause;
}

export type Pause = (seconds: number, signal: AbortSignal) => Promise<unknown>;

const timer: Pause = (seconds, signal) => sleep(1000 * seconds, undefined, { signal });

export type AttemptEvent =
  | { readonly kind: 'start' }
  /** No answer in time: it may have been paid all the same. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'retry'; readonly reason: string };

/** The place that a call waits for before each attempt. */
export interface Place extends Pick<Endpoint, 'enter' | 'leave' | 'attempt' | 'isDown'> {}

/**
 * Makes a call until it is settled: an answer, or a failure of this item.
 * @throws MaspoError MASPO-SUSPENDED when transient failures outlast the retries, and the provider's own error when it is permanent.
 */
export async function settleCall(request: CallRequest, model: ModelPlan, context: AttemptContext): Promise<CallResult> {
  const { place, signal } = context;
  let inside = false;
  try {
    for (let attempt = 0; ; attempt++) {
      if (!inside) await place.enter();
      inside = true;
      const known = context.known();
      if (known !== undefined) return known;
      await context.mayStart();
      signal.throwIfAborted();
      context.onAttempt({ kind: 'start' });
      const outcome = await place.attempt(() => attemptOnce(request, model, context));
      if (!(outcome instanceof Error)) return await context.keep(outcome);
      if (outcome.kind === 'item')
        return await context.keep({ kind: 'failed', reason: context.redact(outcome.message) });
      if (outcome.kind === 'permanent') throw outcome;
      if (attempt >= model.retries) throw suspended(model, outcome, attempt + 1);
      context.onAttempt({ kind: 'retry', reason: outcome.message });
      // Others may use the place meanwhile, unless the endpoint is down: then this call is the one that tries.
      inside = place.isDown();
      if (!inside) place.leave();
      await (context.pause ?? timer)(secondsToWait(attempt, outcome.retryAfter, context.seed), signal);
    }
  } catch (error) {
    // Here, before the place goes to a call that should not start any more.
    context.onFailure(error);
    throw error;
  } finally {
    if (inside) place.leave();
  }
}

/** Seconds to wait: what the server asked for, else full-jitter exponential backoff from half a second. */
function secondsToWait(attempt: number, retryAfter: number | undefined, seed: SeedNode): number {
  const draw = seed.derive('attempt', attempt).stream().next();
  const seconds = retryAfter === undefined ? 0.5 * 2 ** attempt * (0.5 + draw / 2) : retryAfter + 0.25 * draw;
  return Math.min(MAX_PAUSE, seconds);
}

const suspended = (model: ModelPlan, error: CallError, attempts: number): MaspoError =>
  suspension(
    `model "${model.name}" gave no answer in ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${error.message}`,
    error,
  );

async function attemptOnce(
  request: CallRequest,
  model: ModelPlan,
  { hooks, signal, dir, log, onAttempt }: AttemptContext,
): Promise<CallResult | CallError> {
  const clock = startClock(model.timeout, signal);
  try {
    const call = hooks.forward.for(model.use).call({
      model: model.name,
      messages: request.messages,
      sampling: request.sampling,
      options: model.options,
      signal: clock.signal,
      dir,
      log,
    });
    // A provider that does not listen to its signal must not hold the run.
    const outcome = await Promise.race([call, clock.over]);
    if (outcome === undefined)
      throw new MaspoError(
        'MASPO-HOOK',
        `no tap of forward.${model.use} answered`,
        'Let one of its taps return an answer.',
      );
    return { kind: 'answer', answer: outcome.value };
  } catch (error) {
    signal.throwIfAborted();
    if (clock.signal.aborted) {
      onAttempt({ kind: 'lost' });
      return timedOut(model, error);
    }
    const callError = callErrorIn(error);
    if (callError === null) throw error;
    return callError;
  } finally {
    clock.stop();
  }
}

/** The longest delay that timers take, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Aborts when the seconds are over or `outer` aborts. AbortSignal.any and .timeout would cost more than a fast call. */
function startClock(seconds: number, outer: AbortSignal) {
  const controller = new AbortController();
  const passOn = (): void => controller.abort(outer.reason);
  const late = (): void => controller.abort(new Error(`${seconds} s are over`));
  const timeout = setTimeout(late, Math.min(seconds * 1000, LONGEST_TIMER)).unref();
  outer.addEventListener('abort', passOn, { once: true });
  const { signal } = controller;
  const over = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return {
    signal,
    over,
    stop: () => {
      clearTimeout(timeout);
      outer.removeEventListener('abort', passOn);
    },
  };
}

const timedOut = (model: ModelPlan, cause: unknown): CallError =>
  new CallError(
    'transient',
    `no answer within ${model.timeout} s (${messageOf(cause)})`,
    `Raise models.${model.name}.timeout if the model needs longer.`,
    { cause },
  );

/** The provider's own verdict, under the hook's attribution. */
function callErrorIn(error: unknown): CallError | null {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current.name === 'CallError') return current as CallError;
  }
  return null;
}
