import type { Rng, Toolbox } from '@maspo/core';
import {
  type AgentView,
  type Answer,
  isPrompt,
  type Message,
  type MutateRequest,
  type Prompt,
  type Proposal,
} from '@maspo/core/plan';
import { tagsIn } from './fence.ts';
import { type Fault, promptText, readPrompt } from './reply.ts';
import { promptForm, secondTry } from './request.ts';

/** Most calls of `askTwice`. */
export const CALLS_FOR_PROMPT = 2;

/** What a model is asked for: one prompt that takes the place of its parents. */
export interface Asking {
  readonly ask: Toolbox<unknown>['ask'];
  readonly rng: Rng;
  readonly model: string;
  readonly options: { readonly temperature: number; readonly maxTokens: number };
  readonly agent: AgentView;
  readonly refusal: MutateRequest['refusal'];
  readonly parents: readonly Prompt[];
  readonly question: readonly Message[];
  /** What else the prompt must fulfil. */
  readonly check?: (prompt: Prompt) => Fault | null;
}

/** Asks for a prompt, in two calls at most. */
export const askForPrompt = (asking: Asking): Promise<Proposal> =>
  askTwice(asking, (reply) => promptIn(reply, asking), promptForm(asking.agent.frozen));

/**
 * One call, and one more if the reply cannot be used: nothing of a reply is thrown away silently (ALGORITHM §2.8).
 * @param form How to reply, said once more.
 */
export async function askTwice(
  { ask, rng, model, question, options }: Pick<Asking, 'ask' | 'rng' | 'model' | 'question' | 'options'>,
  read: (reply: Answer) => Exclude<Proposal, { readonly rejected: string }> | Fault,
  form: readonly string[],
): Promise<Proposal> {
  const settings = settingsOf(options, rng);
  const reply = await ask(model, question, settings);
  const first = read(reply);
  if (!('rejected' in first)) return first;
  const second = read(await ask(model, [...question, ...secondTry(reply, first.say, form)], settings));
  return 'rejected' in second ? { rejected: second.rejected } : second;
}

/** Equal calls have one answer: without a sample of its own, every child of a parent would be the same. */
const settingsOf = ({ temperature, maxTokens }: Asking['options'], rng: Rng) => ({
  temperature,
  maxTokens,
  sample: temperature > 0 ? rng.int(2 ** 31) : 0,
});

function promptIn(reply: Answer, asking: Asking): Prompt | Fault {
  const text = promptText(reply);
  if (typeof text !== 'string') return text;
  const prompt = readPrompt(text);
  return isPrompt(prompt) ? (faultOf(prompt, asking) ?? prompt) : prompt;
}

/** What is wrong with a prompt that a model wrote; null if nothing is. */
export function faultOf(
  prompt: Prompt,
  { parents, refusal, check }: Pick<Asking, 'parents' | 'refusal' | 'check'>,
): Fault | null {
  if (parents.some(({ id }) => id === prompt.id))
    return { rejected: 'unchanged', say: 'the new prompt is the old one' };
  const known = new Set(parents.flatMap(({ text }) => [...tagsIn(text)]));
  const echoed = [...tagsIn(prompt.text)].find((tag) => !known.has(tag));
  if (echoed !== undefined) return { rejected: 'echo', say: `the new prompt repeats <${echoed}> of the request` };
  const refused = refusal(prompt);
  if (refused !== null) return { rejected: refused.reason, say: refused.say };
  return check?.(prompt) ?? null;
}
