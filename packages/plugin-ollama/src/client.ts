import { patientFetch } from '@maspo/core';
import type { Ollama } from 'ollama';
import { brokenJson, type FailedCall, refusal } from './failure.ts';

/** A client for one call: the SDK can only abort all calls of a client at once, so the signal goes in through its fetch. */
export async function createClient(call: FailedCall, signal: AbortSignal): Promise<Ollama> {
  const { Ollama } = await import('ollama');
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const response = await patientFetch(input, { ...init, signal });
    // Read here, not by the SDK: it drops Retry-After, and prints what is not JSON to the terminal.
    if (!response.ok) throw refusal(response.status, await textIn(response), call, response.headers);
    if (response.body === null || !String(input).endsWith('/api/chat')) return response;
    return new Response(onlyJson(response.body, call), response);
  };
  return new Ollama({ host: call.host, fetch: fetch as typeof globalThis.fetch });
}

/** The `error` of a JSON reply, otherwise all of it. */
async function textIn(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as { readonly error?: unknown };
    return typeof error === 'string' ? error : text;
  } catch {
    return text;
  }
}

/** Passes a stream of JSON lines on, whole lines only, and fails at the first that is none. */
function onlyJson(body: ReadableStream<Uint8Array>, call: FailedCall): ReadableStream<Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = '';
  const checked = (line: string): string => {
    try {
      JSON.parse(line);
      return line;
    } catch (cause) {
      throw brokenJson(call, cause);
    }
  };
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines.filter((text) => text.trim() !== '')) {
          controller.enqueue(encoder.encode(`${checked(line)}\n`));
        }
      },
      flush: (controller) => {
        if (rest.trim() !== '') controller.enqueue(encoder.encode(checked(rest)));
      },
    }),
  );
}
