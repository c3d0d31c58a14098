import { checkBudget, type Estimate, estimateRun, type Plan } from '@maspo/core';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { type History, historyOf } from '../history.ts';
import { planOf } from '../project.ts';
import { budgetLines, expectedSeconds } from '../report/budget.ts';
import { systemLines } from '../report/system.ts';

export const plan: Command = {
  takes: '[--calls N] [--seed N]',
  about:
    'Shows what a run would do, without any call: the agents level by level, the splits of the data, the operators; calls by role, at most and as expected, with tokens, cost, and the time at the rate of earlier runs with the same models. Exit 3 if the budget is too small for a run.',
  flags: {
    calls: { type: 'integer', least: 1, value: 'N', description: 'As if budget.calls were this.' },
    seed: { type: 'integer', value: 'N', description: 'As if run.seed were this.' },
  },
  positionals: 0,
  run: async (context) => {
    const { args, terminal } = context;
    const planned = await planOf(context, { calls: args.integer('calls'), seed: args.integer('seed') });
    const history = historyOf(planned);
    const estimate = estimateRun(planned, history.paid);
    const problem = budgetProblem(planned);
    if (terminal.json) terminal.data({ ...describe(planned, estimate, history), problem: problem?.message ?? null }, 2);
    else {
      const lines = [
        ...systemLines(planned, terminal.paint, terminal.columns),
        '',
        ...budgetLines(planned, estimate, history, terminal),
      ];
      terminal.print(lines.join('\n'));
      if (problem !== null) {
        terminal.note(`\n${terminal.notes.paint('red', 'error:')} ${problem.message}`);
        terminal.note(`  ${terminal.notes.paint('cyan', 'fix:')} ${problem.hint}`);
      }
    }
    return problem === null ? EXIT.done : EXIT.refused;
  },
};

function budgetProblem(planned: Plan): { readonly message: string; readonly hint: string } | null {
  try {
    checkBudget(planned);
    return null;
  } catch (error) {
    if (error instanceof Error && 'hint' in error) return { message: error.message, hint: String(error.hint) };
    throw error;
  }
}

function describe(
  { file, system, data, search, budget, init, mutate, crossover, score, weights, select }: Plan,
  estimate: Estimate,
  history: History,
): object {
  const { splits } = data;
  return {
    config: file,
    levels: system.levels.map((level) => level.map(({ id }) => id)),
    answer: system.answer,
    splits: { train: splits.train.length, validation: splits.validation.length, test: splits.test.length },
    spare: splits.spare?.length ?? 0,
    notes: data.notes ?? [],
    operators: {
      init: init.map(({ use }) => use),
      mutate: mutate.map(({ use }) => use),
      crossover: crossover.map(({ use }) => use),
      score: Object.fromEntries(Object.entries(score).map(([view, { use }]) => [view, use])),
      select: select.use,
    },
    weights,
    search,
    budget,
    calls: estimate,
    time: { rate: history.rate, seconds: expectedSeconds(estimate, history) },
  };
}
