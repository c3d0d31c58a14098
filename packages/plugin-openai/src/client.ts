import { askAtStart, CallError, patientFetch } from '@maspo/core/plan';
import type OpenAI from 'openai';
import { type FailedCall, failureOf } from './failure.ts';
import type { Endpoint, Options } from './options.ts';

/** The longest timer there is, 24 days: when a call is given up is the gateway's to say. */
const NO_TIMEOUT = 2 ** 31 - 1;

/** A client of the SDK, loaded at the first call. Retries, timeouts and output to the terminal are the core's, not its own. */
export async function createClient(endpoint: Endpoint, options: Options): Promise<OpenAI> {
  const { OpenAI } = await import('openai');
  // The SDK insists on some key; servers that need none ignore it.
  const apiKey = endpoint.apiKey ?? 'none';
  return new OpenAI({
    baseURL: endpoint.baseURL,
    apiKey,
    // An admin key of the environment would take the place of the key, and go to any address.
    adminAPIKey: null,
    ...(options.organization === undefined ? {} : { organization: options.organization }),
    // Names of OpenAI's own (OPENAI_ORG_ID, OPENAI_PROJECT_ID) are no business of other endpoints.
    ...(endpoint.custom ? { organization: options.organization ?? null, project: null } : {}),
    maxRetries: 0,
    timeout: NO_TIMEOUT,
    fetch: (input, init) => patientFetch(input, { ...init, headers: ownHeaders(init?.headers, apiKey) } as RequestInit),
    logLevel: 'off',
  });
}

const OWN = /^(accept|content-type|user-agent|openai-(organization|project)|x-stainless-.*)$/;

/**
 * The headers that a call is made of. The SDK adds those of OPENAI_CUSTOM_HEADERS: they could choose another model, which
 * the journal would not know, and carry secrets to an address that they are not for.
 */
function ownHeaders(headers: ConstructorParameters<typeof Headers>[0], apiKey: string): Headers {
  const own = [...new Headers(headers)].filter(([name]) => OWN.test(name));
  return new Headers([...own, ['authorization', `Bearer ${apiKey}`]]);
}

/**
 * Asks for the list of models, only to see whether anybody answers and takes the key. Many servers have no such list.
 * @throws CallError `permanent` if nobody is there, the key is refused or a web page answers.
 */
export async function expectAlive(call: Omit<FailedCall, 'atStart'>, signal: AbortSignal): Promise<void> {
  const { endpoint, options } = call;
  const client = await createClient(endpoint, options);
  await askAtStart({
    address: endpoint.address,
    signal,
    hint: endpoint.custom
      ? 'Start or restart it, or correct baseURL. If it was asleep and wakes up now, run again.'
      : 'Check your network, or run again.',
    ask: async (either) => {
      try {
        const { response } = await client.models.list({ signal: either }).withResponse();
        if (/\bhtml\b/.test(response.headers.get('content-type') ?? '')) throw webPage(endpoint);
      } catch (thrown) {
        if (!isAnswer(thrown)) throw thrown;
      }
    },
    failureOf: (thrown) => failureOf(thrown, { ...call, atStart: true }),
  });
}

/** Whether somebody is there who merely has no such list, or does not show it to this key. */
function isAnswer(thrown: unknown): boolean {
  const { status } = thrown as { readonly status?: unknown };
  if (thrown instanceof SyntaxError) return true;
  // A gateway says these when nobody is behind it.
  return typeof status === 'number' && ![401, 502, 503, 504].includes(status);
}

const webPage = ({ address }: Endpoint): CallError =>
  new CallError(
    'permanent',
    `what answers at ${address} is a web page`,
    'Check that baseURL is the API and not a web page: most often it ends in /v1.',
  );
