import { closestName, type Diagnostic, diagnose, fixName, listNames } from '../config/diagnostics.ts';
import { keyPlaceOf, nodeAt } from '../config/node.ts';
import { fieldsOf } from './draft.ts';
import { type Context, nameOf, type SchemaError } from './schema-error.ts';

/** A key that its map does not have. */
export function unknownKey({ path, params, schema }: SchemaError, { root }: Context): Diagnostic {
  const key = String(params.additionalProperty);
  const known = Object.keys(fieldsOf(schema.properties)).filter((name) => name !== '$schema');
  const closest = closestName(key, known);
  const at = keyPlaceOf(root, [...path, key]);
  const isSection = path[1] === 'agents' && path.at(-1) === 'prompt';
  if (isSection) {
    return diagnose('unknownSection', at, {
      message: `a prompt has no section "${key}"`,
      expected: listNames(known),
      closest,
      fix: fixName(closest, 'Move the text to one of these sections.'),
    });
  }
  const use = nodeAt(root, [...path, 'use']);
  const operator = use?.kind === 'scalar' ? ` (operator "${use.value}")` : '';
  return diagnose('unknownKey', at, {
    message: path.length === 0 ? `unknown key "${key}"` : `unknown key "${key}" in ${nameOf(path)}${operator}`,
    expected: listNames(known, 20),
    closest,
    fix: fixName(closest, adviceFor(key, path.length === 3 && path[1] === 'agents', operator !== '')),
  });
}

/** Agents come in two kinds; a key of the other kind means that one key is too many or missing. */
function adviceFor(key: string, inAgent: boolean, isProgram: boolean): string {
  if (!inAgent) return 'Remove it.';
  if (isProgram && ['model', 'prompt', 'frozen'].includes(key))
    return 'Remove it, or `use`: an agent is a prompt on a model, or a program.';
  return isProgram ? 'Remove it.' : 'Remove it; settings of the model go in `models`.';
}
