import type { Message } from '@maspo/core';
import { unit } from '../hash.ts';
import { truthOf } from '../items.ts';
import type { Faults, World } from '../world/world.ts';
import { itemIn, labelIn, readNotes } from './note.ts';

/** How a judge judges. */
export const JUDGES = ['honest', 'always-first', 'coin', 'mute'] as const;
export type Judge = (typeof JUDGES)[number];

export interface JudgeSettings extends Pick<Faults, 'judgeError' | 'positionBias'> {
  readonly judge: Judge;
}

type Verdict = 'A' | 'B' | 'TIE';

/** What the judge of a world replies: to a pair, to the four obvious pairs of the preflight, to anything else. */
export function judgeReply(world: World, settings: JudgeSettings, messages: readonly Message[]): string {
  const text = messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content)
    .join('\n');
  if (settings.judge === 'mute') return 'Both of them have something to say for themselves.';
  const [a, b] = [tagged(text, 'answer_a'), tagged(text, 'answer_b')];
  if (a !== null && b !== null) return verdictOn(world, settings, { text, a, b });
  const questions = [...text.matchAll(/^Question \d+: .*\nA: (.*)\nB: (.*)$/gm)];
  if (questions.length > 0)
    return questions.map(([, one = '', other = ''], at) => `${at + 1}=${obvious(settings, one, other)}`).join(' ');
  return 'ok';
}

const tagged = (text: string, tag: string): string | null =>
  new RegExp(`<${tag}[^>]*>\\n?([\\s\\S]*?)\\n?</${tag}>`).exec(text)?.[1] ?? null;

/** What is right in general knowledge, as far as a judge is ever asked for it. */
const KNOWN = ['2 + 3 = 5', 'Blue', 'Danke', 'Paris'];

function obvious({ judge }: JudgeSettings, a: string, b: string): Verdict {
  if (judge === 'coin') return unit('coin', a, b) < 0.5 ? 'A' : 'B';
  return judge === 'honest' && KNOWN.includes(b) ? 'B' : 'A';
}

interface Question {
  readonly text: string;
  readonly a: string;
  readonly b: string;
}

function verdictOn(world: World, { judge, judgeError, positionBias }: JudgeSettings, question: Question): Verdict {
  const { text, a, b } = question;
  const look = [world.name, world.seed, 'look', text];
  if (judge === 'always-first') return 'A';
  if (judge === 'coin') return unit(...look, 'coin') < 0.5 ? 'A' : 'B';
  if (unit(...look, 'position') < positionBias) return 'A';
  const item = itemIn(`${a}\n${b}\n${text}`) ?? '';
  const difference = worthOf(world, item, a) - worthOf(world, item, b);
  // A mistaken opinion is about the pair, not about the order: both looks share it.
  const mistaken = unit(world.name, world.seed, 'opinion', item, ...[a, b].sort()) < judgeError;
  if (!mistaken) return difference > 0 ? 'A' : difference < 0 ? 'B' : 'TIE';
  return (difference === 0 ? a < b : difference < 0) ? 'A' : 'B';
}

/** What can be seen of an output: whether it is right, and how clear a note looks. */
function worthOf(world: World, item: string, output: string): number {
  const [note] = readNotes(output);
  const label = note?.finding ?? labelIn(output);
  return (label === truthOf(world, item) ? 1 : 0) + (note?.clarity ?? 0);
}
