import { type Message, type Prompt, parsePrompt } from '@maspo/core/plan';
import { textOfPrompt, traitsIn } from '../world/traits.ts';
import { agentOf, type SimAgent, type World } from '../world/world.ts';
import { ADDRESS } from './agent.ts';

export interface TriedChange {
  readonly added: readonly string[];
  readonly leftOut: readonly string[];
}

/** What the model that writes prompts is asked for. */
export type WriterRequest = {
  readonly agent: SimAgent;
  /** The prompts that the request quotes; the first is the one to change. */
  readonly prompts: readonly [Prompt, ...Prompt[]];
  /** Texts that must stay. */
  readonly frozen: readonly string[];
  /** Changes that it says have been tried: the sentences that each adds and leaves out. */
  readonly tried: readonly TriedChange[];
  /** Prompts that it has replied before and that could not be used. */
  readonly refused: readonly Prompt[];
  /** Whether it shows cases that were better by themselves and worse for the others. */
  readonly cases: boolean;
  /** How it wants one prompt: between tags, as the operators of `@maspo/plugin-mutators` do, or in a fence, as GEPA does. */
  readonly form: 'tags' | 'fence';
} & (
  | { readonly kind: 'rewrite' | 'shorter' | 'fresh' | 'merge' | 'phrase' }
  | { readonly kind: 'variants'; readonly count: number }
  /** Both prompts are to change together; the second is the partner's. */
  | { readonly kind: 'align'; readonly partner: SimAgent }
);

/** Reads a request of any operator, or of GEPA; null if no prompt is quoted in it. */
export function readRequest(world: World, messages: readonly Message[]): WriterRequest | null {
  const text = messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content)
    .join('\n');
  const form: WriterRequest['form'] = text.includes(FENCE_WANTED) ? 'fence' : 'tags';
  const [first, ...others] = form === 'fence' ? promptInFence(text) : promptsIn(text);
  if (first === undefined) return null;
  const common = {
    agent: agentIn(world, text, first),
    prompts: [first, ...others] as const,
    frozen: frozenIn(text),
    tried: triedIn(text),
    refused: messages.filter(({ role }) => role === 'assistant').flatMap(({ content }) => promptsRepliedIn(content)),
    cases: /\bgot worse\b/.test(text),
    form,
  };
  const partner = agentOf(world, /<partner_prompt name="([\w-]+)"/.exec(text)?.[1] ?? '');
  if (partner !== undefined) return { ...common, kind: 'align', partner };
  const count = Number(/Write (\d+) different/.exec(text)?.[1] ?? 1);
  return text.includes('<variant>')
    ? { ...common, kind: 'variants', count }
    : { ...common, kind: kindIn(text, others.length > 0) };
}

function kindIn(text: string, isSeveral: boolean): 'rewrite' | 'shorter' | 'fresh' | 'merge' | 'phrase' {
  if (text.includes('<phrase>')) return 'phrase';
  const [, wanted = ''] = /Write the ([\w ]*?)\s*prompt between/.exec(text) ?? [];
  if (wanted === 'shorter') return 'shorter';
  if (/different|other|new/.test(wanted)) return 'fresh';
  return isSeveral ? 'merge' : 'rewrite';
}

/** Prompts stand between tags of such names; the words `<prompt> and </prompt>` of a request are no such place. */
const QUOTED = /<((?:current|first|second|parent|partner)_?prompt)[^>]*>\n([\s\S]*?)\n<\/\1>/g;

const promptsIn = (text: string): Prompt[] =>
  [...text.matchAll(QUOTED)].map(([, , quoted = '']) => parsePrompt(quoted).prompt);

const promptsRepliedIn = (text: string): Prompt[] =>
  [...text.matchAll(/<prompt>\n([\s\S]*?)\n<\/prompt>/g)].map(([, replied = '']) => parsePrompt(replied).prompt);

/** Lines of the form `added "…" and "…"; left out "…"`. */
function triedIn(text: string): TriedChange[] {
  const lines = /<tried>\n([\s\S]*?)\n<\/tried>/.exec(text)?.[1]?.split('\n') ?? [];
  const quoted = (part = ''): string[] =>
    [...part.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([sentence]) => JSON.parse(sentence) as string);
  return lines.map((line) => {
    const [, added, leftOut] = /^(?:added (.*?))?(?:; )?(?:left out (.*))?$/.exec(line) ?? [];
    return { added: quoted(added), leftOut: quoted(leftOut) };
  });
}

/** What GEPA's request says of the reply. The prompt to change stands in its first fence, its examples in the second. */
const FENCE_WANTED = 'within ``` blocks';
const FENCED = /^```\n([\s\S]*?)\n```$/m;

function promptInFence(text: string): Prompt[] {
  const quoted = FENCED.exec(text)?.[1];
  return quoted === undefined ? [] : [parsePrompt(quoted).prompt];
}

/** The agent that a request names, or whose inputs it shows, else the one whose seed or phrases the prompt has most of. */
function agentIn(world: World, text: string, prompt: Prompt): SimAgent {
  const [, name = ''] = /agent is called ([\w-]+)/.exec(text) ?? ADDRESSED.exec(text) ?? [];
  const named = agentOf(world, name);
  if (named !== undefined) return named;
  const likeness = (agent: SimAgent): number =>
    (prompt.text.includes(textOfPrompt(agent.seed)) ? 100 : 0) + traitsIn(agent, prompt.text).length;
  return world.agents.reduce((best, agent) => (likeness(agent) > likeness(best) ? agent : best));
}

const ADDRESSED = new RegExp(`^${ADDRESS}([\\w-]+)$`, 'm');

const frozenIn = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/word for word: ("(?:[^"\\]|\\.)*")/g)].map(([, span = '""']) => JSON.parse(span) as string),
  ),
];
