import { type Answer, type Prompt, parsePrompt } from '@maspo/core';
import { type Tag, unquote } from './fence.ts';

/** How prompts are to be written in a reply, said to the model. */
export const PROMPT_FORM =
  'Write a prompt as up to four sections, each under its heading on a line of its own: ## role, ## task, ## context, ## format. Leave out a section that is not needed.';

/** A prompt in a reply, or why it cannot be read. Braces, JSON and `\boxed{}` in it are text. */
export function readPrompt(text: string): Prompt | { readonly rejected: string } {
  const bare = /^\s*```\w*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text;
  const { prompt, problems } = parsePrompt(unquote(bare));
  const [problem] = problems;
  if (problem !== undefined) return { rejected: `${problem.kind} section in the reply` };
  return prompt.text === '' ? { rejected: 'an empty prompt in the reply' } : prompt;
}

/** What stands between each pair of these tags; null if they do not pair, or a reply was cut inside one. */
export function taggedTexts({ text }: Pick<Answer, 'text'>, tag: Tag): string[] | null {
  const marks = [...text.matchAll(new RegExp(`<(/?)${tag}>`, 'gi'))];
  const paired = marks.every(([, slash], index) => (slash === '/') === (index % 2 === 1));
  if (!paired || marks.length % 2 === 1) return null;
  return marks
    .filter((_, index) => index % 2 === 0)
    .map((open, pair) => text.slice(open.index + open[0].length, marks[pair * 2 + 1]?.index));
}
