import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Plan, type Prompt, type PromptProblem, parsePrompt } from '@maspo/core/plan';
import { suggest, UsageError } from './arguments.ts';
import { shown } from './invocation.ts';

/** Reads the prompts of a folder, `<agent>.md` each. @throws UsageError if it has none, or one that is no agent's or no prompt. */
export async function readPromptSet(folder: string, { system }: Plan): Promise<ReadonlyMap<string, Prompt>> {
  const agents = system.agents.filter(({ prompt }) => prompt !== null).map(({ id }): string => id);
  const files = await readdir(folder).catch((cause: Error) => {
    throw new UsageError(`cannot read ${shown(folder)}: ${cause.message}`, 'Name a folder with <agent>.md files.');
  });
  const prompts = new Map<string, Prompt>();
  for (const file of files.filter((name) => name.endsWith('.md')).sort()) {
    const id = file.slice(0, -'.md'.length);
    if (!agents.includes(id)) {
      if (id.toLowerCase() === 'readme') continue;
      throw new UsageError(
        `${file} is named after no agent with a prompt`,
        suggest(id, agents, `Agents: ${agents.join(', ')}.`),
      );
    }
    prompts.set(id, await readPrompt(join(folder, file)));
  }
  if (prompts.size > 0) return prompts;
  throw new UsageError(
    `${shown(folder)} has no prompts`,
    `It should hold ${agents.map((id) => `${id}.md`).join(', ')}.`,
  );
}

async function readPrompt(file: string): Promise<Prompt> {
  const { prompt, problems } = parsePrompt(await readFile(file, 'utf8'));
  const [problem] = problems;
  if (problem !== undefined) throw new UsageError(`${shown(file)}:${problem.line}: ${problemText(problem)}`, FIX);
  if (prompt.text === '') throw new UsageError(`${shown(file)} is empty`, FIX);
  return prompt;
}

const FIX = 'Sections are ## role, ## task, ## context and ## format, each once.';

function problemText({ kind, heading }: PromptProblem): string {
  switch (kind) {
    case 'unknown':
      return `there is no section "${heading}"`;
    case 'duplicate':
      return `the section "${heading}" is there twice`;
  }
}
