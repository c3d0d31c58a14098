import { type Answer, CallError, splitThinking, type Usage } from '@maspo/core/plan';

/** A value of which nothing is known yet: replies are hostile until read. */
type Unknown = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Unknown => typeof value === 'object' && value !== null;

/** An error that came with status 200 (some routers do so). */
export const errorIn = (completion: unknown): unknown =>
  isObject(completion) && isObject(completion.error) ? completion.error : undefined;

/**
 * Reads a chat completion. Empty content is an answer; no content at all is one only where thinking took its place.
 * @throws CallError `transient` if it is none (a proxy's page), `item` if the content was refused.
 */
export function answerOf(completion: unknown, address: string): Answer {
  const choice: unknown = isObject(completion) && Array.isArray(completion.choices) ? completion.choices[0] : undefined;
  const message = isObject(choice) ? choice.message : undefined;
  if (!isObject(completion) || !isObject(choice) || !isObject(message)) throw noCompletion(completion, address);
  if (choice.finish_reason === 'content_filter') throw refused('the content filter of the endpoint cut the reply');
  if (typeof message.refusal === 'string' && message.refusal !== '') throw refused('the model refused to answer');
  const apart = [message.reasoning_content, message.reasoning].find(
    (value) => typeof value === 'string' && value !== '',
  );
  const content = textOf(message.content);
  const finish = choice.finish_reason === 'length' ? 'length' : 'stop';
  if (content === null && apart === undefined && finish === 'stop') throw noContent(message, address);
  const { text, reasoning } = splitThinking(content ?? '');
  const thinking = [apart, reasoning].filter((value) => value !== undefined).join('\n');
  return {
    text,
    ...(thinking === '' ? {} : { reasoning: thinking }),
    finish,
    usage: usageOf(completion.usage),
  };
}

/** Content is a string, or (Mistral) a list of parts, of which the text ones are the reply. Null: there is none. */
function textOf(content: unknown): string | null {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return null;
  return content.map((part: unknown) => (isObject(part) && typeof part.text === 'string' ? part.text : '')).join('');
}

function usageOf(usage: unknown): Usage | null {
  if (!isObject(usage)) return null;
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = usage;
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  return isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : null;
}

const refused = (what: string): CallError =>
  new CallError('item', what, 'The item counts as failed; look at it, or use another model for it.');

/** The model may do the same again where it called a tool; elsewhere the reply got lost on its way. */
function noContent(message: Unknown, address: string): CallError {
  if (Array.isArray(message.tool_calls) && message.tool_calls.length > 0)
    return refused('the model called a tool instead of answering');
  return new CallError(
    'transient',
    `${address} gave a reply without content`,
    'Look at the log of the server, and of any proxy before it.',
  );
}

function noCompletion(completion: unknown, address: string): CallError {
  const what = typeof completion === 'string' ? 'text (a web page?)' : 'JSON that is no chat completion';
  return new CallError(
    'transient',
    `${address} answered with ${what} instead of a chat completion`,
    'Check that baseURL is the API and not a web page: most often it ends in /v1. If it is, look at the proxy before it.',
  );
}
