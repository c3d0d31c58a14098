import { type Message, type Prompt, printPrompt } from '@maspo/core/plan';
import { pickBy, unit } from '../hash.ts';
import { traitsIn } from '../world/traits.ts';
import type { World } from '../world/world.ts';
import { alignedPrompts } from './align.ts';
import { type Editing, edited, merged, written } from './edits.ts';
import { readRequest, type WriterRequest } from './writer-request.ts';

export interface WriterSettings {
  /** Probability that an edit is one that helps, in [0, 1]. */
  readonly skill: number;
}

/**
 * What the model that writes prompts replies: one prompt (`<prompt>`, or a fence for GEPA), several (`<variant>`) or a phrase
 * (`<phrase>`), edited mostly in vain.
 * @param sampling Repeated requests differ by its seed.
 */
export function writerReply(
  world: World,
  settings: WriterSettings,
  messages: readonly Message[],
  sampling: { readonly seed?: number },
): string {
  const request = readRequest(world, messages);
  if (request === null) return 'ok';
  const editing = { ...request, skill: settings.skill };
  const asked = messages.map(({ content }) => content).join('\n');
  const place = [world.name, world.seed, 'writer', sampling.seed ?? 0, asked];
  switch (request.kind) {
    case 'variants':
      return Array.from({ length: request.count }, (_, at) =>
        tagged('variant', rewritten(editing, request.prompts[0], [...place, at])),
      ).join('\n');
    case 'align': {
      const [own, other] = alignedPrompts(world, request, editing, place);
      return `${tagged('prompt', own)}\n${tagged('partner_prompt', other)}`;
    }
    case 'phrase':
      return `<phrase>${phraseFor(request, place)}</phrase>`;
    default:
      return inForm(request.form, newPrompt(request, editing, place));
  }
}

const tagged = (tag: string, prompt: Prompt): string => `<${tag}>\n${printPrompt(prompt)}</${tag}>`;

const inForm = (form: WriterRequest['form'], prompt: Prompt): string =>
  form === 'fence' ? `\`\`\`\n${printPrompt(prompt)}\`\`\`` : tagged('prompt', prompt);

type Place = readonly (string | number)[];

/** How often it thinks again where it comes upon a prompt that it was refused. */
const THOUGHTS = 4;

function newPrompt(request: WriterRequest, editing: Editing, place: Place): Prompt {
  let prompt = promptFor(request, editing, place);
  for (let again = 1; again < THOUGHTS && request.refused.some(({ id }) => id === prompt.id); again++)
    prompt = promptFor(request, editing, [...place, 'again', again]);
  return prompt;
}

function promptFor({ kind, agent, prompts }: WriterRequest, editing: Editing, place: Place): Prompt {
  const [prompt] = prompts;
  switch (kind) {
    case 'shorter':
      return edited(editing, prompt, place, ['drop']);
    case 'fresh':
      return written(editing, prompt, place);
    case 'merge': {
      const union = merged(agent, prompts);
      return prompts.some(({ id }) => id === union.id) ? rewritten(editing, union, place) : union;
    }
    default:
      return rewritten(editing, prompt, place);
  }
}

/** Share of rewrites that change two things. */
const TWO_EDITS = 0.3;

function rewritten(editing: Editing, prompt: Prompt, place: Place): Prompt {
  const isOne = unit(...place, 'edits') >= TWO_EDITS;
  const single = isOne ? edited(editing, prompt, [...place, 0]) : prompt;
  if (single.id !== prompt.id) return single;
  // Where every single change has been tried, it makes two.
  const free = { ...editing, tried: [] };
  const child = edited(free, edited(free, prompt, [...place, 0]), [...place, 1]);
  // A rewrite that comes to nothing would be asked for again: a courtesy is a change of wording at least.
  return child.id === prompt.id ? prompt.append('role', 'Thank you.') : child;
}

/** A phrase of the agent's that its prompt does not have yet. */
function phraseFor({ agent, prompts: [prompt] }: WriterRequest, place: Place): string {
  const present = traitsIn(agent, prompt.text);
  const absent = agent.traits.filter((trait) => !present.includes(trait));
  return absent.length === 0 ? 'as it is' : pickBy(absent, ...place, 'phrase').phrase;
}
