import { CallError, connectionFailure, kindOfStatus, paceOf, publicUrl, quotable } from '@maspo/core/plan';
import type { Options } from './options.ts';

/** Where and when a call failed. */
export interface FailedCall {
  readonly host: string;
  readonly options: Options;
  /** Before the run's first call: nobody there is the user's to mend, not worth a retry. */
  readonly atStart?: boolean;
}

const START = 'Start it with `ollama serve`, or correct `host` (OLLAMA_HOST).';

/** What anything that came instead of a reply means for the run. */
export function failureOf(thrown: unknown, { host, atStart = false }: FailedCall): CallError {
  const own = callErrorIn(thrown);
  if (own !== null) return own;
  if (thrown instanceof SyntaxError) return atStart ? noOllama(host) : brokenJson({ host }, thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  // What the SDK says where the stream just ended.
  if (/did not receive done/i.test(message))
    return new CallError('transient', `${publicUrl(host)} broke off in the middle of a reply`, 'Look at its log.');
  return connectionFailure(thrown, { address: host, atStart, start: START });
}

export const brokenJson = ({ host }: Pick<FailedCall, 'host'>, cause: unknown): CallError =>
  new CallError(
    'transient',
    `${publicUrl(host)} answered with broken JSON`,
    'The reply was cut or garbled on its way: look at the log of the server, and of any proxy before it.',
    { cause },
  );

export const noChat = ({ host }: Pick<FailedCall, 'host'>): CallError =>
  new CallError(
    'transient',
    `${publicUrl(host)} answered with JSON that is no chat`,
    'Check `host`: is it an Ollama server? If it is, look at the proxy before it.',
  );

export const missingModel = (model: string): CallError =>
  new CallError('permanent', `Ollama has no model "${model}"`, `ollama pull ${model}`);

/** Somebody answers, but does not list models as Ollama does. */
export const noOllama = (host: string): CallError =>
  new CallError(
    'permanent',
    `what answers at ${publicUrl(host)} is no Ollama server`,
    'Correct `host` (OLLAMA_HOST): most often it is 127.0.0.1:11434.',
  );

function callErrorIn(thrown: unknown): CallError | null {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof CallError) return error;
  }
  return null;
}

const MISSING = /model .*not found|not found, try pulling/i;
const OVERFLOW =
  /exceeds? (the |maximum |available )*context|context (length|window|size) exceeded|(input|prompt) is too long/i;

const BUSY = /server busy|maximum pending requests/i;

/** What a status other than 2xx, or an error inside the stream, means. @param text What the server said. */
export function refusal(
  status: number,
  text: string,
  { host, options }: FailedCall,
  headers: Headers = new Headers(),
): CallError {
  // The SDK sends this key of the environment to Ollama's cloud.
  const said = /^\s*</.test(text) ? '(a web page)' : quotable(text, [process.env.OLLAMA_API_KEY]);
  if (status === 404 && MISSING.test(text)) return missingModel(options.model);
  if (status === 413 || ((status === 400 || status === 500) && OVERFLOW.test(text)))
    return new CallError(
      'item',
      `the request is too long for "${options.model}": ${said}`,
      'The item counts as failed; shorten the input or raise numCtx.',
    );
  return new CallError(
    kindOfStatus(status),
    `${publicUrl(host)} answered ${status}${said === '' ? '' : `: ${said}`}`,
    hintOf(status, text, options),
    // A full queue is no fault of the server: it asks for fewer calls at once.
    { ...paceOf(status, headers), ...(status === 503 && BUSY.test(text) ? { throttled: true } : {}) },
  );
}

function hintOf(status: number, text: string, { model }: Options): string {
  if (/system memory|out of memory|unable to allocate/i.test(text))
    return 'The model does not fit into memory: take a smaller one, lower numCtx, or stop other models (`ollama ps`).';
  if (/does not support thinking/i.test(text)) return `"${model}" does not think: leave the option think out.`;
  if (BUSY.test(text)) return 'Its queue is full: lower `concurrency` of the model if it happens often.';
  if (status === 401) return 'Sign in with `ollama signin`, or take a model that runs on your own machine.';
  if (status === 403)
    return 'It lets no one in from here: look at OLLAMA_ORIGINS of the server, and at the proxy before it.';
  if (status === 404) return 'Check `host`: is it an Ollama server?';
  if (status === 429) return 'Lower `concurrency` of the model if it happens often.';
  return kindOfStatus(status) === 'transient'
    ? 'The server is in trouble: look at its log, and wait until it has recovered.'
    : 'The server does not take the request: check the options of the model.';
}
