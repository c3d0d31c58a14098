import type { ForwardOperator, Plugin } from '../plugin/contract.ts';
import type { Answer, Message, Sampling } from '../types.ts';

/** A provider that is ready to be called, as `open` of a provider suite returns it. */
export interface OpenProvider {
  readonly operator: ForwardOperator;
  /** Options as the config would give them; defaults of the operator's schema are filled in. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Frees what `open` started: a fake server, a loaded model. */
  close?(): void | Promise<void>;
}

/** What a test of a provider varies from call to call. */
export interface CallSettings extends Partial<Sampling> {
  readonly options?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
}

/** The provider of that name, or an error that says which names the plugin has. */
export function operatorOf(plugin: Plugin, use: string): ForwardOperator {
  const operator = plugin.forward?.[use];
  if (operator !== undefined) return operator;
  throw new Error(
    `plugin "${plugin.name}" has no provider "${use}", only: ${Object.keys(plugin.forward ?? {}).join(', ')}`,
  );
}

/** The options with the schema's defaults filled in, as the core hands them to `run`. */
export function withDefaults(
  operator: ForwardOperator,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const defaults = Object.entries(operator.options?.properties ?? {})
    .filter(([, property]) => property.default !== undefined)
    .map(([name, property]) => [name, property.default]);
  return { ...Object.fromEntries(defaults), ...options };
}

/** One model call, as the gateway makes it. Greedy and at most 16 tokens unless told otherwise. */
export function callProvider(
  { operator, options: own }: OpenProvider,
  messages: readonly Message[],
  { options = own, signal = new AbortController().signal, ...sampling }: CallSettings = {},
): Promise<Answer> {
  return operator.run({
    model: 'model-under-test',
    messages,
    sampling: { temperature: 0, maxTokens: 16, ...sampling },
    options: withDefaults(operator, options),
    signal,
    log: () => {},
  });
}

/** What the provider says it is (`identify`); undefined where it does not. */
export async function identifyProvider({ operator, options }: OpenProvider): Promise<unknown> {
  const signal = new AbortController().signal;
  return operator.identify?.({ options: withDefaults(operator, options), signal, log: () => {} });
}

/** A user message. */
export const user = (content: string): Message => ({ role: 'user', content });
/** A system message. */
export const system = (content: string): Message => ({ role: 'system', content });

/** What a call threw. A call that answers, or does neither within `seconds`, is an error: a suite must not hang. */
export async function failureOf(call: Promise<unknown>, seconds = 30): Promise<unknown> {
  const outcome = call.then(
    (answer) => ({ answer }),
    (thrown: unknown) => ({ thrown }),
  );
  const settled = await within(seconds, outcome, 'the call neither answered nor failed');
  if ('thrown' in settled) return settled.thrown;
  throw new Error(`the call should have failed, but it answered ${JSON.stringify(settled.answer)}`);
}

/** The value of a promise, or an error that says `problem` if there is none within `seconds`. */
export async function within<T>(seconds: number, promise: Promise<T>, problem: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${problem} within ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
