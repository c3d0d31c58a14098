import { type Message, type MutateRequest, printPrompt } from '@maspo/core/plan';
import { BEFORE_AND_AFTER, caseText, MOST_MISALIGNED, misalignedTexts } from '../model/cases.ts';
import { quote } from '../model/fence.ts';
import { keep, MATERIAL, placeText, request } from '../model/request.ts';
import { triedText } from '../model/tried.ts';

const SYSTEM = `You improve the prompt of one agent in a system of language-model agents that work together.
${MATERIAL}
Find out why the cases went wrong, and write a prompt that prevents it on new cases too. State general rules; never copy a case or its answer into the prompt.`;

/** Asks for a better prompt: the prompt, its place, its failures, and how to answer. */
export const rewriteMessages = (inputs: MutateRequest, examples: number): Message[] =>
  request(SYSTEM, [
    'This is the current prompt:',
    quote('current_prompt', printPrompt(inputs.parent)),
    ...triedText(inputs.parent, inputs.tried),
    ...placeText(inputs),
    ...casesOf(inputs, examples),
    ...keep(inputs.agent.frozen),
  ]);

/** Misaligned cases first, then the worst others. */
function casesOf({ parent, misalignments, traces, labelFields }: MutateRequest, examples: number): string[] {
  const misaligned = misalignments.slice(0, Math.min(MOST_MISALIGNED, examples));
  const shown = new Set(misaligned.map(({ trace }) => trace.item.id));
  const others = traces.filter(({ item }) => !shown.has(item.id)).slice(0, examples - misaligned.length);
  if (misaligned.length + others.length === 0) return [];
  return [
    'These are its worst cases under the current prompt:',
    ...(misaligned.length === 0 ? [] : [BEFORE_AND_AFTER]),
    ...misalignedTexts(misaligned, { parent, labelFields }),
    ...others.map((trace, index) => caseText(trace, labelFields, misaligned.length + index + 1)),
  ];
}
