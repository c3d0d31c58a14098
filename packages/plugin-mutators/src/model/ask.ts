import type { Rng, Toolbox } from '@maspo/core';
import {
  type AgentView,
  type Answer,
  isPrompt,
  type Message,
  type MutateRequest,
  type Prompt,
  type Proposal,
} from '@maspo/core';
import { type Fault, onlyText, readPrompt } from './reply.ts';
import { secondTry } from './request.ts';

/** Most calls of `askForPrompt`. */
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

/** One call, and one more if the reply cannot be used: nothing of a reply is thrown away silently (ALGORITHM §2.8). */
export async function askForPrompt(asking: Asking): Promise<Proposal> {
  const { ask, rng, model, question, agent } = asking;
  const settings = settingsOf(asking.options, rng);
  const reply = await ask(model, question, settings);
  const first = promptIn(reply, asking);
  if (isPrompt(first)) return first;
  const second = promptIn(
    await ask(model, [...question, ...secondTry(reply, first.say, agent.frozen)], settings),
    asking,
  );
  return isPrompt(second) ? second : { rejected: second.rejected };
}

/** Equal calls have one answer: without a sample of its own, every child of a parent would be the same. */
export const settingsOf = ({ temperature, maxTokens }: Asking['options'], rng: Rng) => ({
  temperature,
  maxTokens,
  sample: temperature > 0 ? rng.int(2 ** 31) : 0,
});

function promptIn(reply: Answer, asking: Asking): Prompt | Fault {
  const text = onlyText(reply, 'prompt');
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
  const refused = refusal(prompt);
  if (refused !== null) return { rejected: refused.reason, say: refused.say };
  return check?.(prompt) ?? null;
}
