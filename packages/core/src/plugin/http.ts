import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallError, type FailureKind, messageOf } from '../errors.ts';

/**
 * What providers over HTTP share: a fetch that is as patient as its caller, and what a failure means for the run.
 * Nothing here knows a provider.
 */

/**
 * `fetch` for SDKs that take one, without its hidden limits: the built-in fetch gives up when headers or the next
 * bytes take 300 s, which a slow prompt on a slow machine does. Here the signal alone decides.
 * Does not follow redirects: a key must not travel to where a server points.
 */
export async function patientFetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const url = new URL(input instanceof Request ? input.url : input);
  const { body, signal } = init;
  if (body !== undefined && body !== null && typeof body !== 'string') throw new TypeError('the body must be a string');
  // Not at the top: `import` of node:http loads the built-in fetch, 20 ms of the start of every command.
  const { request: send } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'));
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method: init.method ?? 'GET',
      headers: Object.fromEntries(new Headers(init.headers)),
      ...(signal ? { signal } : {}),
    });
    request.on('error', reject);
    request.on('response', (incoming) => {
      try {
        resolve(toResponse(incoming));
      } catch (problem) {
        incoming.destroy();
        reject(problem);
      }
    });
    request.end(body ?? undefined);
  });
}

const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

function toResponse(incoming: IncomingMessage): Response {
  const status = incoming.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const init = { status, statusText: incoming.statusMessage ?? '', headers };
  if (BODILESS.has(status)) {
    incoming.resume();
    return new Response(null, init);
  }
  return new Response(Readable.toWeb(incoming) as ReadableStream<Uint8Array>, init);
}

/** What a status other than 2xx means: overload, races and server faults may heal, all else will not. */
export function kindOfStatus(status: number): Exclude<FailureKind, 'item'> {
  const heals =
    status === 408 || status === 409 || status === 425 || status === 429 || (status >= 500 && status !== 501);
  return heals ? 'transient' : 'permanent';
}

/**
 * Seconds that the server asks to wait (`Retry-After` as seconds or as a date, or the finer `retry-after-ms`),
 * at least 0; undefined if it does not.
 */
export function retryAfterOf(headers: Headers, now: number = Date.now()): number | undefined {
  const number = (value: string | undefined) => (value && /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined);
  const milliseconds = number(headers.get('retry-after-ms')?.trim());
  if (milliseconds !== undefined) return milliseconds / 1000;
  const value = headers.get('retry-after')?.trim();
  const seconds = number(value) ?? (Date.parse(value ?? '') - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

/** How a refusal asks for less haste: options of a CallError. A rate limit is one, with or without a pause that it names. */
export function paceOf(status: number, headers: Headers): { readonly retryAfter?: number; readonly throttled?: true } {
  const retryAfter = retryAfterOf(headers);
  return {
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(status === 429 ? { throttled: true } : {}),
  };
}

/** Text of a server as it may be shown: one line, no control characters, at most `limit` characters, secrets blotted out. */
export function quotable(text: string, secrets: readonly (string | undefined)[] = [], limit = 300): string {
  const blotted = secrets.reduce<string>((rest, secret) => (secret ? rest.replaceAll(secret, '***') : rest), text);
  const line = blotted.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
}

/** The address without user, password and query, which may be secret. */
export function publicUrl(address: string): string {
  const { origin, pathname } = new URL(address);
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}

/** Codes of Node, OpenSSL and its check of certificates for a secure connection that cannot be made. */
const TLS =
  /CERT|^DEPTH_|^UNABLE_TO_|^CRL_|^INVALID_(CA|PURPOSE)$|^PATH_LENGTH_EXCEEDED$|^HOSTNAME_MISMATCH$|^ERR_TLS|^ERR_SSL|^EPROTO$/;

/** The code of a system error (`ECONNREFUSED`), wherever it hides: SDKs wrap it, Node bundles one per address. */
export function systemCodeOf(thrown: unknown): string | undefined {
  for (let error = thrown, depth = 0; typeof error === 'object' && error !== null && depth < 8; depth++) {
    const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
    if (typeof code === 'string' && (/^E[A-Z_]+$|^HPE_/.test(code) || TLS.test(code))) return code;
    error = cause ?? (Array.isArray(errors) ? errors[0] : undefined);
  }
  return undefined;
}

/**
 * What it means that no whole answer came from `address`. `atStart`: before the first call, where a dead endpoint is
 * the user's to mend and not worth a retry. `start` is what starts the server, where one knows.
 */
export function connectionFailure(
  thrown: unknown,
  {
    address,
    atStart = false,
    start,
  }: { readonly address: string; readonly atStart?: boolean; readonly start?: string },
): CallError {
  const code = systemCodeOf(thrown);
  const dead = atStart ? 'permanent' : 'transient';
  const { origin, hostname } = new URL(address);
  if (code === 'ECONNREFUSED')
    return new CallError(dead, `nothing listens at ${origin}`, start ?? 'Start the server, or correct its address.');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new CallError(dead, `the host ${hostname} has no address`, 'Check its spelling and your network.');
  if (code !== undefined && /^E(HOSTUNREACH|HOSTDOWN|NETUNREACH|NETDOWN|ADDRNOTAVAIL|TIMEDOUT)$/.test(code))
    return new CallError(dead, `there is no way to ${origin} (${code})`, 'Check the address and your network.');
  if (code?.startsWith('HPE_'))
    return new CallError(
      dead,
      `what answers at ${origin} does not speak HTTP (${code})`,
      'Check the port, and http against https, in the address.',
    );
  if (code !== undefined && TLS.test(code))
    return new CallError(
      'permanent',
      `no secure connection to ${origin} (${code})`,
      'Check http against https in the address; a certificate of your own is made known by NODE_EXTRA_CA_CERTS.',
    );
  return new CallError(
    'transient',
    `the connection to ${origin} broke (${code ?? quotable(messageOf(thrown))})`,
    'Look whether the server is up, and at its log; check http against https in the address.',
  );
}

/** How long an endpoint has at the start of a run to say that it is there, in milliseconds. */
export const START_LIMIT = 2500;
/** Pause before it is asked again, in milliseconds. */
const START_PAUSE = 250;

/** What `askAtStart` asks, and how it reads what comes instead of an answer. */
export interface StartQuestion<T> {
  readonly address: string;
  /** Ends the question, with the run. */
  readonly signal: AbortSignal;
  /** What to do when nobody answers. */
  readonly hint: string;
  ask(signal: AbortSignal): Promise<T>;
  /** What a failure of `ask` means for the run. */
  failureOf(thrown: unknown): CallError;
}

/**
 * Asks an endpoint, before the first call, whether it is there: for `identify`. A fault that may heal is tried again,
 * so that one lost packet ends no run; a dead endpoint is known within `START_LIMIT`, however it is dead.
 * @throws CallError `permanent` if nobody answers in time, otherwise what `failureOf` says.
 */
export async function askAtStart<T>({ address, signal, hint, ask, failureOf }: StartQuestion<T>): Promise<T> {
  const deadline = AbortSignal.timeout(START_LIMIT);
  const either = AbortSignal.any([signal, deadline]);
  let failure = new CallError(
    'permanent',
    `the server at ${new URL(address).origin} does not answer within ${START_LIMIT / 1000} s`,
    hint,
  );
  for (;;) {
    try {
      return await ask(either);
    } catch (thrown) {
      signal.throwIfAborted();
      if (deadline.aborted) throw failure;
      failure = failureOf(thrown);
      if (failure.kind !== 'transient') throw failure;
    }
    await sleep(START_PAUSE, undefined, { signal: either }).catch(() => {});
  }
}
