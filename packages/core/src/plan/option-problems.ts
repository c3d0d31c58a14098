import { keyPlaceOf, nodeAt, placeOf } from '../config/node.ts';
import { messageOf } from '../errors.ts';
import type { OptionProblem } from '../plugin/contract.ts';
import type { Draft } from './draft.ts';
import { optionsIn, type Use, usesIn } from './uses.ts';

/**
 * What operators themselves have against their options (`check`). Their checks expect options that fit the schema: where
 * that has been refused, one that throws has nothing to say.
 * @param fits Whether the whole config fits its schema.
 */
export function checkOptions({ root, config, plugins, report }: Draft, fits: boolean): void {
  for (const use of usesIn(config, plugins)) {
    const name = `"${use.fields.use}"`;
    try {
      for (const { option, message, fix } of problemsOf(use)) {
        const path = [...use.path, option];
        const at = nodeAt(root, path) === undefined ? placeOf(root, [...use.path, 'use']) : placeOf(root, path);
        report('badOptions', at, { message: `${name}: ${message}`, fix });
      }
    } catch (cause) {
      if (fits)
        report('badOperator', keyPlaceOf(root, use.path), {
          message: `${name} fails to check its options: ${messageOf(cause)}`,
          fix: 'Its author has to correct it.',
        });
    }
  }
}

const problemsOf = ({ operator, fields }: Use): readonly OptionProblem[] =>
  operator?.check?.(optionsIn(operator, fields) as never) ?? [];
