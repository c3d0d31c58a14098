import { join, resolve } from 'node:path';
import { createPrompt, printPrompt, type Result } from '@maspo/core';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { plural } from '../format.ts';
import { shown } from '../invocation.ts';
import { MODULE_FORMATS, promptModule } from '../prompt-module.ts';
import { findResult, projectFolder } from '../runs.ts';
import { writeFiles } from '../write-files.ts';

/** `prompts.json`: what a program loads. */
export interface ExportedPrompts {
  readonly version: 1;
  readonly runId: string;
  readonly verdict: Result['verdict'];
  readonly agents: Readonly<
    Record<
      string,
      { readonly changed: boolean; readonly sections: Result['agents'][string]['prompt']; readonly text: string }
    >
  >;
}

export const exportRun: Command = {
  takes: '[RUN] [--to DIR] [--format F]',
  about:
    'Writes the prompts of a finished run: <agent>.md for each agent, as `prompt:` in a config reads them, and prompts.json for programs, where `text` is the system message as it was evaluated. With --format a module of a program instead, with these messages by agent: prompts.ts, prompts.py (a dict, for LangGraph and others) or agents.ts (settings for calls of the Vercel AI SDK). By default of the run that finished last, into the folder "prompts" of the project.',
  flags: {
    to: { type: 'text', value: 'DIR', description: 'Folder to write to; by default "prompts".' },
    format: {
      type: 'text',
      value: 'F',
      choices: ['files', ...MODULE_FORMATS],
      description: `files (default), ${MODULE_FORMATS.slice(0, -1).join(', ')} or ${MODULE_FORMATS.at(-1)}.`,
    },
  },
  positionals: 1,
  run: async (context) => {
    const { args, cwd, terminal } = context;
    const dir = projectFolder(context);
    const { result } = findResult(dir, args.positionals[0]);
    const { runId, verdict, agents } = result;
    const to = args.text('to') === undefined ? join(dir, 'prompts') : resolve(cwd, args.text('to') ?? '');
    const texts = exportedFiles(result, args.text('format'));
    writeFiles(to, texts, 'Name another folder: --to DIR.');
    const files = Object.keys(texts).map((name) => join(to, name));
    if (terminal.json) terminal.data({ runId, verdict, files }, 2);
    else {
      const changed = Object.values(agents).filter((agent) => agent.changed).length;
      const kept = changed === 0 ? ' (the seed prompts: the run found none that are better)' : '';
      terminal.print(`wrote ${plural(files.length, 'file')} to ${shown(to)}${kept}`);
      for (const file of files) terminal.print(`  ${shown(file)}`);
    }
    return EXIT.done;
  },
};

/** The texts of the files by name. */
function exportedFiles(result: Result, named: string | undefined): Record<string, string> {
  const { runId, verdict, agents } = result;
  const prompts = Object.entries(agents).map(([id, agent]) => ({ id, agent, prompt: createPrompt(agent.prompt) }));
  const format = MODULE_FORMATS.find((name) => name === named);
  if (format !== undefined) {
    const texts = Object.fromEntries(prompts.map(({ id, prompt }) => [id, prompt.text]));
    const { file, text } = promptModule(format, { runId, verdict }, texts);
    return { [file]: text };
  }
  const exported: ExportedPrompts = {
    version: 1,
    runId,
    verdict,
    agents: Object.fromEntries(
      prompts.map(({ id, agent, prompt }) => [
        id,
        { changed: agent.changed, sections: agent.prompt, text: prompt.text },
      ]),
    ),
  };
  return {
    ...Object.fromEntries(prompts.map(({ id, prompt }) => [`${id}.md`, printPrompt(prompt)])),
    'prompts.json': `${JSON.stringify(exported, null, 2)}\n`,
  };
}
