import { type Answer, definePlugin, type ForwardRequest, type Json, type ProviderTools } from '@maspo/core';
import { createClient, expectAlive } from './client.ts';
import { errorReplyFailure, failureOf } from './failure.ts';
import { endpointOf, type Options, schema } from './options.ts';
import { answerOf, errorIn } from './reply.ts';
import { bodyOf, checkExtraBody } from './request.ts';

export default definePlugin({
  name: 'openai',
  forward: {
    openai: {
      description: 'A model behind an OpenAI-compatible API: OpenAI, vLLM, llama-server, LM Studio, OpenRouter …',
      options: schema,
      run: complete,
      identify,
    },
  },
});

async function complete({ options, signal, ...request }: ForwardRequest & ProviderTools<Options>): Promise<Answer> {
  const endpoint = endpointOf(options);
  const body = bodyOf(request, options);
  try {
    const client = await createClient(endpoint, options);
    const completion: unknown = await client.chat.completions.create(body, { signal });
    const error = errorIn(completion);
    if (error !== undefined) throw errorReplyFailure(error, { endpoint, options });
    return answerOf(completion, endpoint.address);
  } catch (thrown) {
    signal.throwIfAborted();
    throw failureOf(thrown, { endpoint, options });
  }
}

/** Everything that decides the answers, and nothing secret: the key and the organization only decide who pays. */
async function identify({ options, signal }: ProviderTools<Options>): Promise<Json> {
  const endpoint = endpointOf(options);
  const extraBody = checkExtraBody(options) as { readonly [key: string]: Json };
  if (endpoint.custom) await expectAlive(endpoint, options, signal);
  const { model, reasoningEffort } = options;
  return {
    baseURL: endpoint.address,
    model,
    ...(reasoningEffort === undefined ? {} : { reasoningEffort }),
    ...(Object.keys(extraBody).length === 0 ? {} : { extraBody }),
  };
}
