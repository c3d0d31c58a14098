/** A reply and the thinking before it. */
export interface SplitReply {
  readonly text: string;
  readonly reasoning?: string;
}

/**
 * Moves a leading `<think>…</think>` block out of a reply: thinking is never handed to another agent.
 * A block that was cut before its end is all thinking. Tags further on are text that the model wrote about.
 */
export function splitThinking(reply: string): SplitReply {
  const opening = /^\s*<think>/.exec(reply)?.[0];
  if (opening === undefined) return { text: reply };
  const end = reply.indexOf('</think>', opening.length);
  const thinking = reply.slice(opening.length, end === -1 ? undefined : end).trim();
  const text = end === -1 ? '' : reply.slice(end + '</think>'.length).trimStart();
  return thinking === '' ? { text } : { text, reasoning: thinking };
}
