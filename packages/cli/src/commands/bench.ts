import { existsSync, readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { suggest, UsageError } from '../arguments.ts';
import { ABLATIONS, type Contender, fileContender, presetContender } from '../bench/contenders.ts';
import { runWorld } from '../bench/run-world.ts';
import { loadSim } from '../bench/sim.ts';
import { type Entry, HEAD, markdownLines, rowOf } from '../bench/table.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { PRESETS } from '../project.ts';
import { tableLines } from '../report/table.ts';

const WORLDS = 'handoff,coupled,null,noisy,deceptive';

export const bench: Command = {
  takes: '[--worlds LIST] [--presets LIST | --ablate] [--seeds N] [--budget N] [--label-free] [--markdown]',
  about:
    'Compares presets in simulated worlds, where the quality of prompts is known exactly: no model, no cost. Each seed is a world and a run of its own; every contender gets the same worlds and the same calls. Prints the gain of what is returned and of what the search had found before the gate, in points of accuracy with the standard error; the share of runs that got half of the way to the optimum (solved), of those more than a point below the seed, of those called improved, and of these the share that truly is; calls, requests that were made twice, and seconds a run.\n\nNeeds @maspo/plugin-sim.',
  flags: {
    worlds: { type: 'text', value: 'LIST', description: `Worlds, with commas between. Default: ${WORLDS}.` },
    presets: {
      type: 'text',
      value: 'LIST',
      description:
        'Presets, or files of search settings (./mine.yaml), with commas between. Default: default,paper,gepa,random.',
    },
    ablate: {
      type: 'switch',
      description:
        'Instead of presets: the default with each of its parts switched off in turn, and with what it leaves off switched on.',
    },
    seeds: { type: 'integer', least: 1, value: 'N', description: 'Runs of each contender in each world. Default: 10.' },
    budget: { type: 'integer', least: 1, value: 'N', description: 'Calls of each run. Default: 2000.' },
    'label-free': { type: 'switch', description: 'Score answers by the judge instead of by their labels.' },
    markdown: { type: 'switch', description: 'Print the table as Markdown.' },
  },
  positionals: 0,
  run: async ({ args, cwd, terminal }) => {
    const sim = await loadSim(cwd);
    const worlds = listOf('worlds', args.text('worlds') ?? WORLDS, sim.WORLDS);
    const contenders = args.has('ablate')
      ? ABLATIONS
      : contendersOf(cwd, args.text('presets') ?? 'default,paper,gepa,random');
    const options = { sim, folder: cwd, budget: args.integer('budget') ?? 2000, labels: !args.has('label-free') };
    const seeds = Array.from({ length: args.integer('seeds') ?? 10 }, (_, index) => index + 1);
    const entries: Entry[] = [];
    for (const world of worlds) {
      for (const contender of contenders) {
        const runs = [];
        for (const seed of seeds) runs.push(await runWorld({ ...options, world, seed, contender }));
        entries.push({ world, contender: contender.name, runs });
        terminal.note(`${world}: ${contender.name} done`);
      }
    }
    if (terminal.json) terminal.data(entries, 2);
    else {
      const rows = [HEAD, ...entries.map(rowOf)];
      terminal.print((args.has('markdown') ? markdownLines(rows) : tableLines(rows, terminal.paint)).join('\n'));
    }
    return EXIT.done;
  },
};

function listOf(flag: string, text: string, known: readonly string[]): string[] {
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) mustKnow(flag, name, known);
  return names;
}

function mustKnow(flag: string, name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  throw new UsageError(`--${flag}: there is no "${name}"`, suggest(name, known, `There are ${known.join(', ')}.`));
}

/** A name with a dot or a slash is a file's. */
function contendersOf(cwd: string, text: string): Contender[] {
  const known = readdirSync(PRESETS).map((file) => basename(file, '.yaml'));
  return text.split(',').map((part) => {
    const name = part.trim();
    if (!/[./]/.test(name)) {
      mustKnow('presets', name, known);
      return presetContender(name);
    }
    const file = resolve(cwd, name);
    if (!existsSync(file)) throw new UsageError(`--presets: there is no file "${name}"`, `Paths start at ${cwd}.`);
    return fileContender(file);
  });
}
