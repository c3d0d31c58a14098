import { type Answer, CallError, splitThinking, type Usage } from '@maspo/core';

/** A value of which nothing is known yet: replies are hostile until read. */
type Unknown = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Unknown => typeof value === 'object' && value !== null;

/** An error that came with status 200 (some routers do so). */
export const errorIn = (completion: unknown): unknown =>
  isObject(completion) && isObject(completion.error) ? completion.error : undefined;

/**
 * Reads a chat completion.
 * @throws CallError `transient` if it is none (a proxy's page), `item` if the content was refused.
 */
export function answerOf(completion: unknown, address: string): Answer {
  const choice: unknown = isObject(completion) && Array.isArray(completion.choices) ? completion.choices[0] : undefined;
  const message = isObject(choice) ? choice.message : undefined;
  if (!isObject(completion) || !isObject(choice) || !isObject(message)) throw noCompletion(completion, address);
  if (choice.finish_reason === 'content_filter') throw refused('the content filter of the endpoint cut the reply');
  if (typeof message.refusal === 'string' && message.refusal !== '') throw refused('the model refused to answer');
  const { text, reasoning } = splitThinking(textOf(message.content));
  const apart = [message.reasoning_content, message.reasoning].find(
    (value) => typeof value === 'string' && value !== '',
  );
  const thinking = [apart, reasoning].filter((value) => value !== undefined).join('\n');
  return {
    text,
    ...(thinking === '' ? {} : { reasoning: thinking }),
    finish: choice.finish_reason === 'length' ? 'length' : 'stop',
    usage: usageOf(completion.usage),
  };
}

/** Content is a string, null, or (Mistral) a list of parts, of which the text ones are the reply. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
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

function noCompletion(completion: unknown, address: string): CallError {
  const what = typeof completion === 'string' ? 'text (a web page?)' : 'JSON that is no chat completion';
  return new CallError(
    'transient',
    `${address} answered with ${what} instead of a chat completion`,
    'Check that baseURL is the API and not a web page: most often it ends in /v1. If it is, look at the proxy before it.',
  );
}
