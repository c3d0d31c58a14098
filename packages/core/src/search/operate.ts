import type { CallResult } from '../calls/journal.ts';
import type { CallRequest } from '../calls/key.ts';
import { inLockstep } from '../calls/lockstep.ts';
import { MaspoError } from '../errors.ts';
import type { OperatorUse } from '../plan.ts';
import type { Phase, Toolbox } from '../plugin/contract.ts';
import type { SeedNode } from '../random.ts';
import type { Answer, Message, Role, Sampling } from '../types.ts';
import type { SearchContext } from './context.ts';
import { maxCallsOf } from './declared.ts';

/** One run of an operator: what it is called with, and where in the run. */
export interface Operation<Request, Value> {
  readonly phase: Exclude<Phase, 'forward'>;
  readonly operator: OperatorUse;
  readonly request: Request;
  /** Its randomness comes from here. */
  readonly place: SeedNode;
  call(request: Request & Toolbox<unknown>): Promise<{ readonly by: string; readonly value: Value } | undefined>;
}

/** What an operation came to. */
export type Outcome<Value> =
  | { readonly kind: 'done'; readonly by: string; readonly value: Value }
  /** A model call of the operator failed for good on this input (refused, too long). */
  | { readonly kind: 'failed'; readonly reason: string };

type Ask = (request: CallRequest) => Promise<CallResult>;

/**
 * Runs operators side by side; what they ask of models goes out in shared steps. Outcomes come in the order given.
 * @throws MaspoError with the plugin's name when an operator throws, BudgetStop when the budget ends first.
 */
export async function operate<Request, Value>(
  context: SearchContext,
  operations: readonly Operation<Request, Value>[],
): Promise<Outcome<Value>[]> {
  const notes: { readonly from: string; readonly message: string }[][] = operations.map(() => []);
  const outcomes = await inLockstep(
    operations.map(
      (operation, index) => (ask: Ask) =>
        runOne(context, operation, ask, (message) => {
          notes[index]?.push({ from: operation.operator.use, message });
        }),
    ),
    (requests: readonly CallRequest[]) => context.gateway.step(requests),
  );
  for (const note of notes.flat()) await context.emit({ type: 'note', ...note });
  return outcomes;
}

async function runOne<Request, Value>(
  context: SearchContext,
  operation: Operation<Request, Value>,
  ask: Ask,
  log: (message: string) => void,
): Promise<Outcome<Value>> {
  const { operator, request, place, phase } = operation;
  const toolbox: Toolbox<unknown> = {
    options: operator.options,
    rng: place.stream(),
    signal: context.signal,
    dir: context.plan.dir,
    log,
    ask: askOf(context, phase, operator, ask),
    once: (key, input, effect) => context.gateway.effect(`${phase}.${operator.use}`, key, input, effect),
  };
  try {
    const answer = await operation.call({ ...request, ...toolbox });
    if (answer !== undefined) return { kind: 'done', ...answer };
    throw new MaspoError(
      'MASPO-HOOK',
      `no tap of ${phase}.${operator.use} answered`,
      'Let one of its taps return a value.',
    );
  } catch (error) {
    const failed = failedAskIn(error);
    if (failed === null) throw error;
    return { kind: 'failed', reason: failed.message };
  }
}

function askOf(
  context: SearchContext,
  phase: Exclude<Phase, 'forward'>,
  operator: OperatorUse,
  ask: Ask,
): Toolbox<unknown>['ask'] {
  const most = maxCallsOf(context, phase, operator);
  const role: Role = phase === 'score' ? 'judge' : 'mutator';
  let made = 0;
  return async (model, messages, { sample = 0, ...settings } = {}): Promise<Answer> => {
    if (++made > most)
      throw new MaspoError(
        'MASPO-MAX-CALLS',
        `operator "${operator.use}" asked more than ${most} times in one run`,
        'Declare `maxCalls` in its definition: budgets are reserved by it.',
      );
    const result = await ask(requestOf(context, role, model, messages, settings, sample));
    if (result.kind === 'answer') return result.answer;
    throw new FailedAsk(result.kind === 'failed' ? result.reason : 'no answer');
  };
}

/** A model call of an operator failed for good; unless the operator catches it, its proposal or vote is void. */
class FailedAsk extends MaspoError {
  override readonly name = 'FailedAsk';
  constructor(reason: string) {
    super('MASPO-ASK', reason, 'The model refused this input or it is too long for it.');
  }
}

function failedAskIn(error: unknown): FailedAsk | null {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof FailedAsk) return current;
  }
  return null;
}

function requestOf(
  context: SearchContext,
  role: Role,
  model: string,
  messages: readonly Message[],
  settings: Partial<Sampling>,
  sample: number,
): CallRequest {
  const sampling = { ...context.plan.models[model]?.sampling, ...settings } as Sampling;
  const seed = sampling.temperature > 0 ? { seed: samplingSeed(context, sample) } : {};
  return { role, model, messages, sampling: { ...sampling, ...seed }, sample };
}

/** The seed that a model gets for a sample: a function of the run's seed and the sample's index only. */
export const samplingSeed = (context: Pick<SearchContext, 'root'>, sample: number): number =>
  context.root
    .derive('sampling', sample)
    .stream()
    .int(2 ** 31);
