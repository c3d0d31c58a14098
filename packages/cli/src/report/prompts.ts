import { type Result, SECTIONS } from '@maspo/core';
import { printable } from '../printable.ts';
import type { Paint, Style } from '../terminal.ts';
import { wrap } from '../wrap.ts';
import { type DiffWord, diffWords } from './diff.ts';

type AgentResult = Result['agents'][string];

/** Each agent's prompt: what changed, section by section. */
export function promptLines(agents: Result['agents'], paint: Paint, width: number): string[] {
  return Object.entries(agents).flatMap(([id, agent]) => [
    ...(agent.changed ? originLines(id, agent, paint, width) : [`${paint('bold', id)}  ${paint('dim', 'unchanged')}`]),
    ...(agent.changed ? sectionLines(agent, paint, width) : []),
  ]);
}

/** The operators that made a prompt, in turn. */
function originLines(id: string, { lineage }: AgentResult, paint: Paint, width: number): string[] {
  const steps = lineage.flatMap(({ operator }) => (operator === null ? [] : [operator]));
  const [first = '', ...others] = wrap(`${id}  by ${steps.join(', then ')}`, width - 2);
  return [`${paint('bold', id)}${first.slice(id.length)}`, ...others.map((line) => `  ${line}`)];
}

/** Two prompts, section by section where they differ. */
export function sectionLines(
  { seed, prompt }: Pick<AgentResult, 'seed' | 'prompt'>,
  paint: Paint,
  width: number,
): string[] {
  return SECTIONS.filter((section) => seed[section] !== prompt[section]).flatMap((section) => {
    const { before, after } = diffWords(printable(seed[section]), printable(prompt[section]));
    return [
      `  ${paint('cyan', section)}`,
      ...sideLines('-', before, { paint, style: 'red', width }),
      ...sideLines('+', after, { paint, style: 'green', width }),
    ];
  });
}

interface SideStyle {
  readonly paint: Paint;
  readonly style: Style;
  readonly width: number;
}

/** One side of a diff: words that both have stay plain, the others are coloured. */
function sideLines(mark: string, words: readonly DiffWord[], { paint, style, width }: SideStyle): string[] {
  if (words.length === 0) return [];
  const rows: DiffWord[][] = [[]];
  let used = 0;
  for (const word of words.flatMap((entry) => cut(entry, width - 6))) {
    const isBreak = word.text === '\n';
    if (isBreak || (used > 0 && used + 1 + word.text.length > width - 6)) {
      rows.push([]);
      used = 0;
    }
    if (isBreak) continue;
    rows.at(-1)?.push(word);
    used += word.text.length + (used > 0 ? 1 : 0);
  }
  return rows.map((row, index) => {
    const text = row.map((word) => (word.common ? word.text : paint(style, word.text))).join(' ');
    return `    ${index === 0 ? paint(style, mark) : ' '} ${text}`.trimEnd();
  });
}

/** A word that is longer than a line, in pieces. */
const cut = (word: DiffWord, width: number): DiffWord[] =>
  word.text.length <= width
    ? [word]
    : (word.text.match(new RegExp(`.{1,${width}}`, 'gsu')) ?? []).map((text) => ({ ...word, text }));
