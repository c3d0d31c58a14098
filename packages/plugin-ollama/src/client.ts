import { patientFetch } from '@maspo/core/plan';
import type { Ollama } from 'ollama';
import { brokenJson, type FailedCall, noChat, refusal } from './failure.ts';

/** A client for one call: the SDK can only abort all calls of a client at once, so the signal goes in through its fetch. */
export async function createClient(call: FailedCall, signal: AbortSignal): Promise<Ollama> {
  const { Ollama } = await import('ollama');
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const response = await patientFetch(input, { ...init, signal });
    // Read here, not by the SDK: it drops Retry-After, and prints what is not JSON to the terminal.
    if (!response.ok) throw refusal(response.status, await textIn(response), call, response.headers);
    if (response.body === null || !String(input).endsWith('/api/chat')) return response;
    return new Response(onlyChat(response.body, call), response);
  };
  return new Ollama({ host: call.host, fetch: fetch as typeof globalThis.fetch });
}

/** The `error` of a JSON reply, otherwise all of it. */
async function textIn(response: Response): Promise<string> {
  const text = await response.text();
  try {
    return errorIn(JSON.parse(text)) ?? text;
  } catch {
    return text;
  }
}

/** What a reply says went wrong: a text, or (servers that imitate Ollama) an object with a message. */
function errorIn(reply: unknown): string | undefined {
  const { error } = (reply ?? {}) as { readonly error?: unknown };
  if (error === undefined || error === null) return undefined;
  const { message } = error as { readonly message?: unknown };
  if (typeof message === 'string') return message;
  return typeof error === 'string' ? error : JSON.stringify(error);
}

/** Passes a chat on, whole lines only, and fails at the first that is none: the SDK takes any JSON for one. */
function onlyChat(body: ReadableStream<Uint8Array>, call: FailedCall): ReadableStream<Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = '';
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines.filter((text) => text.trim() !== '')) {
          controller.enqueue(encoder.encode(`${checkedLine(line, call)}\n`));
        }
      },
      flush: (controller) => {
        if (rest.trim() !== '') controller.enqueue(encoder.encode(checkedLine(rest, call)));
      },
    }),
  );
}

function checkedLine(line: string, call: FailedCall): string {
  let part: unknown;
  try {
    part = JSON.parse(line);
  } catch (cause) {
    throw brokenJson(call, cause);
  }
  const said = errorIn(part);
  if (said !== undefined) throw refusal(500, said, call);
  const { message } = (part ?? {}) as { readonly message?: unknown };
  const { content } = (message ?? {}) as { readonly content?: unknown };
  if (typeof content !== 'string') throw noChat(call);
  return line;
}
