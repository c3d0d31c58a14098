import { type Answer, CallError, type ForwardRequest, publicUrl, splitThinking } from '@maspo/core/plan';
import type { ChatRequest, ChatResponse, Ollama } from 'ollama';
import type { FailedCall } from './failure.ts';
import type { Options } from './options.ts';

/** The SDK's types lack the two fields that keep the server from cutting in silence. */
export type StreamRequest = ChatRequest & { readonly stream: true; readonly truncate: false; readonly shift: false };

/** The request in the server's own words; what is not set is left to the model's defaults. */
export function chatRequest(
  { messages, sampling }: Pick<ForwardRequest, 'messages' | 'sampling'>,
  options: Options,
): StreamRequest {
  const { temperature, maxTokens, topP, stop, seed, schema } = sampling;
  return {
    model: options.model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    // Streamed inside, so that a long reply shows signs of life; nobody sees the parts.
    stream: true,
    // Left to itself the server drops the beginning of what does not fit, and answers the rest.
    truncate: false,
    shift: false,
    options: {
      temperature,
      num_predict: maxTokens,
      ...(topP === undefined ? {} : { top_p: topP }),
      ...(stop === undefined ? {} : { stop: [...stop] }),
      ...(seed === undefined ? {} : { seed }),
      ...(options.numCtx === undefined ? {} : { num_ctx: options.numCtx }),
      ...(options.numThread === undefined ? {} : { num_thread: options.numThread }),
    },
    ...(schema === undefined ? {} : { format: schema as object }),
    ...(options.keepAlive === undefined ? {} : { keep_alive: keepAlive(options.keepAlive) }),
    ...(options.think === undefined ? {} : { think: options.think }),
  };
}

/** The server reads a bare number as seconds, but only if it is one. */
const keepAlive = (value: string): string | number => (/^-?\d+$/.test(value) ? Number(value) : value);

/** Reads the stream to its end. */
export async function readChat(client: Ollama, request: StreamRequest, call: FailedCall): Promise<Answer> {
  let text = '';
  let thinking = '';
  let last: ChatResponse | undefined;
  for await (const part of await client.chat(request)) {
    text += part.message?.content ?? '';
    thinking += part.message?.thinking ?? '';
    last = part;
  }
  if (last === undefined)
    throw new CallError('transient', `${publicUrl(call.host)} gave an empty reply`, 'Look at the log of the server.');
  return answerOf(text, thinking, last);
}

function answerOf(content: string, thinking: string, last: ChatResponse): Answer {
  const { text, reasoning } = splitThinking(content);
  const thoughts = [thinking, reasoning ?? ''].filter((part) => part !== '').join('\n');
  const { prompt_eval_count: inputTokens, eval_count: outputTokens } = last;
  return {
    text,
    ...(thoughts === '' ? {} : { reasoning: thoughts }),
    finish: last.done_reason === 'length' ? 'length' : 'stop',
    // A prompt that is wholly cached may come without its count: then nothing was counted.
    usage: isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : null,
  };
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
