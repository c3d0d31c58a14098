import { type Answer, definePlugin, type ForwardRequest, type Json, type ProviderTools } from '@maspo/core/plan';
import { createClient, expectAlive } from './client.ts';
import { errorReplyFailure, failureOf } from './failure.ts';
import { endpointOf, type Options, schema } from './options.ts';
import { endpoint, price } from './place.ts';
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
      endpoint,
      price,
    },
  },
});

async function complete({ options, signal, ...request }: ForwardRequest & ProviderTools<Options>): Promise<Answer> {
  const call = { endpoint: endpointOf(options), options };
  const body = bodyOf(request, options);
  try {
    const client = await createClient(call.endpoint, options);
    const completion: unknown = await client.chat.completions.create(body, { signal });
    const error = errorIn(completion);
    if (error !== undefined) throw errorReplyFailure(error, call);
    return answerOf(completion, call.endpoint.address);
  } catch (thrown) {
    signal.throwIfAborted();
    throw failureOf(thrown, call);
  }
}

/** Everything that decides the answers, and nothing secret: the key and the organization only decide who pays. */
async function identify({ options, signal }: ProviderTools<Options>): Promise<Json> {
  const at = endpointOf(options);
  const extraBody = checkExtraBody(options) as { readonly [key: string]: Json };
  await expectAlive({ endpoint: at, options }, signal);
  const { model, reasoningEffort } = options;
  return {
    baseURL: at.address,
    model,
    ...(reasoningEffort === undefined ? {} : { reasoningEffort }),
    ...(Object.keys(extraBody).length === 0 ? {} : { extraBody }),
  };
}
