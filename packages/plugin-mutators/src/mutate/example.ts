import {
  type MutateOperator,
  type MutateRequest,
  type OptionsSchema,
  type OutputContract,
  type Prompt,
  SECTIONS,
  type Trace,
} from '@maspo/core/plan';
import { drawAllowed } from '../allowed.ts';
import { exampleBlock, exampleRanges } from '../example-block.ts';
import { holdsFrozen, keepsFrozen } from '../frozen.ts';
import { shorten } from '../model/fence.ts';

const options = {
  type: 'object',
  properties: {
    length: {
      type: 'integer',
      minimum: 40,
      maximum: 4000,
      default: 400,
      description: 'Characters of the input, and of the output, that are quoted at most; the rest is cut.',
    },
    least: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 1,
      description:
        'Score that the answer to an item must have reached; without scores, the parent must have won the item.',
    },
  },
} as const satisfies OptionsSchema;

/** Quotes a training item on purpose. Traces are of training items only; that their item is one is checked all the same. */
export const example: MutateOperator<typeof options> = {
  description: 'Adds a worked example, input and output of a training item that went well, in place of an earlier one.',
  options,
  quotes: true,
  run: (request) => {
    const { parent, agent, options: own } = request;
    const good = successes(request, own.least);
    if (good.length === 0) return [{ rejected: 'no trace was a success' }];
    // A cut output shows a form that is wrong: only where there is no other.
    const whole = good.filter((trace) => outputText(trace, agent.contract).length <= own.length);
    const bare = withoutExamples(parent, agent.frozen);
    const children = (whole.length > 0 ? whole : good)
      .map((trace) => withExample(bare, exampleBlock(exampleText(trace, agent.contract, own.length))))
      .filter(({ id, text }) => id !== parent.id && keepsFrozen(parent.text, text, agent.frozen));
    return [drawAllowed(children, request) ?? { rejected: 'the example is there already' }];
  },
};

/** Traces of training items that kept the contract and were right: by their score, else by a win against the incumbent. */
function successes({ traces, items, parent, population }: MutateRequest, least: number): Trace[] {
  const rewards = population.find(({ id }) => id === parent.id)?.rewards ?? {};
  const train = new Set(items.map(({ id }) => id));
  return traces.filter((trace) => {
    const { item, score, output } = trace;
    if (!train.has(item.id) || output.kind !== 'text' || output.problem !== null) return false;
    if (output.text === '' || trace.input.trim() === '') return false;
    return score === null ? (rewards[item.id] ?? 0) > 0.5 : score >= least;
  });
}

/** What the agent is to write: a choice as its contract has it, anything else as the agent wrote it. */
function outputText({ output }: Trace, contract: OutputContract): string {
  if (output.kind === 'failed') return '';
  return contract.kind === 'choice' && typeof output.value === 'string' ? output.value : output.text.trim();
}

/** Input and output as the agent sees them: an input that ends in a colon waits for the output on the same line. */
function exampleText(trace: Trace, contract: OutputContract, length: number): string {
  const input = shortInput(trace.input.trim(), length);
  const output = shorten(outputText(trace, contract), length);
  return input.endsWith(':') ? `${input} ${output}` : `${input}\nAnswer: ${output}`;
}

/** Cut in front of its last line, where that is a short cue ("Team:"). */
function shortInput(input: string, length: number): string {
  if (input.length <= length) return input;
  const cue = /\n([^\n]{1,30}:)$/.exec(input)?.[1];
  return cue === undefined ? shorten(input, length) : `${shorten(input, length - cue.length)}\n${cue}`;
}

const withExample = (prompt: Prompt, block: string): Prompt =>
  prompt.set('context', prompt.get('context') === '' ? block : `${prompt.get('context')}\n${block}`);

/** The prompt without its examples, but for those with frozen text. */
const withoutExamples = (prompt: Prompt, frozen: readonly string[]): Prompt =>
  SECTIONS.reduce((kept, section) => {
    const text = kept.get(section);
    const bare = exampleRanges(text)
      .filter(([from, to]) => !holdsFrozen(text.slice(from, to), frozen))
      .reduceRight((rest, [from, to]) => `${rest.slice(0, from).trimEnd()}\n${rest.slice(to).trimStart()}`, text);
    return kept.set(section, bare);
  }, prompt);
