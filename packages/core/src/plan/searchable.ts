import { listNames } from '../config/diagnostics.ts';
import { isBroken, keyPlaceOf, nodeAt, placeOf } from '../config/node.ts';
import { VIEWS } from '../types.ts';
import type { PlacedAgent } from './agents.ts';
import { type Draft, fieldsOf, isFields, listOf } from './draft.ts';

/** Whether a search with this config could find anything. */
export function checkSearchable(draft: Draft, agents: readonly PlacedAgent[]): void {
  checkWeights(draft);
  checkInvention(draft);
  checkBatch(draft);
  if (agents.length === 0 || agents.some(({ isProgram }) => !isProgram)) return;
  draft.report('nothingToSearch', keyPlaceOf(draft.root, ['system', 'agents']), {
    message: 'every agent is a program: there is no prompt to optimize',
    fix: 'Add an agent with `model` and `prompt`.',
  });
}

function checkWeights({ root, config, report }: Draft): void {
  const score = fieldsOf(config.score);
  if (score.weights === 'auto' && fieldsOf(score.global).weight === 0) {
    report('noWeight', placeOf(root, ['score', 'weights']), {
      message: 'weights are learned from the global view, whose weight is 0: it is not scored',
      fix: 'Give score.global a weight, or remove `weights`.',
    });
    return;
  }
  const weights = VIEWS.flatMap((view) => (isFields(score[view]) ? [fieldsOf(score[view]).weight] : []));
  if (weights.length === 0 || weights.some((weight) => weight !== 0)) return;
  report('noWeight', keyPlaceOf(root, ['score']), {
    message: 'all weights in `score` are 0: no candidate could be better than another',
    fix: 'Give one of them a weight.',
  });
}

function checkInvention({ root, config, plugins, complete, report }: Draft): void {
  const sections = ['init', 'mutate', 'crossover'] as const;
  const isRead = (section: string): boolean =>
    !isBroken(root, [section]) && (nodeAt(root, [section])?.kind ?? 'list') === 'list';
  if (!complete || !sections.every(isRead)) return;
  const inventive = sections.some((section) =>
    listOf(config[section]).some((use) => !isFields(use) || use.use !== 'seed'),
  );
  if (inventive) return;
  const known = plugins.flatMap(({ plugin }) => Object.keys(plugin.mutate ?? {}));
  report('nothingToSearch', keyPlaceOf(root, []), {
    message: 'nothing makes new prompts: no mutation, no crossover, no first prompts beside the seed',
    expected: known.length === 0 ? undefined : `mutations of these plugins: ${listNames(known)}`,
    fix:
      known.length === 0
        ? 'Add a plugin with mutations to `plugins`, and use one under `mutate`.'
        : `Add mutate: [{ use: ${known[0]} }]`,
  });
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

/** The sizes of a race are cumulative. */
function checkBatch({ root, config, report }: Draft): void {
  const batch = listOf(fieldsOf(config.search).batch);
  const index = batch.findIndex(
    (size, at) => isNumber(size) && isNumber(batch[at - 1]) && size <= Number(batch[at - 1]),
  );
  if (index === -1) return;
  report('notAllowed', placeOf(root, ['search', 'batch', index]), {
    message: `search.batch must rise: ${batch[index]} follows ${batch[index - 1]}`,
    expected: 'items so far, stage by stage: [3, 10, 20]',
    fix: 'Write the sizes in rising order.',
  });
}
