import { CallError } from '../errors.ts';
import { definePlugin, type ForwardRequest, type ProviderTools } from '../plugin/contract.ts';
import { askAtStart, connectionFailure, kindOfStatus, paceOf, patientFetch, quotable } from '../plugin/http.ts';
import type { Answer } from '../types.ts';
import { faultSuite } from './fault-suite.ts';
import { operatorOf } from './provider-calls.ts';

// A provider of one's own, as small as it can be: what it takes to pass the suite.
const options = {
  type: 'object',
  properties: { url: { type: 'string', description: 'Address of the server.' } },
  required: ['url'],
} as const;
type Tools = Pick<ProviderTools<{ readonly url: string }>, 'options' | 'signal'>;

async function post(url: string, body: object, signal: AbortSignal): Promise<unknown> {
  const response = await patientFetch(url, { method: 'POST', body: JSON.stringify(body), signal });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  const said = text.startsWith('<') ? '(a web page)' : quotable(text);
  const pace = paceOf(response.status, response.headers);
  throw new CallError(kindOfStatus(response.status), `status ${response.status}: ${said}`, 'Look at its log.', pace);
}

function failureOf(thrown: unknown, address: string, atStart = false): CallError {
  if (thrown instanceof CallError) return thrown;
  if (thrown instanceof SyntaxError) return new CallError('transient', 'broken JSON', 'Look at its log.');
  return connectionFailure(thrown, { address, atStart });
}

async function run({ options: { url }, signal, messages }: ForwardRequest & Tools): Promise<Answer> {
  try {
    const reply = (await post(url, { messages }, signal)) as Partial<Answer> | null;
    if (typeof reply?.text !== 'string') throw new CallError('transient', 'no reply', 'Look at its log.');
    return { text: reply.text, finish: reply.finish ?? 'stop', usage: null };
  } catch (thrown) {
    signal.throwIfAborted();
    throw failureOf(thrown, url);
  }
}

const plugin = definePlugin({
  name: 'own',
  forward: {
    own: {
      description: 'A provider of one’s own.',
      options,
      run,
      identify: async ({ options: { url }, signal }) => {
        const ask = (either: AbortSignal) => post(url, {}, either);
        const meaning = (thrown: unknown) => failureOf(thrown, url, true);
        await askAtStart({ address: url, signal, hint: 'Start it.', ask, failureOf: meaning });
        return { url };
      },
    },
  },
});

faultSuite('a provider of one’s own', {
  operator: operatorOf(plugin, 'own'),
  options: (url) => ({ url }),
  answer: (text, finish) => ({ body: JSON.stringify({ text, finish }) }),
  refusal: (message) => JSON.stringify({ message }),
  hints: { server: /its log/ },
});
