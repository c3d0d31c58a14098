import { type Answer, type Prompt, parsePrompt } from '@maspo/core/plan';
import { type Tag, unquote } from './fence.ts';

/** How prompts are to be written in a reply, said to the model. */
export const PROMPT_FORM =
  'Write a prompt as up to four sections, each under its heading on a line of its own: ## role, ## task, ## context, ## format. Leave out a section that is not needed.';

/** Why a reply cannot be used, or what the core has against its prompt: `rejected` is counted, `say` is what the model is told where it may try again. */
export interface Fault {
  readonly rejected: string;
  readonly say: string;
}

/** A prompt in a reply, or why it cannot be read. Braces, JSON and `\boxed{}` in it are text. */
export function readPrompt(text: string): Prompt | Fault {
  const bare = /^\s*```\w*\n([\s\S]*?)\n?```\s*$/.exec(text)?.[1] ?? text;
  const { prompt, problems } = parsePrompt(unquote(bare));
  const [problem] = problems;
  if (problem !== undefined) return { rejected: 'unreadable', say: `${problem.kind} section in the reply` };
  return prompt.text === '' ? { rejected: 'empty', say: 'an empty prompt in the reply' } : prompt;
}

const BEGINS_WITH_HEADING = /^## (?:role|task|context|format)\b/;

/**
 * The one prompt of a reply. Small models often leave out its tags: a reply that came to its end and begins with a heading of
 * a prompt is one.
 */
export function promptText(reply: Answer): string | Fault {
  const text = reply.text.trim();
  const bare = reply.finish === 'stop' && BEGINS_WITH_HEADING.test(text) && !/<\/?prompt>/i.test(text);
  return bare ? text : onlyText(reply, 'prompt');
}

/** What stands between the one pair of these tags in a reply, or why there is no such text. */
export function onlyText(reply: Answer, tag: Tag): string | Fault {
  const texts = taggedTexts(reply, tag);
  if (texts === null) return unpaired(reply, tag);
  const [text] = texts;
  if (text === undefined) return { rejected: 'no-reply', say: `no <${tag}> in the reply` };
  return texts.length === 1 ? text : { rejected: 'unreadable', say: `more than one <${tag}> in the reply` };
}

/** Tags that do not pair: mostly a reply that was cut at the limit of its tokens. */
export const unpaired = ({ finish }: Answer, tag: Tag): Fault =>
  finish === 'length'
    ? { rejected: 'cut', say: `the reply was cut before </${tag}>: be shorter` }
    : { rejected: 'unreadable', say: `the tags <${tag}> and </${tag}> in the reply do not pair` };

/** What stands between each pair of these tags; null if they do not pair, or a reply was cut inside one. */
export function taggedTexts({ text }: Pick<Answer, 'text'>, tag: Tag): string[] | null {
  const marks = [...text.matchAll(new RegExp(`<(/?)${tag}>`, 'gi'))];
  const paired = marks.every(([, slash], index) => (slash === '/') === (index % 2 === 1));
  if (!paired || marks.length % 2 === 1) return null;
  return marks
    .filter((_, index) => index % 2 === 0)
    .map((open, pair) => text.slice(open.index + open[0].length, marks[pair * 2 + 1]?.index));
}
