import { contentHash } from '../canonical.ts';

/** The parts of a prompt, in the order in which the model reads them. */
export const SECTIONS = ['role', 'task', 'context', 'format'] as const;
export type Section = (typeof SECTIONS)[number];

declare const candidateBrand: unique symbol;
/** Identity of a prompt: SHA-256 of its sections. Equal texts are one candidate, whoever proposed them. */
export type CandidateId = string & { readonly [candidateBrand]: true };

/**
 * An agent's instructions: four plain-text sections. Immutable: each edit returns a new prompt.
 * A prompt is text, never a template: braces, JSON and `\boxed{}` in it mean themselves.
 */
export interface Prompt {
  readonly id: CandidateId;
  /** Section texts, trimmed, lines ended by \n; '' where a section is absent. */
  readonly sections: Readonly<Record<Section, string>>;
  /** What the model reads as its system message: the sections that are there, one after another, a line each. */
  readonly text: string;
  get(section: Section): string;
  /** The same prompt with this section's text replaced. */
  set(section: Section, text: string): Prompt;
  /** The same prompt with `text` added at the end of a section, after a space. */
  append(section: Section, text: string): Prompt;
  /** The same prompt without this section. */
  drop(section: Section): Prompt;
}

/** One text must not be three candidates because of the editor that wrote it; and a file reads back as it was printed. */
const LINE_END = /\r\n?|\n/g;

/** Makes a prompt of section texts; missing sections are empty. */
export function createPrompt(parts: Partial<Record<Section, string>>): Prompt {
  const sections = Object.freeze(
    Object.fromEntries(
      SECTIONS.map((section) => [section, (parts[section] ?? '').replace(LINE_END, '\n').trim()]),
    ) as Record<Section, string>,
  );
  const prompt: Prompt = {
    id: contentHash(sections) as CandidateId,
    sections,
    text: SECTIONS.map((section) => sections[section])
      .filter((text) => text !== '')
      .join('\n'),
    get: (section) => sections[section],
    set: (section, text) => createPrompt({ ...sections, [section]: text }),
    append: (section, text) => createPrompt({ ...sections, [section]: `${sections[section]} ${text}` }),
    drop: (section) => createPrompt({ ...sections, [section]: '' }),
  };
  return Object.freeze(prompt);
}

/** Prompts are recognised by their shape, not by instance: plugins may carry their own copy of the core. */
export function isPrompt(value: unknown): value is Prompt {
  if (typeof value !== 'object' || value === null) return false;
  const { id, sections, text } = value as Partial<Prompt>;
  if (typeof id !== 'string' || typeof text !== 'string' || typeof sections !== 'object') return false;
  return sections !== null && SECTIONS.every((section) => typeof sections[section] === 'string');
}

const HEADING = /^##[ \t]+(\S.*?)[ \t]*$/;
/** A line of text that looks like a heading is written with a backslash before it. */
const ESCAPED = /^\\(\\*##[ \t])/;

/** The unknown section that a prompt file used, or two of the same. */
export interface PromptProblem {
  readonly line: number;
  readonly heading: string;
  readonly kind: 'unknown' | 'duplicate';
}

/**
 * Reads a prompt file: `## role`, `## task`, `## context`, `## format`; text before the first heading is the task.
 * Headings of other levels are text. Unknown or repeated `##` headings are returned as problems (line is 1-based).
 */
export function parsePrompt(text: string): { prompt: Prompt; problems: readonly PromptProblem[] } {
  const lines: Record<Section, string[]> = { role: [], task: [], context: [], format: [] };
  const problems: PromptProblem[] = [];
  let current: Section = 'task';
  text.split(LINE_END).forEach((line, index) => {
    const name = HEADING.exec(line)?.[1]?.toLowerCase();
    if (name === undefined) {
      lines[current].push(line.replace(ESCAPED, '$1'));
      return;
    }
    const section = SECTIONS.find((known) => known === name);
    if (section === undefined) problems.push({ line: index + 1, heading: name, kind: 'unknown' });
    else if (lines[section].some((entry) => entry.trim() !== ''))
      problems.push({ line: index + 1, heading: name, kind: 'duplicate' });
    else current = section;
  });
  const parts = Object.fromEntries(Object.entries(lines).map(([section, entries]) => [section, entries.join('\n')]));
  return { prompt: createPrompt(parts), problems };
}

/** The text of a prompt file: what `parsePrompt` reads back to the same prompt. */
export const printPrompt = (prompt: Prompt): string =>
  `${SECTIONS.filter((section) => prompt.sections[section] !== '')
    .map((section) => `## ${section}\n\n${escapeHeadings(prompt.sections[section])}\n`)
    .join('\n')}`;

// Line by line: `^` with the flag m also matches behind U+2028, which is no line end to `parsePrompt`.
const escapeHeadings = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/^\\*##[ \t]/, '\\$&'))
    .join('\n');
