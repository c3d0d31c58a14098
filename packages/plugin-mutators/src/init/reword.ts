import {
  type InitRequest,
  isPrompt,
  type Message,
  type Proposal,
  printPrompt,
  type Section,
  type Toolbox,
} from '@maspo/core/plan';
import { faultOf } from '../model/ask.ts';
import { quote } from '../model/fence.ts';
import { PROMPT_FORM, readPrompt, taggedTexts, unpaired } from '../model/reply.ts';
import { keep, MATERIAL } from '../model/request.ts';

interface Wording extends InitRequest, Pick<Toolbox<{ temperature: number; maxTokens: number }>, 'ask' | 'options'> {
  readonly sections: readonly Section[];
  readonly model: string;
  readonly count: number;
}

/** Asks a model for `count` variants of the seed. Each is a proposal: a prompt, or why the reply has none. */
export async function reword(request: Wording): Promise<Proposal[]> {
  const {
    ask,
    model,
    count,
    options: { temperature, maxTokens },
  } = request;
  const reply = await ask(model, messages(request), { temperature, maxTokens });
  const texts = taggedTexts(reply, 'variant');
  const proposals = (texts ?? []).slice(0, count).map((text) => accept(text, request));
  const missing = { rejected: texts === null ? unpaired(reply, 'variant').rejected : 'no-reply' };
  return [...proposals, ...Array.from({ length: count - proposals.length }, () => missing)];
}

function accept(text: string, { seed, sections, refusal }: Wording): Proposal {
  const read = readPrompt(text);
  if (!isPrompt(read)) return { rejected: read.rejected };
  const prompt = sections.reduce((kept, section) => kept.set(section, read.get(section)), seed);
  if (prompt.text === '') return { rejected: 'empty' };
  const fault = faultOf(prompt, { parents: [seed], refusal });
  return fault === null ? prompt : { rejected: fault.rejected };
}

function messages({ seed, agent, sections, count }: Wording): Message[] {
  const content = [
    `Write ${count} different variants of this prompt for a language model. Keep what it asks for; change how it is said: other words, another order, shorter or more exact. Change only: ${sections.join(', ')}.`,
    quote('current_prompt', printPrompt(seed)),
    ...keep(agent.frozen),
    PROMPT_FORM,
    `Put each variant between <variant> and </variant>, and write nothing else.`,
  ];
  return [
    { role: 'system', content: `You write prompts for language models. ${MATERIAL}` },
    { role: 'user', content: content.join('\n\n') },
  ];
}
