import {
  type Answer,
  CallError,
  definePlugin,
  type ForwardRequest,
  type Json,
  type ProviderTools,
  publicUrl,
} from '@maspo/core';
import { chatRequest, readChat } from './chat.ts';
import { createClient } from './client.ts';
import { type FailedCall, failureOf, missingModel, noOllama } from './failure.ts';
import { hostOf, type Options, schema } from './options.ts';

/** How long a server has to say that it is there, in milliseconds. */
const ALIVE_WITHIN = 2000;

export default definePlugin({
  name: 'ollama',
  forward: {
    ollama: {
      description: 'A model of an Ollama server, by its native API: local, offline, no key.',
      options: schema,
      run: complete,
      identify,
    },
  },
});

async function complete({ options, signal, ...request }: ForwardRequest & ProviderTools<Options>): Promise<Answer> {
  const call = callOf(options);
  try {
    return await readChat(await createClient(call, signal), chatRequest(request, options), call);
  } catch (thrown) {
    signal.throwIfAborted();
    throw failureOf(thrown, call);
  }
}

/** The model's digest says what answers, wherever the server is: a re-pulled model is another model. */
async function identify({ options, signal }: ProviderTools<Options>): Promise<Json> {
  const call = { ...callOf(options), atStart: true };
  const deadline = AbortSignal.timeout(ALIVE_WITHIN);
  try {
    const client = await createClient(call, AbortSignal.any([signal, deadline]));
    const { models } = await client.list();
    if (!Array.isArray(models)) throw noOllama(call.host);
    const wanted = canonicalName(options.model);
    const found = models.find(({ name }) => canonicalName(name) === wanted);
    if (found === undefined) throw missingModel(options.model);
    return { model: found.name, digest: found.digest };
  } catch (thrown) {
    signal.throwIfAborted();
    if (deadline.aborted) throw notThere(call.host);
    throw failureOf(thrown, call);
  }
}

/** A name as the server compares it: case does not matter, its own registry and the tag `latest` go without saying. */
function canonicalName(name: string): string {
  const short = name.toLowerCase().replace(/^(registry\.ollama\.ai\/)?(library\/)?/, '');
  return /:[^/]*$/.test(short) ? short : `${short}:latest`;
}

const notThere = (host: string): CallError =>
  new CallError(
    'permanent',
    `the server at ${publicUrl(host)} does not answer within ${ALIVE_WITHIN / 1000} s`,
    'It is stuck, no Ollama, or cannot be reached from here: restart it, or correct `host` (OLLAMA_HOST).',
  );

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
