import { relative } from 'node:path';
import type { Command } from '../command.ts';
import { EXIT } from '../exit.ts';
import { plural } from '../format.ts';
import { printableLine } from '../printable.ts';
import { runnablePlanOf } from '../project.ts';

export const validate: Command = {
  takes: '',
  about:
    'Checks the config with its plugins, prompts and data, and reports all mistakes at once with their places. No model is called. Exit 2 if there is a mistake, 3 if the only one is a budget that is too small for a run.',
  flags: {},
  positionals: 0,
  run: async (context) => {
    const plan = await runnablePlanOf(context);
    const { terminal } = context;
    const { splits, notes = [] } = plan.data;
    const summary = {
      agents: plan.system.agents.length,
      models: Object.keys(plan.models).length,
      plugins: plan.plugins.length,
      items: { train: splits.train.length, validation: splits.validation.length, test: splits.test.length },
      notes,
    };
    if (terminal.json) {
      terminal.data({ ok: true, config: plan.file, ...summary }, 2);
      return EXIT.done;
    }
    const { items } = summary;
    terminal.print(
      `${terminal.paint('green', 'ok:')} ${plural(summary.agents, 'agent')}, ${plural(summary.models, 'model')}, ${plural(
        summary.plugins,
        'plugin',
      )}; items: ${items.train} train, ${items.validation} validation, ${items.test} test${splits.spare === undefined ? '' : `, ${splits.spare.length} spare`}`,
    );
    for (const note of notes) terminal.print(`${terminal.paint('yellow', 'note:')} ${printableLine(note)}`);
    terminal.print(terminal.paint('dim', `    ${relative(process.cwd(), plan.file) || plan.file}`));
    return EXIT.done;
  },
};
