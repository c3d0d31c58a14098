import { type Item, type MisalignmentCase, type Output, type Prompt, printPrompt, type Trace } from '@maspo/core/plan';
import { labelText } from '../facts/labels.ts';
import { quote, shorten } from './fence.ts';
import { LONGEST } from './request.ts';

/** Misaligned cases that a model sees at most (MASPO: K_mis). */
export const MOST_MISALIGNED = 3;

/** A misaligned case has twice the texts of another: each gets half the room. */
const LONGEST_OF_TWO = LONGEST / 2;

/** A case as it went under the current prompt. */
export const caseText = (trace: Trace, labelFields: readonly string[], number: number): string =>
  [
    `Case ${number}.`,
    quote('case_input', shorten(trace.input, LONGEST)),
    quote('case_output', outputText(trace.output, LONGEST)),
    ...trace.next.map(({ agent, output }) => quote('case_next', outputText(output, LONGEST), ` agent="${agent}"`)),
    quote('case_answer', outputText(trace.answer, LONGEST)),
    ...expected(trace.item, labelFields),
    ...(trace.score === null ? [] : [`Score of the answer, from 0 to 1: ${trace.score}`]),
  ].join('\n');

/** What "before" and "after" mean in misaligned cases. */
export const BEFORE_AND_AFTER =
  'In misaligned cases "before" is what came of the prompt that is in use, "after" what came of a changed prompt that was tried.';

/**
 * Misaligned cases in full: the prompt that caused each (once, where several have it), the item, the agent's own output, its
 * readers' and the answer, before and after, and the verdicts.
 */
export const misalignedTexts = (
  cases: readonly MisalignmentCase[],
  { parent, labelFields }: { readonly parent: Prompt; readonly labelFields: readonly string[] },
): string[] =>
  cases.map((one, index) => {
    const first = cases.findIndex(({ prompt }) => prompt.id === one.prompt.id);
    const isCurrent = one.prompt.id === parent.id;
    const named = isCurrent ? 'the current prompt above' : first < index ? `that of case ${first + 1}` : null;
    return misalignedText(one, named, labelFields, index + 1);
  });

/** @param named What the changed prompt is called where it has been shown; else null. */
function misalignedText(
  misaligned: MisalignmentCase,
  named: string | null,
  labelFields: readonly string[],
  number: number,
): string {
  const { prompt, trace, reference } = misaligned;
  return [
    `Case ${number}, misaligned. ${whatGotWorse(misaligned)}`,
    verdicts(misaligned),
    ...(named === null
      ? ['The changed prompt:', quote('case_prompt', shorten(printPrompt(prompt), LONGEST))]
      : [`The changed prompt is ${named}.`]),
    ...itemText(trace, labelFields),
    quote('case_input', shorten(trace.input, LONGEST)),
    ...pair('case_output', reference.output, trace.output),
    ...trace.next.flatMap(({ agent, output }) =>
      pair('case_next', reference.next.find((other) => other.agent === agent)?.output, output, ` agent="${agent}"`),
    ),
    ...pair('case_answer', reference.answer, trace.answer),
    ...expected(trace.item, labelFields),
  ].join('\n');
}

const pair = (
  tag: 'case_output' | 'case_next' | 'case_answer',
  before: Output | undefined,
  after: Output,
  attribute = '',
): string[] => [
  ...(before === undefined ? [] : [quote(tag, outputText(before, LONGEST_OF_TWO), `${attribute} when="before"`)]),
  quote(tag, outputText(after, LONGEST_OF_TWO), `${attribute} when="after"`),
];

function whatGotWorse({ local, lookahead, global }: MisalignmentCase): string {
  const worse = [
    ...(lookahead !== null && lookahead < 0.5 ? ['the next agents'] : []),
    ...(global !== null && global < 0.5 ? ['the answer of the system'] : []),
  ];
  return `Here the agent's own output ${local > 0.5 ? 'got better' : 'did not get worse'}, but ${worse.join(' and ') || 'the rest'} got worse.`;
}

function verdicts({ local, lookahead, global }: MisalignmentCase): string {
  const views = [
    `own output ${local}`,
    ...(lookahead === null ? [] : [`next agents ${lookahead}`]),
    ...(global === null ? [] : [`answer of the system ${global}`]),
  ];
  return `Verdicts (0 = worse than before, 0.5 = no difference, 1 = better): ${views.join(', ')}.`;
}

/** The fields of an item that the agent itself does not read: what its readers may be in need of. */
function itemText({ item, input }: Trace, labelFields: readonly string[]): string[] {
  const unread = Object.entries(item.fields).flatMap(([name, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return name === 'id' || labelFields.includes(name) || input.includes(text) ? [] : [`${name}: ${text}`];
  });
  return unread.length === 0 ? [] : [quote('case_item', shorten(unread.join('\n'), LONGEST_OF_TWO))];
}

function outputText(output: Output, longest: number): string {
  if (output.kind === 'failed') return '(no output)';
  const problem = output.problem === null ? '' : `\n(this output ${output.problem})`;
  return `${shorten(output.text, longest)}${problem}`;
}

/** The labels of an item, as far as they are plain values. */
function expected(item: Item, labelFields: readonly string[]): string[] {
  const labels = labelFields.map((field) => labelText(item.fields[field])).filter((label) => label !== null);
  return labels.length === 0 ? [] : [quote('case_expected', shorten(labels.join(', '), LONGEST))];
}
