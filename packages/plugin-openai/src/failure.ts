import { CallError, connectionFailure, kindOfStatus, paceOf, quotable } from '@maspo/core/plan';
import type { Endpoint, Options } from './options.ts';

/** Where and when a call failed. */
export interface FailedCall {
  readonly endpoint: Endpoint;
  readonly options: Options;
  /** Before the run's first call. */
  readonly atStart?: boolean;
}

/** The parts of the SDK's error, and of an error inside a reply, that say what happened. */
interface Refusal {
  readonly status: number;
  readonly text: string;
  readonly code: string;
  readonly param: string;
  readonly headers: Headers;
  /** Whether the endpoint spoke its own JSON; a proxy or a wrong path does not. */
  readonly spoken: boolean;
}

/** What anything thrown by the SDK means for the run. Texts of the endpoint are quoted without the key. */
export function failureOf(thrown: unknown, call: FailedCall): CallError {
  if (thrown instanceof CallError) return thrown;
  const { status, message, error, headers } = thrown as Partial<Record<string, unknown>>;
  if (typeof status === 'number') {
    return refusalFailure({ ...partsOf(error), status, text: String(message), headers: headersOf(headers) }, call);
  }
  if (thrown instanceof SyntaxError)
    return new CallError(
      'transient',
      `${call.endpoint.address} answered with broken JSON`,
      'The reply was cut or garbled on its way: look at the log of the server, and of any proxy before it.',
    );
  return connectionFailure(thrown, { address: call.endpoint.baseURL, atStart: call.atStart ?? false });
}

/** What an error that came inside a reply with status 200 means. */
export function errorReplyFailure(error: unknown, call: FailedCall): CallError {
  const { code, message } = error as Partial<Record<string, unknown>>;
  const status = Number(code);
  const known = Number.isInteger(status) && status >= 400 && status < 600 ? status : 500;
  return refusalFailure(
    { ...partsOf(error), status: known, text: `${known} ${String(message)}`, headers: new Headers() },
    call,
  );
}

function partsOf(error: unknown): Pick<Refusal, 'code' | 'param' | 'spoken'> {
  const { code, type, param } = (error ?? {}) as Partial<Record<string, unknown>>;
  return { code: `${code ?? ''} ${type ?? ''}`, param: String(param ?? ''), spoken: error !== undefined };
}

const headersOf = (headers: unknown): Headers => (headers instanceof Headers ? headers : new Headers());

/** What concerns one item, by a code of the endpoint, and by words. */
const OVERFLOW = {
  code: /context_length_exceeded|exceed_context_size/,
  words:
    /maximum context length|context (window|size|length) (of|is|exceeded)|exceeds? the (available )?context|prompt is too long|input is too long|too many tokens/i,
};
const FILTERED = {
  code: /content_filter|content_policy|invalid_prompt/,
  words: /content management policy|content policy|input was flagged/i,
};

/** A code counts whatever the status; words do where the request is blamed, elsewhere they could tell of a server fault. */
function says({ code, words }: typeof OVERFLOW, refusal: Refusal): boolean {
  if (code.test(refusal.code)) return true;
  return [400, 403, 413, 422].includes(refusal.status) && (code.test(refusal.text) || words.test(refusal.text));
}

function refusalFailure(refusal: Refusal, call: FailedCall): CallError {
  if (refusal.status === 413 || says(OVERFLOW, refusal))
    return new CallError(
      'item',
      `the request is too long for ${quotable(call.options.model)}`,
      'The item counts as failed; shorten the input or use a model with a longer context.',
    );
  if (says(FILTERED, refusal))
    return new CallError('item', 'the endpoint refused the content', 'The item counts as failed; look at it.');
  return new CallError(
    kindOf(refusal),
    `${call.endpoint.address} answered ${quote(refusal, call)}`,
    hintOf(refusal, call),
    paceOf(refusal.status, refusal.headers),
  );
}

const NO_CREDIT = /insufficient_quota|billing_(hard_limit|not_active)/;

/** An empty account is said by the status of a rate limit, but no pause heals it. */
const kindOf = ({ status, code }: Refusal): CallError['kind'] =>
  NO_CREDIT.test(code) ? 'permanent' : kindOfStatus(status);

function quote({ status, text }: Refusal, { endpoint }: FailedCall): string {
  const rest = text.replace(/^\d{3}\s*/, '');
  return `${status}: ${/^\s*</.test(rest) ? '(a web page)' : quotable(rest, [endpoint.apiKey])}`;
}

/** The sentence that says what to do, by status. */
function hintOf({ status, code, text, param, spoken, headers }: Refusal, { endpoint, options }: FailedCall): string {
  const { model } = options;
  if (NO_CREDIT.test(code)) return 'Add credit to the account.';
  if (status >= 300 && status < 400) {
    const to = headers.get('location') ?? '';
    return `It points elsewhere: set baseURL to where the API is${URL.canParse(to) ? ` (${quotable(to.split('?')[0] ?? '')})` : ''}.`;
  }
  switch (status) {
    case 401:
      return endpoint.apiKey === undefined
        ? 'It wants a key: set OPENAI_API_KEY, or give the model an `apiKey: ${env:NAME}`.'
        : `Check the key (${options.apiKey ? 'the option apiKey' : 'OPENAI_API_KEY'}): it must be one for ${endpoint.address}.`;
    case 402:
      return 'Add credit to the account.';
    case 403:
      return `The key may not use "${model}" there: give it access, or choose another model.`;
    case 404:
    case 405:
      return spoken && /model/i.test(`${code} ${text}`)
        ? `Check the name "${model}": ${endpoint.address}/models lists the models that are there.`
        : `Check baseURL (${endpoint.address}): most often it ends in /v1.`;
    case 429:
      return 'Lower `concurrency` of the model if it happens often.';
    default:
      return kindOfStatus(status) === 'transient'
        ? 'The endpoint is in trouble: wait until it has recovered.'
        : badRequestHint(param, text);
  }
}

function badRequestHint(param: string, text: string): string {
  if (/max_tokens|max_completion_tokens/.test(`${param} ${text}`))
    return 'Set the option maxTokensField to the name that the message asks for, or lower maxTokens.';
  const field = /^(temperature|top_p|stop|seed|response_format|reasoning_effort)$/.exec(param)?.[0];
  if (field !== undefined)
    return `This model does not take it: leave the field out with \`extraBody: { ${field}: null }\`.`;
  return 'The endpoint does not take the request: check the model’s options, extraBody above all.';
}
