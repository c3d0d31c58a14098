import { join } from 'node:path';
import {
  createPlan,
  createPrompt,
  createRedactor,
  loadConfig,
  MaspoError,
  type Placement,
  type Plan,
  type Prompt,
  placePrompts,
  printPrompt,
  type Result,
  redactJson,
  returnsBest,
} from '@maspo/core';
import { canAsk, confirmed } from '../ask.ts';
import type { Command, CommandContext } from '../command.ts';
import { EXIT } from '../exit.ts';
import { FIRST_PARTY_OPERATORS } from '../first-party.generated.ts';
import { plural } from '../format.ts';
import { commandLine, shown } from '../invocation.ts';
import { printable } from '../printable.ts';
import { PRESETS } from '../project.ts';
import { sectionLines } from '../report/prompts.ts';
import { findResult, projectFolder } from '../runs.ts';
import { replaceFiles } from '../write-files.ts';

export const apply: Command = {
  takes: '[RUN] [--yes] [--force]',
  about:
    'Writes the prompts that a finished run found back to where they stand: into the config (YAML or JSON), or into the prompt files that it names. By default of the run that finished last. Shows what changes and asks first; where nobody can be asked, it writes with --yes only. All else in the files stays as it is.',
  flags: {
    yes: { type: 'switch', description: 'Write without asking.' },
    force: { type: 'switch', description: 'Also over prompts that were edited since the run began.' },
  },
  positionals: 1,
  run: async (context) => {
    const { args, terminal } = context;
    const dir = projectFolder(context);
    const { run, result } = findResult(dir, args.positionals[0]);
    const { runId, saved } = run;
    refuseWithoutGain(result, dir);
    const { loaded, plan } = await projectOf(context, join(dir, saved.config));
    const current = promptsOf(plan);
    const prompts = resultPrompts(result, current, createRedactor(loaded.secrets), args.has('force'));
    const changed = new Set(
      [...prompts].filter(([id, { id: hash }]) => current.get(id)?.id !== hash).map(([id]) => id),
    );
    const placement = await placePrompts(loaded, prompts, changed);
    const about = { runId, verdict: result.verdict, current, prompts, placement };
    if (!terminal.json) show(context, about);
    refuseUnplaced(context, about);
    const { edits } = placement;
    const isWritten = edits.length > 0 && (await mayWrite(context));
    if (isWritten) replaceFiles(edits, 'Make the files writable; none was changed.');
    if (terminal.json) terminal.data(asJson(about, isWritten), 2);
    else terminal.print(outcome(about, isWritten));
    return EXIT.done;
  },
};

interface About {
  readonly runId: string;
  readonly verdict: Result['verdict'];
  readonly current: ReadonlyMap<string, Prompt>;
  readonly prompts: ReadonlyMap<string, Prompt>;
  readonly placement: Placement;
}

/** @throws MaspoError if the run returned the seed. */
function refuseWithoutGain({ runId, verdict, agents }: Result, dir: string): void {
  if (returnsBest(verdict) && Object.values(agents).some(({ changed }) => changed)) return;
  throw new MaspoError(
    'MASPO-NO-GAIN',
    `run ${runId} found no prompts that are better: there is nothing to apply`,
    `What it tried is in its report: ${commandLine(['report', runId], dir)}`,
  );
}

async function projectOf({ keepSecret }: CommandContext, file: string) {
  const loaded = await loadConfig({ cwd: file, file, presets: PRESETS });
  keepSecret(loaded.secrets);
  return { loaded, plan: await createPlan(loaded, { catalog: FIRST_PARTY_OPERATORS }) };
}

const promptsOf = ({ system }: Plan): Map<string, Prompt> =>
  new Map(system.agents.flatMap(({ id, prompt }) => (prompt === null ? [] : [[id, prompt] as const])));

/**
 * The prompts of all agents as the run returned them; unchanged ones as they are.
 * @throws MaspoError if the config has others than the run began with: what it proved is about those.
 */
function resultPrompts(
  { agents }: Result,
  current: ReadonlyMap<string, Prompt>,
  redact: (text: string) => string,
  force: boolean,
): Map<string, Prompt> {
  const gone = Object.keys(agents).filter((id) => !current.has(id));
  const edited = Object.entries(agents).flatMap(([id, { seed, prompt }]) => {
    const now = current.get(id);
    // A result holds no secrets.
    const kept = now === undefined ? undefined : createPrompt(redactJson(redact, now.sections)).id;
    return [seed, prompt].some((sections) => createPrompt(sections).id === kept) ? [] : [id];
  });
  if (gone.length > 0 || (edited.length > 0 && !force)) throw promptsEdited(gone, edited);
  return new Map(
    [...current].map(([id, prompt]) => {
      const agent = agents[id];
      return [id, agent?.changed === true ? createPrompt(agent.prompt) : prompt];
    }),
  );
}

function promptsEdited(gone: readonly string[], edited: readonly string[]): MaspoError {
  const [ids, what] = gone.length > 0 ? [gone, 'is not in the config any more'] : [edited, 'has been edited'];
  return new MaspoError(
    'MASPO-PROMPTS-EDITED',
    `since the run began, the prompt of ${ids.map((id) => `agent "${id}"`).join(' and of ')} ${what}`,
    gone.length > 0
      ? 'Write the prompts out with maspo export, and take from them what you need.'
      : 'Start a new run, which begins with the edited prompt; or overwrite it with --force.',
  );
}

function show({ terminal }: CommandContext, { current, prompts, placement }: About): void {
  const { paint, columns } = terminal;
  for (const { file, agents } of placement.edits)
    for (const id of agents) {
      const [seed, prompt] = [current.get(id)?.sections, prompts.get(id)?.sections];
      if (seed === undefined || prompt === undefined) continue;
      terminal.print(`${paint('bold', id)}  ${paint('dim', `in ${shown(file)}`)}`);
      terminal.print(sectionLines({ seed, prompt }, paint, columns).join('\n'));
    }
}

/** The prompts are one set, proved together: a part of them is not written. @throws MaspoError */
function refuseUnplaced({ terminal }: CommandContext, { prompts, placement: { unplaced } }: About): void {
  const [first] = unplaced;
  if (first === undefined) return;
  for (const { agent, file } of unplaced) {
    const prompt = prompts.get(agent);
    const place = terminal.paint('dim', `to be put into ${shown(file)}`);
    if (prompt !== undefined)
      terminal.print(`${terminal.paint('bold', agent)}  ${place}\n\n${printable(printPrompt(prompt))}`);
  }
  throw new MaspoError(
    'MASPO-PROMPT-PLACE',
    `nothing was written: ${unplaced.map(({ agent, file, why }) => `the prompt of agent "${agent}" stands in ${shown(file)}, which ${why}`).join('; ')}`,
    `Put the ${unplaced.length === 1 ? 'prompt' : 'prompts'} there by hand, and apply again for the others.`,
  );
}

async function mayWrite({ args, terminal }: CommandContext): Promise<boolean> {
  if (args.has('yes')) return true;
  return !terminal.json && canAsk() && (await confirmed('Write these prompts?'));
}

function outcome({ placement: { edits } }: About, isWritten: boolean): string {
  if (edits.length === 0) return 'the config has these prompts already';
  const files = edits.map(({ file }) => shown(file)).join(', ');
  if (isWritten) return `wrote ${plural(edits.length, 'file')}: ${files}`;
  return `nothing was written${canAsk() ? '' : '; --yes writes'}: ${files}`;
}

const asJson = ({ runId, verdict, current, prompts, placement }: About, written: boolean): object => ({
  runId,
  verdict,
  written,
  changes: placement.edits.flatMap(({ file, agents }) =>
    agents.map((agent) => ({
      agent,
      file: shown(file),
      before: current.get(agent)?.sections,
      after: prompts.get(agent)?.sections,
    })),
  ),
});
