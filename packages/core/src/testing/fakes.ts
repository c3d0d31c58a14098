import type { Json } from '../canonical.ts';
import type { AgentView, ScoredCandidate, Trace } from '../plugin/contract.ts';
import type { Prompt } from '../system/prompt.ts';
import type { AgentId, Item, Output } from '../types.ts';

/** An agent as operators see it: by default the only one of its system, with a text contract. `id` may be a plain string. */
export function fakeAgent(parts: Partial<Omit<AgentView, 'id'>> & { readonly id?: string } = {}): AgentView {
  const { id = 'router', ...rest } = parts;
  return {
    purpose: 'You route support messages.\nDecide which team gets the message.',
    contract: { kind: 'text' },
    predecessors: [],
    successors: [],
    isAnswer: true,
    frozen: [],
    ...rest,
    id: agentId(id),
  };
}

/** A plain string as the id of an agent. */
export const agentId = (id: string): AgentId => id as AgentId;

/** Items with ids `1`, `2`, …, one for each record. */
export const fakeItems = (records: readonly Readonly<Record<string, Json>>[]): readonly Item[] =>
  records.map((fields, index) => ({ id: String(index + 1), fields }));

/** Nine labelled support messages: fields `text` and `team` (billing, bug or account). */
export const supportItems: readonly Item[] = fakeItems([
  { text: 'I was charged twice for the invoice of May.', team: 'billing' },
  { text: 'Please send me a refund for the last invoice.', team: 'billing' },
  { text: 'My card was charged although I cancelled.', team: 'billing' },
  { text: 'The app crashes when I open the camera.', team: 'bug' },
  { text: 'There is an error on the export page and the screen stays white.', team: 'bug' },
  { text: 'The screen freezes and then the app crashes.', team: 'bug' },
  { text: 'I forgot my password and cannot log in.', team: 'account' },
  { text: 'How do I change the email address of my profile?', team: 'account' },
  { text: 'Please delete my profile, I lost the password.', team: 'account' },
]);

/** An output whose contract holds; its value is the text unless `parts` says otherwise. */
export const fakeOutput = (
  text: string,
  parts: Partial<Omit<Extract<Output, { kind: 'text' }>, 'kind' | 'text'>> = {},
): Extract<Output, { kind: 'text' }> => ({ kind: 'text', text, value: text, problem: null, ...parts });

/** A run of the prompt on one item: by default the first support message, answered wrongly. */
export function fakeTrace(parts: Partial<Trace> = {}): Trace {
  const item = parts.item ?? (supportItems[0] as Item);
  const output = parts.output ?? fakeOutput('bug');
  return { item, input: `Message: ${item.fields.text}`, output, next: [], answer: output, score: 0, ...parts };
}

/** A candidate that is as good as the incumbent on ten items. */
export const fakeCandidate = (prompt: Prompt, parts: Partial<ScoredCandidate> = {}): ScoredCandidate => ({
  id: prompt.id,
  prompt,
  score: 0.5,
  n: 10,
  better: 0.5,
  rewards: {},
  verdicts: {},
  ...parts,
});
