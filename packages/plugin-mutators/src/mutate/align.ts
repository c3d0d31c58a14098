import {
  type Answer,
  isPrompt,
  type JointProposal,
  type Message,
  type MutateOperator,
  type MutateRequest,
  type OptionsSchema,
  type OtherPopulation,
  type Prompt,
  printPrompt,
} from '@maspo/core/plan';
import { askTwice, CALLS_FOR_PROMPT } from '../model/ask.ts';
import { caseText } from '../model/cases.ts';
import { quote } from '../model/fence.ts';
import { modelOption, sampling } from '../model/options.ts';
import { type Fault, onlyText, PROMPT_FORM, readPrompt } from '../model/reply.ts';
import { keep, MATERIAL, placeText } from '../model/request.ts';

const options = {
  type: 'object',
  properties: { model: modelOption('Model that writes the two prompts.'), ...sampling },
  required: ['model'],
} as const satisfies OptionsSchema;

/** Cases shown: whole hand-overs are long. */
const CASES = 2;

/**
 * What two agents must change together (a form of hand-over and its reading, who decides what) is lost to edits of one at a
 * time: each half loses alone.
 */
export const align: MutateOperator<typeof options> = {
  description: 'A model rewrites the prompts of this agent and of a neighbour together, so that their hand-over fits.',
  options,
  maxCalls: CALLS_FOR_PROMPT,
  joint: true,
  run: async (inputs) => {
    const partners = partnersAmong(inputs);
    if (partners.length === 0) return [{ rejected: 'no-neighbour' }];
    const partner = inputs.rng.pick(partners);
    const asking = { ...inputs, model: inputs.options.model, question: messages(inputs, partner) };
    return [await askTwice(asking, (reply) => pairIn(reply, inputs, partner), replyForm(inputs, partner))];
  },
};

/** The agents with prompts that this one reads or is read by. */
function partnersAmong({ agent, others }: MutateRequest): readonly OtherPopulation[] {
  const near = new Set([...agent.predecessors, ...agent.successors]);
  return others.filter((other) => near.has(other.agent.id));
}

const SYSTEM = `You mend the hand-over between two agents of a system of language-model agents that work together.
${MATERIAL}
Change both prompts in one and the same respect, so that what the first agent writes is what the second agent looks for: agree on what is handed over, in which form, and what the reader does with it. State general rules; never copy a case or its answer into a prompt.`;

const messages = (inputs: MutateRequest, { agent: partner, incumbent }: OtherPopulation): Message[] => [
  { role: 'system', content: SYSTEM },
  {
    role: 'user',
    content: [
      'This is the current prompt:',
      quote('current_prompt', printPrompt(inputs.parent)),
      `This is the current prompt of ${partner.id}:`,
      quote('partner_prompt', printPrompt(incumbent), ` name="${partner.id}"`),
      ...placeText(inputs),
      ...inputs.traces.slice(0, CASES).map((trace, index) => caseText(trace, inputs.labelFields, index + 1)),
      ...replyForm(inputs, { agent: partner }),
    ].join('\n\n'),
  },
];

const replyForm = ({ agent }: MutateRequest, { agent: partner }: Pick<OtherPopulation, 'agent'>): string[] => [
  ...keep(agent.frozen),
  ...keep(partner.frozen).map((line) => line.replace('the prompt', `the prompt of ${partner.id}`)),
  PROMPT_FORM,
  `Write the new prompt of ${agent.id} between <prompt> and </prompt>, then the new prompt of ${partner.id} between <partner_prompt> and </partner_prompt>.`,
];

/** Both prompts of a reply, or why it cannot be used. What the partner's own invariants say the core says afterwards. */
function pairIn(reply: Answer, inputs: MutateRequest, partner: OtherPopulation): JointProposal | Fault {
  const [own, other] = [promptIn(reply, 'prompt'), promptIn(reply, 'partner_prompt')];
  if (!isPrompt(own)) return own;
  if (!isPrompt(other)) return other;
  if (own.id === inputs.parent.id && other.id === partner.incumbent.id)
    return { rejected: 'unchanged', say: 'both prompts are the old ones' };
  const refused = own.id === inputs.parent.id ? null : inputs.refusal(own);
  if (refused !== null && refused.reason !== 'duplicate') return { rejected: refused.reason, say: refused.say };
  const lost = partner.agent.frozen.filter((span) => !other.text.includes(span));
  if (lost.length > 0)
    return { rejected: 'frozen-span-lost', say: `frozen text is missing in the prompt of ${partner.agent.id}` };
  return { prompt: own, companions: { [partner.agent.id]: other } };
}

function promptIn(reply: Answer, tag: 'prompt' | 'partner_prompt'): Prompt | Fault {
  const text = onlyText(reply, tag);
  return typeof text === 'string' ? readPrompt(text) : text;
}
