import { nodeAt, placeOf } from '../config/node.ts';
import { findOperator } from '../plugin/find.ts';
import { VIEWS } from '../types.ts';
import { type Draft, fieldsOf, isFields } from './draft.ts';
import { referencesIn, type Use, usesIn } from './uses.ts';

/** Judges are tried by what labels say: by a metric that scores one answer and asks no model. */
export function checkCalibration(draft: Draft): void {
  const { root, config, plugins, complete, report } = draft;
  const path = ['score', 'calibration'];
  const scorers = usesIn(config, plugins).filter((use) => use.path[0] === 'score');
  const metric = scorers.find((use) => use.path[1] === 'calibration');
  const kind =
    metric === undefined ? undefined : findOperator(plugins, 'score', String(metric.fields.use))?.operator.kind;
  if (metric === undefined || kind === undefined) return;
  const at = placeOf(root, [...path, 'use']);
  if (kind === 'pairwise' || asksModel(metric)) {
    report('notAllowed', at, {
      message: `score.calibration needs a metric with labels, and "${metric.fields.use}" is a judge itself`,
      fix: 'Use a scorer that compares with a label, like `{ use: exact-match, field: … }`.',
    });
  }
  const views = VIEWS.filter((view) => isFields(fieldsOf(config.score)[view]));
  const known = views.every((view) => scorers.some((use) => use.path[1] === view && use.operator !== undefined));
  if (complete && known && !scorers.some((use) => use !== metric && asksModel(use)) && nodeAt(root, path) !== undefined)
    report('notAllowed', placeOf(root, path), {
      message: 'score.calibration tries judges, and no view has one',
      fix: 'Take it out, or let a judge score one of the views.',
    });
}

const asksModel = (use: Use): boolean => referencesIn(use).some(({ kind }) => kind === 'model');
