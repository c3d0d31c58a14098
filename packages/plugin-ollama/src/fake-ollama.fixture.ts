import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FakeServer, fakeReply, startFakeServer } from '@maspo/core/testing';

export const MODEL = 'amber:1b';
export const DIGEST = 'd1'.repeat(32);

/** A reply of more tokens than this never ends: whoever asked for it must abort. */
const ENDLESS = 100;

/** A chat request as the server reads it. */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly stream: boolean;
  readonly truncate: boolean;
  readonly shift: boolean;
  readonly format?: object;
  readonly think?: boolean | string;
  readonly keep_alive?: string | number;
  readonly options: {
    readonly num_predict: number;
    readonly stop?: readonly string[];
    readonly [key: string]: unknown;
  };
}

/** What a test lets the server do instead of answering a chat. */
export type Misbehave = (response: ServerResponse, body: ChatBody) => void;

/** A server that speaks Ollama's API: lists one model, streams its replies word by word. */
export async function startFakeOllama(misbehave?: Misbehave): Promise<FakeServer> {
  return startFakeServer(async (request, response) => {
    if (request.url === '/api/tags')
      return void json(response, 200, { models: [{ name: MODEL, model: MODEL, digest: DIGEST }] });
    const body = (await bodyOf(request)) as ChatBody;
    if (misbehave !== undefined) return misbehave(response, body);
    if (body.model !== MODEL) return void json(response, 404, { error: `model '${body.model}' not found` });
    if (body.options.num_predict > ENDLESS) return void response.write(line('Once'));
    streamReply(response, body);
  });
}

export function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

export const line = (content: string): string =>
  `${JSON.stringify({ model: MODEL, message: { role: 'assistant', content }, done: false })}\n`;

export const lastLine = (more: object = {}): string =>
  `${JSON.stringify({ model: MODEL, message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop', prompt_eval_count: 5, eval_count: 2, ...more })}\n`;

function streamReply(response: ServerResponse, { messages, format, options }: ChatBody): void {
  const { num_predict: maxTokens, stop = [] } = options;
  const reply = fakeReply(messages, { maxTokens, stop, ...(format === undefined ? {} : { schema: format as never }) });
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  for (const part of reply.text.split(/(?<= )/)) response.write(line(part));
  const { inputTokens, outputTokens } = reply.usage;
  response.end(lastLine({ done_reason: reply.finish, prompt_eval_count: inputTokens, eval_count: outputTokens }));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? {} : JSON.parse(text);
}
