import {
  type Answer,
  askAtStart,
  CallError,
  definePlugin,
  type ForwardRequest,
  type Json,
  type ProviderTools,
} from '@maspo/core/plan';
import { chatRequest, readChat } from './chat.ts';
import { createClient } from './client.ts';
import { type FailedCall, failureOf, missingModel, noOllama } from './failure.ts';
import { hostOf, type Options, schema } from './options.ts';
import { endpoint, price } from './place.ts';

/**
 * What a server may take, in milliseconds, to end a reply whose last line has come: then the connection serves the
 * next call. After that it is closed.
 */
const LAST_WORDS = 1000;

export default definePlugin({
  name: 'ollama',
  forward: {
    ollama: {
      description: 'A model of an Ollama server, by its native API: local, offline, no key.',
      options: schema,
      run: complete,
      identify,
      endpoint,
      price,
    },
  },
});

async function complete({ options, signal, ...request }: ForwardRequest & ProviderTools<Options>): Promise<Answer> {
  const call = callOf(options);
  const over = new AbortController();
  try {
    const client = await createClient(call, AbortSignal.any([signal, over.signal]));
    const answer = await readChat(client, chatRequest(request, options), call);
    setTimeout(() => over.abort(), LAST_WORDS).unref();
    return answer;
  } catch (thrown) {
    over.abort();
    signal.throwIfAborted();
    throw failureOf(thrown, call);
  }
}

/** The model's digest says what answers, wherever the server is: a re-pulled model is another model. */
async function identify({ options, signal }: ProviderTools<Options>): Promise<Json> {
  const call = { ...callOf(options), atStart: true };
  return askAtStart({
    address: call.host,
    signal,
    hint: 'It is stuck, no Ollama, or cannot be reached from here: restart it, or correct `host` (OLLAMA_HOST).',
    ask: async (either) => {
      const { models } = await (await createClient(call, either)).list();
      if (!Array.isArray(models)) throw noOllama(call.host);
      const wanted = canonicalName(options.model);
      const found = models.find(({ name }) => canonicalName(name) === wanted);
      if (found === undefined) throw missingModel(options.model);
      return { model: found.name, digest: found.digest };
    },
    failureOf: (thrown) => failureOf(thrown, call),
  });
}

/** A name as the server compares it: case does not matter, its own registry and the tag `latest` go without saying. */
function canonicalName(name: string): string {
  const short = name.toLowerCase().replace(/^(registry\.ollama\.ai\/)?(library\/)?/, '');
  return /:[^/]*$/.test(short) ? short : `${short}:latest`;
}

/** @throws CallError if the host is no address. */
function callOf(options: Options): FailedCall {
  try {
    return { host: hostOf(options), options };
  } catch (cause) {
    throw new CallError('permanent', 'the host of Ollama is not an address', 'Write it like 127.0.0.1:11434.', {
      cause,
    });
  }
}
