import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createPrompt, MaspoError, printPrompt, type Result, readJson } from '@maspo/core';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { plural } from '../format.ts';
import { commandLine, shown } from '../invocation.ts';
import { findRun, projectFolder } from '../runs.ts';

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
  takes: '[RUN] [--to DIR]',
  about:
    'Writes the prompts of a finished run: <agent>.md for each agent, as `prompt:` in a config reads them, and prompts.json for programs, where `text` is the system message as it was evaluated. By default of the run that finished last, into the folder "prompts" of the project.',
  flags: { to: { type: 'text', value: 'DIR', description: 'Folder to write to; by default "prompts".' } },
  positionals: 1,
  run: async (context) => {
    const { args, cwd, terminal } = context;
    const dir = projectFolder(context);
    const { runId, folder } = findRun(dir, args.positionals[0], { what: 'finished', is: ({ finished }) => finished });
    const result = readJson<Result>(join(folder, 'result.json'));
    if (result === null)
      throw new MaspoError(
        'MASPO-UNFINISHED',
        `run ${runId} has not finished`,
        `First: ${commandLine(['resume', runId], dir)}`,
      );
    const to = args.text('to') === undefined ? join(dir, 'prompts') : resolve(cwd, args.text('to') ?? '');
    const files = writeExport(result, to);
    if (terminal.json) terminal.data({ runId, verdict: result.verdict, files }, 2);
    else {
      const changed = Object.values(result.agents).filter((agent) => agent.changed).length;
      const kept = changed === 0 ? ' (the seed prompts: the run found none that are better)' : '';
      terminal.print(`wrote ${plural(files.length, 'file')} to ${shown(to)}${kept}`);
      for (const file of files) terminal.print(`  ${shown(file)}`);
    }
    return EXIT.done;
  },
};

function writeExport({ runId, verdict, agents }: Result, to: string): string[] {
  const prompts = Object.entries(agents).map(([id, agent]) => ({ id, agent, prompt: createPrompt(agent.prompt) }));
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
  const texts: readonly (readonly [string, string])[] = [
    ...prompts.map(({ id, prompt }) => [`${id}.md`, printPrompt(prompt)] as const),
    ['prompts.json', `${JSON.stringify(exported, null, 2)}\n`],
  ];
  try {
    mkdirSync(to, { recursive: true });
    return texts.map(([name, text]) => {
      const file = join(to, name);
      writeFileSync(file, text);
      return file;
    });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MaspoError('MASPO-FOLDER', `cannot write to ${to}: ${why}`, 'Name another folder: --to DIR.', { cause });
  }
}
