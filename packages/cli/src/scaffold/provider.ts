import type { Sources } from './operators.ts';

/** Source and test of a model provider over HTTP. The test runs the contract of providers against a server of its own. */
export function providerSources(name: string): Sources {
  const key = /^[a-z]+$/.test(name) ? name : `'${name}'`;
  return {
    plugin: PLUGIN.replaceAll('KEY', key).replaceAll('NAME', name),
    test: TEST.replaceAll('NAME', name),
    use: USE.replaceAll('NAME', name),
  };
}

const USE = `models:
  small: { use: NAME, url: "http://127.0.0.1:8080", model: some-model }`;

const PLUGIN = `// @ts-check
import { askAtStart, CallError, connectionFailure, definePlugin, kindOfStatus, paceOf, patientFetch, quotable } from '@maspo/core/plan';

/**
 * Sends a request to the server. Change the paths and the bodies to those of yours.
 * @param {string} url
 * @param {string} path
 * @param {unknown} body
 * @param {AbortSignal} signal
 */
async function post(url, path, body, signal) {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal };
  const response = await patientFetch(new URL(path, url), init);
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  // What may heal (429, 5xx) is tried again by maspo; anything else stops the run.
  const hint = response.status === 404 ? 'Correct \`model\`: the server does not have it.' : 'Look at the log of the server.';
  throw new CallError(kindOfStatus(response.status), \`\${response.status}: \${quotable(text)}\`, hint, paceOf(response.status, response.headers));
}

/**
 * @param {unknown} thrown
 * @param {string} url
 * @param {boolean} atStart
 */
function failureOf(thrown, url, atStart) {
  if (thrown instanceof CallError) return thrown;
  return connectionFailure(thrown, { address: url, atStart });
}

export default definePlugin({
  name: 'NAME',
  forward: {
    KEY: {
      description: 'Models of our own server.',
      options: {
        type: 'object',
        required: ['url', 'model'],
        properties: {
          url: { type: 'string', minLength: 1, maspoNeutral: true, description: 'Address of the server.' },
          model: { type: 'string', minLength: 1, description: 'Model, as the server knows it.' },
        },
      },
      /** One model call. Retries, timeouts and concurrency are maspo's. */
      run: async ({ messages, sampling, options: { url, model }, signal }) => {
        try {
          const { text, finish, usage } = await post(url, '/chat', { model, messages, ...sampling }, signal);
          return { text, finish, usage };
        } catch (thrown) {
          throw failureOf(thrown, url, false);
        }
      },
      /** Which model it is, asked before a run: answers are kept under it, so a new version must have another identity. */
      identify: ({ options: { url, model }, signal }) =>
        askAtStart({
          address: url,
          signal,
          hint: 'Start the server, or correct \`url\`.',
          ask: async (either) => ({ digest: (await post(url, '/identify', { model }, either)).digest }),
          failureOf: (thrown) => failureOf(thrown, url, true),
        }),
      endpoint: ({ url }) => url,
    },
  },
});
`;

const TEST = `// @ts-check
import { fakeReply, operatorOf, providerSuite, startFakeServer } from '@maspo/core/testing';
import plugin from './index.js';

const MODEL = 'some-model';

/** A server like yours, without a model: it answers with words that depend on the messages. */
const server = await startFakeServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const { model, messages, ...sampling } = JSON.parse(body);
    if (model !== MODEL) return response.writeHead(404).end('no such model');
    return response.end(JSON.stringify(request.url === '/identify' ? { digest: 'abc' } : fakeReply(messages, sampling)));
  });
});

// What maspo expects of every provider. Against a real server, let \`open\` name it instead.
providerSuite('NAME', {
  open: async () => ({
    operator: operatorOf(plugin, 'NAME'),
    options: { url: server.url, model: MODEL },
    close: () => server.close(),
  }),
  underway: () => server.nextRequest(),
  missing: (options) => ({ ...options, model: 'no-such-model' }),
});
`;
