import { resolve } from 'node:path';
import { closestName, fixName, listNames } from '../config/diagnostics.ts';
import { unreadableFile } from '../config/missing-file.ts';
import { isBroken, nodeAt, type Path, placeOf } from '../config/node.ts';
import { baseFolder, isSource, lineSpan, readSource, type Source, type Span } from '../config/source.ts';
import {
  createPrompt,
  type Prompt,
  type PromptProblem,
  parsePrompt,
  SECTIONS,
  type Section,
} from '../system/prompt.ts';
import type { PlacedAgent } from './agents.ts';
import { type Draft, isFields, textsOf } from './draft.ts';
import { checkPromptText } from './stray-placeholders.ts';

/** The seed prompts of the agents by id; without those that could not be read, which have been reported. */
export async function readPrompts(draft: Draft, agents: readonly PlacedAgent[]): Promise<ReadonlyMap<string, Prompt>> {
  const prompts = new Map<string, Prompt>();
  for (const { id, fields, path, isProgram } of agents) {
    const place = [...path, 'prompt'];
    if (isProgram || isNothing(fields.prompt) || isBroken(draft.root, place)) continue;
    const prompt = await readPrompt(draft, agents, place, fields.prompt);
    if (prompt === undefined) continue;
    if (prompt.text === '') {
      reportEmpty(draft, placeOf(draft.root, place), id);
      continue;
    }
    prompts.set(id, prompt);
    checkFrozen(draft, [...path, 'frozen'], textsOf(fields.frozen), prompt);
  }
  return prompts;
}

/** What the schema refuses as empty already. */
const isNothing = (prompt: unknown): boolean =>
  prompt === undefined || prompt === '' || (isFields(prompt) && Object.keys(prompt).length === 0);

/** A string is the path of a Markdown file, or the text of the task. */
export const isPromptFile = (prompt: string): boolean => prompt.endsWith('.md') && !prompt.includes('\n');

async function readPrompt(
  draft: Draft,
  agents: readonly PlacedAgent[],
  path: Path,
  value: unknown,
): Promise<Prompt | undefined> {
  if (isFields(value)) {
    for (const [name, text] of Object.entries(value))
      if (typeof text === 'string') checkPromptText(draft, agents, text, placeOf(draft.root, [...path, name]));
    return promptOfSections(draft, path, value);
  }
  if (typeof value !== 'string') return undefined;
  if (!isPromptFile(value)) {
    checkPromptText(draft, agents, value, placeOf(draft.root, path));
    return createPrompt({ task: value });
  }
  const at = placeOf(draft.root, path);
  const source = await readSource(resolve(baseFolder(at.source.file), value));
  if (!isSource(source)) {
    draft.add(await unreadableFile({ noun: 'prompt file', mistake: 'promptMissing' }, value, at, source));
    return undefined;
  }
  checkPromptText(draft, agents, source.text, { source, start: 0, end: source.text.length });
  const { prompt, problems } = parsePrompt(source.text);
  for (const problem of problems) reportSection(draft, source, problem);
  return problems.length === 0 ? prompt : undefined;
}

/** undefined where a section is wrong: the schema says so. */
function promptOfSections(draft: Draft, path: Path, value: Readonly<Record<string, unknown>>): Prompt | undefined {
  const known = Object.entries(value).every(
    ([name, text]) => SECTIONS.includes(name as Section) && typeof text === 'string',
  );
  const node = nodeAt(draft.root, path);
  const broken = node?.kind === 'map' && [...node.entries.keys()].some((name) => isBroken(draft.root, [...path, name]));
  return known && !broken ? createPrompt(value as Partial<Record<Section, string>>) : undefined;
}

function reportSection({ report }: Draft, source: Source, { line, heading, kind }: PromptProblem): void {
  const at = lineSpan(source, line);
  if (kind === 'duplicate') {
    report('unknownSection', at, { message: `this prompt has the section "${heading}" twice`, fix: 'Join the two.' });
    return;
  }
  const closest = closestName(heading, SECTIONS);
  report('unknownSection', at, {
    message: `a prompt has no section "${heading}"`,
    expected: listNames(SECTIONS.map((name) => `## ${name}`)),
    closest,
    fix: fixName(closest === undefined ? undefined : `## ${closest}`, 'A heading of another level (###) is text.'),
  });
}

const reportEmpty = ({ report }: Draft, at: Span, id: string): void =>
  report('emptyPrompt', at, {
    message: `the prompt of agent "${id}" is empty`,
    fix: 'Write at least what its task is.',
  });

function checkFrozen(
  { root, report }: Draft,
  path: Path,
  spans: readonly { readonly text: string; readonly index: number }[],
  prompt: Prompt,
): void {
  for (const { text, index } of spans) {
    if (SECTIONS.some((section) => prompt.get(section).includes(text))) continue;
    report('frozenMissing', placeOf(root, [...path, index]), {
      message: `the frozen text "${text}" does not stand in the prompt`,
      expected: 'a piece of one section, letter by letter',
      fix: 'Copy it from the prompt, or add it there.',
    });
  }
}
