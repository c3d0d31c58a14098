import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { type FakeServer, fakeReply, startFakeServer } from '@maspo/core/testing';

export const MODEL = 'birch-mini';

/** A reply of more tokens than this never ends: whoever asked for it must abort. */
const ENDLESS = 100;

/** A chat completion request as the endpoint reads it. */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly max_tokens?: number;
  readonly stop?: readonly string[];
  readonly response_format?: {
    readonly type: string;
    readonly json_schema: { readonly schema: object; readonly strict: boolean };
  };
  readonly [key: string]: unknown;
}

/** What a test lets the endpoint do instead of answering a chat. */
export type Misbehave = (response: ServerResponse, body: ChatBody, headers: IncomingHttpHeaders) => void;

/** An endpoint that speaks the chat completions API and knows one model. */
export async function startFakeOpenai(misbehave?: Misbehave): Promise<FakeServer> {
  return startFakeServer(async (request, response) => {
    if (request.url === '/v1/models') return void json(response, 200, { object: 'list', data: [{ id: MODEL }] });
    const body = (await bodyOf(request)) as ChatBody;
    if (misbehave !== undefined) return misbehave(response, body, request.headers);
    if (body.model !== MODEL)
      return void error(response, 404, {
        message: `The model \`${body.model}\` does not exist`,
        code: 'model_not_found',
      });
    if ((body.max_tokens ?? 0) > ENDLESS)
      return void response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices":');
    answer(response, body);
  });
}

export function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

export const error = (response: ServerResponse, status: number, value: object): void =>
  json(response, status, { error: value });

/** A completion whose message has these fields. */
export const completion = (message: object, more: object = {}): object => ({
  id: 'c1',
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: 'stop', ...more }],
  usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
});

function answer(
  response: ServerResponse,
  { messages, max_tokens: maxTokens = 16, stop, response_format }: ChatBody,
): void {
  const schema = response_format?.json_schema.schema;
  const reply = fakeReply(messages, {
    maxTokens,
    ...(stop === undefined ? {} : { stop }),
    ...(schema === undefined ? {} : { schema: schema as never }),
  });
  const { inputTokens, outputTokens } = reply.usage;
  json(response, 200, {
    ...completion({ content: reply.text }, { finish_reason: reply.finish }),
    usage: { prompt_tokens: inputTokens, completion_tokens: outputTokens },
  });
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : JSON.parse(text);
}
