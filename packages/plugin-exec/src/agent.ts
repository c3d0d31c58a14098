import { type Answer, CallError, type ForwardRequest } from '@maspo/core/plan';
import type { ProgramTools } from './options.ts';
import { runProgram } from './program.ts';
import { isRecord, jsonIn } from './reply.ts';

/** A program as an agent: messages in, a reply out. */
export async function answer(request: ForwardRequest & ProgramTools): Promise<Answer> {
  const { messages } = request;
  const input = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const end = await runProgram({ messages: messages.map((message) => ({ ...message })), input }, request);
  if (end.kind === 'failed')
    throw new CallError('item', end.reason, 'Run the program by hand with this input on its stdin.');
  // A program generates no tokens, so it takes none from the budget.
  return { text: textIn(end.stdout), finish: 'stop', usage: { inputTokens: 0, outputTokens: 0 } };
}

/** Only `{ "text": "…" }` alone is an envelope: any other JSON may be the very answer that the next agent reads. */
function textIn(stdout: string): string {
  const reply = jsonIn(stdout);
  const isEnvelope = isRecord(reply) && typeof reply.text === 'string' && Object.keys(reply).length === 1;
  return isEnvelope ? String(reply.text) : stdout;
}
