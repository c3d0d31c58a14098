import type { Command } from './command.ts';

export interface CommandEntry {
  readonly name: string;
  readonly group: 'Begin' | 'Run' | 'Use the result';
  /** One line for `maspo --help`. */
  readonly summary: string;
  /** Loaded when it is asked for: `maspo validate` should not pay for the others. */
  load(): Promise<Command>;
}

/** All commands, in the order of their use. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'init',
    group: 'Begin',
    summary: 'write a config that runs, on your data or a sample',
    load: async () => (await import('./commands/init.ts')).init,
  },
  {
    name: 'validate',
    group: 'Begin',
    summary: 'check the config, its prompts and its data; runs nothing',
    load: async () => (await import('./commands/validate.ts')).validate,
  },
  {
    name: 'explain',
    group: 'Begin',
    summary: 'explain the code of a mistake or an error',
    load: async () => (await import('./commands/explain.ts')).explain,
  },
  {
    name: 'plugins',
    group: 'Begin',
    summary: 'list plugins, operators and options; write a new plugin',
    load: async () => (await import('./commands/plugins.ts')).plugins,
  },
  {
    name: 'schema',
    group: 'Begin',
    summary: 'print the JSON schema of the config, for editors',
    load: async () => (await import('./commands/schema.ts')).schema,
  },
  {
    name: 'plan',
    group: 'Run',
    summary: 'show what a run would do and cost, without a call',
    load: async () => (await import('./commands/plan.ts')).plan,
  },
  {
    name: 'doctor',
    group: 'Run',
    summary: 'check the machine and each model, by one call each',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  {
    name: 'probe',
    group: 'Run',
    summary: 'measure with a few dozen calls where a search can pay',
    load: async () => (await import('./commands/probe.ts')).probe,
  },
  {
    name: 'optimize',
    group: 'Run',
    summary: 'search for better prompts of all agents together',
    load: async () => (await import('./commands/optimize.ts')).optimize,
  },
  {
    name: 'resume',
    group: 'Run',
    summary: 'go on with a run that was interrupted; nothing is paid twice',
    load: async () => (await import('./commands/resume.ts')).resume,
  },
  {
    name: 'bench',
    group: 'Run',
    summary: 'compare presets in simulated worlds, without a model',
    load: async () => (await import('./commands/bench.ts')).bench,
  },
  {
    name: 'report',
    group: 'Use the result',
    summary: 'tell a run as a page, as Markdown or as JSON',
    load: async () => (await import('./commands/report.ts')).report,
  },
  {
    name: 'diff',
    group: 'Use the result',
    summary: 'compare two runs: configs, verdicts, costs, prompts',
    load: async () => (await import('./commands/diff.ts')).diff,
  },
  {
    name: 'evaluate',
    group: 'Use the result',
    summary: 'score a set of prompts on a split of the data',
    load: async () => (await import('./commands/evaluate.ts')).evaluate,
  },
  {
    name: 'export',
    group: 'Use the result',
    summary: 'write the prompts of a finished run to a folder',
    load: async () => (await import('./commands/export.ts')).exportRun,
  },
  {
    name: 'apply',
    group: 'Use the result',
    summary: 'write the prompts of a finished run back into the config',
    load: async () => (await import('./commands/apply.ts')).apply,
  },
  {
    name: 'journal',
    group: 'Use the result',
    summary: 'show what is kept of paid calls, check it, prune it',
    load: async () => (await import('./commands/journal.ts')).journal,
  },
];
