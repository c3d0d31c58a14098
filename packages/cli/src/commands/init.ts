import { resolve } from 'node:path';
import { UsageError } from '../arguments.ts';
import { canAsk, isYes, Left, openConversation } from '../ask.ts';
import type { Command, CommandContext } from '../command.ts';
import { EXIT } from '../exit.ts';
import {
  configIn,
  factsOf,
  filesOf,
  missingPackages,
  nextCommands,
  refuseSecondConfig,
  type Setup,
  summary,
  takenIn,
} from '../init/files.ts';
import { PROVIDERS } from '../init/providers.ts';
import type { Asking } from '../init/questions.ts';
import { saidIn } from '../init/said.ts';
import { askedSetup, foundSetup } from '../init/setup.ts';
import { writeFiles } from '../write-files.ts';

export const init: Command = {
  takes: '[--provider P] [--model M] [--data FILE] [--yes] [--force] [DIR]',
  about:
    'Writes a config that runs: two agents, on your data or on a small data set that it writes as well. On a terminal it asks for what you do not say, and Enter takes what it found; elsewhere, and with --yes, it asks nothing. It looks for a running Ollama (OLLAMA_HOST) and for OPENAI_API_KEY; without both the model runs inside maspo. Files that are there are kept unless you say otherwise.',
  flags: {
    provider: { type: 'text', value: 'P', choices: PROVIDERS, description: 'llama, ollama or openai.' },
    model: { type: 'text', value: 'M', description: 'Model, as the provider knows it.' },
    data: { type: 'text', value: 'FILE', description: 'Your data, .jsonl or .json; without it a sample is written.' },
    input: { type: 'text', value: 'FIELDS', description: 'Fields of your data that the agents read: a,b' },
    label: { type: 'text', value: 'FIELD', description: 'Field of your data with the right answer.' },
    'no-label': { type: 'switch', description: 'Your data has no right answers: a judge compares.' },
    yes: { type: 'switch', short: 'y', description: 'Ask nothing; take what is found.' },
    force: { type: 'switch', description: 'Overwrite files that are there.' },
  },
  positionals: 1,
  run: async (context) => {
    const { args, cwd, terminal } = context;
    const said = saidIn(args);
    const dir = resolve(cwd, args.positionals[0] ?? '.');
    refuseSecondConfig(dir);
    if (args.has('yes') || terminal.json || !canAsk()) {
      const setup = await foundSetup(said, dir, cwd);
      return finish(context, setup, refuse);
    }
    const conversation = openConversation();
    const asking = { conversation, paint: terminal.notes.paint };
    try {
      // Asked before all else: whoever wants to keep the config need not answer the rest.
      const kept = args.has('force') ? [] : configIn(dir);
      if (!(await mayOverwrite(asking, kept))) throw new Left();
      const setup = await askedSetup(asking, said, dir, cwd);
      const agreed = (taken: readonly string[]) =>
        mayOverwrite(
          asking,
          taken.filter((name) => !kept.includes(name)),
        );
      return await finish(context, setup, agreed);
    } catch (error) {
      if (!(error instanceof Left)) throw error;
      terminal.note('\nNothing was written.');
      return EXIT.interrupted;
    } finally {
      conversation.close();
    }
  },
};

/** @param agreed Told of files that are there already; false: the user wants to keep them. */
async function finish(
  { args, terminal }: CommandContext,
  setup: Setup,
  agreed: (taken: readonly string[]) => Promise<boolean>,
): Promise<number> {
  const { dir } = setup;
  const missing = await missingPackages(setup);
  const files = await filesOf(setup, missing.length === 0);
  const taken = takenIn(dir, files);
  if (taken.length > 0 && !args.has('force') && !(await agreed(taken))) throw new Left();
  writeFiles(dir, files, 'Name another folder.');
  const next = nextCommands(setup, missing);
  if (terminal.json) terminal.data({ folder: dir, files: Object.keys(files), ...factsOf(setup), next }, 2);
  else terminal.print(summary(setup, files, taken, next, terminal.paint));
  return EXIT.done;
}

async function refuse(taken: readonly string[]): Promise<never> {
  throw new UsageError(thereAlready(taken), 'Overwrite with --force, or name another folder: maspo init DIR');
}

async function mayOverwrite({ conversation }: Asking, taken: readonly string[]): Promise<boolean> {
  if (taken.length === 0) return true;
  return isYes(await conversation.ask(`\n${thereAlready(taken)}. Overwrite? [y/N] `));
}

const thereAlready = (taken: readonly string[]): string =>
  `${taken.join(' and ')} ${taken.length === 1 ? 'is' : 'are'} there already`;
