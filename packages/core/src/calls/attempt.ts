import { setTimeout as sleep } from 'node:timers/promises';
import { CallError, MaspoError, messageOf } from '../errors.ts';
import type { Hooks } from '../hooks.ts';
import type { ModelPlan } from '../plan.ts';
import type { SeedNode } from '../random.ts';
import type { Redact } from '../redact.ts';
import type { CallResult } from './journal.ts';
import type { CallRequest } from './key.ts';

/** The longest pause before another attempt, in seconds, whatever a server asks for. */
const MAX_PAUSE = 60;

export interface AttemptContext {
  readonly hooks: Hooks;
  readonly signal: AbortSignal;
  readonly redact: Redact;
  /** Folder of the config. */
  readonly dir: string;
  readonly log: (message: string) => void;
  /** Where the jitter of this call is drawn from: its path, not a shared stream. */
  readonly seed: SeedNode;
  /** Called for each attempt and each pause. */
  readonly onAttempt: (event: { readonly kind: 'start' } | { readonly kind: 'retry'; readonly reason: string }) => void;
  /** Waits so many seconds, or until the signal aborts; a timer by default. */
  readonly pause?: Pause;
}

export type Pause = (seconds: number, signal: AbortSignal) => Promise<unknown>;

const timer: Pause = (seconds, signal) => sleep(1000 * seconds, undefined, { signal });

/**
 * Makes a call until it is settled: an answer, or a failure of this item.
 * @throws MaspoError MASPO-SUSPENDED when transient failures outlast the retries, and the provider's own error when it is permanent.
 */
export async function settleCall(request: CallRequest, model: ModelPlan, context: AttemptContext): Promise<CallResult> {
  for (let attempt = 0; ; attempt++) {
    context.signal.throwIfAborted();
    context.onAttempt({ kind: 'start' });
    const outcome = await attemptOnce(request, model, context);
    if (!(outcome instanceof Error)) return outcome;
    if (outcome.kind === 'item') return { kind: 'failed', reason: context.redact(outcome.message) };
    if (outcome.kind === 'permanent') throw outcome;
    if (attempt >= model.retries) throw suspended(model, outcome, attempt + 1);
    context.onAttempt({ kind: 'retry', reason: outcome.message });
    await (context.pause ?? timer)(secondsToWait(attempt, outcome.retryAfter, context.seed), context.signal);
  }
}

/** Seconds to wait: what the server asked for, else full-jitter exponential backoff from half a second. */
function secondsToWait(attempt: number, retryAfter: number | undefined, seed: SeedNode): number {
  const draw = seed.derive('attempt', attempt).stream().next();
  const seconds = retryAfter === undefined ? 0.5 * 2 ** attempt * (0.5 + draw / 2) : retryAfter + 0.25 * draw;
  return Math.min(MAX_PAUSE, seconds);
}

const suspended = (model: ModelPlan, error: CallError, attempts: number): MaspoError =>
  new MaspoError(
    'MASPO-SUSPENDED',
    `model "${model.name}" gave no answer in ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${error.message}`,
    `${error.hint} Then go on with \`maspo resume\`: nothing that was answered is paid again.`,
    { cause: error },
  );

async function attemptOnce(
  request: CallRequest,
  model: ModelPlan,
  { hooks, signal, dir, log }: AttemptContext,
): Promise<CallResult | CallError> {
  const clock = AbortSignal.timeout(model.timeout * 1000);
  const either = AbortSignal.any([signal, clock]);
  try {
    const call = hooks.forward.for(model.use).call({
      model: model.name,
      messages: request.messages,
      sampling: request.sampling,
      options: model.options,
      signal: either,
      dir,
      log,
    });
    // A provider that does not listen to its signal must not hold the run.
    const outcome = await Promise.race([call, rejectOnAbort(either)]);
    if (outcome === undefined)
      throw new MaspoError(
        'MASPO-HOOK',
        `no tap of forward.${model.use} answered`,
        'Let one of its taps return an answer.',
      );
    return { kind: 'answer', answer: outcome.value };
  } catch (error) {
    signal.throwIfAborted();
    if (clock.aborted) return timedOut(model, error);
    const callError = callErrorIn(error);
    if (callError === null) throw error;
    return callError;
  }
}

const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

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
