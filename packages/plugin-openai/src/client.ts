import { CallError, patientFetch } from '@maspo/core';
import type OpenAI from 'openai';
import { failureOf } from './failure.ts';
import type { Endpoint, Options } from './options.ts';

/** The longest timer there is, 24 days: when a call is given up is the gateway's to say. */
const NO_TIMEOUT = 2 ** 31 - 1;
/** How long a server on this machine has to say that it is there, in milliseconds. */
const ALIVE_WITHIN = 2000;

/** A client of the SDK, loaded at the first call. Retries, timeouts and output to the terminal are the core's, not its own. */
export async function createClient({ baseURL, custom, apiKey }: Endpoint, options: Options): Promise<OpenAI> {
  const { OpenAI } = await import('openai');
  return new OpenAI({
    baseURL,
    // The SDK insists on some key; servers that need none ignore it.
    apiKey: apiKey ?? 'none',
    // An admin key of the environment would take the place of the key, and go to any address.
    adminAPIKey: null,
    ...(options.organization === undefined ? {} : { organization: options.organization }),
    // Names of OpenAI's own (OPENAI_ORG_ID, OPENAI_PROJECT_ID) are no business of other endpoints.
    ...(custom ? { organization: options.organization ?? null, project: null } : {}),
    maxRetries: 0,
    timeout: NO_TIMEOUT,
    fetch: patientFetch,
    logLevel: 'off',
  });
}

/**
 * Asks for the list of models, only to see whether anybody answers and takes the key. Many servers have no such list.
 * @throws CallError `permanent` if nobody is there or the key is refused.
 */
export async function expectAlive(endpoint: Endpoint, options: Options, signal: AbortSignal): Promise<void> {
  const deadline = AbortSignal.timeout(ALIVE_WITHIN);
  try {
    const client = await createClient(endpoint, options);
    await client.models.list({ signal: AbortSignal.any([signal, deadline]) });
  } catch (thrown) {
    signal.throwIfAborted();
    if (deadline.aborted) return expectPatience(endpoint);
    const { status } = thrown as { readonly status?: unknown };
    const answered = typeof status === 'number' || thrown instanceof SyntaxError;
    if (answered && status !== 401) return;
    throw failureOf(thrown, { endpoint, options, atStart: true });
  }
}

/** A far server may be asleep, and the first call will wait for it; one on this machine is stuck. */
function expectPatience({ address }: Endpoint): void {
  const { hostname, origin } = new URL(address);
  if (!/^(localhost|127\..*|\[::1\]|0\.0\.0\.0)$/.test(hostname)) return;
  throw new CallError(
    'permanent',
    `the server at ${origin} does not answer within ${ALIVE_WITHIN / 1000} s`,
    'Something listens there, but it is stuck or no such server: restart it, or correct baseURL.',
  );
}
