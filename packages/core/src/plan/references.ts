import { closestName, fixName, listNames } from '../config/diagnostics.ts';
import { isBroken, nodeAt, type Path, placeOf } from '../config/node.ts';
import { type Draft, fieldsOf, isFields, listOf } from './draft.ts';
import { type OptionReference, referencesIn, usesIn } from './uses.ts';

/** Options that name models or agents. */
export function checkReferences(draft: Draft, agents: ReadonlySet<string> | undefined): void {
  for (const { kind, path, name } of usesIn(draft.config, draft.plugins).flatMap(referencesIn)) {
    if (kind === 'model') checkModel(draft, path, name);
    if (kind === 'agent' && agents !== undefined && !agents.has(name)) unknownAgent(draft, path, name, [...agents]);
  }
}

/** The fields that scorers compare with, each with its place in the config. */
export const labelReferences = (draft: Draft): OptionReference[] =>
  fieldReferences(draft).filter(({ path }) => path[0] === 'score');

/** All options that name a field of the data. */
export const fieldReferences = ({ config, plugins }: Draft): OptionReference[] =>
  usesIn(config, plugins)
    .flatMap(referencesIn)
    .filter(({ kind }) => kind === 'field');

/** A name of a model, anywhere in the config. Where `models` could not be read, every name may be right. */
export function checkModel({ root, config, complete, report }: Draft, path: Path, name: string): void {
  const node = nodeAt(root, ['models']);
  if (!complete || name === '' || isBroken(root, ['models']) || !isFields(config.models)) return;
  const names = Object.keys(config.models);
  const broken = node?.kind === 'map' && [...node.entries.keys()].includes(name);
  if (names.includes(name) || broken) return;
  const closest = closestName(name, names);
  report('unknownModel', placeOf(root, path), {
    message: `there is no model "${name}"`,
    expected: names.length === 0 ? undefined : listNames(names),
    closest,
    fix: fixName(closest, 'Describe it under `models`.'),
  });
}

export function unknownAgent(draft: Draft, path: Path, name: string, agents: readonly string[]): void {
  const { root, config, report } = draft;
  const closest = closestName(name, agents);
  // One of two agents of the same name is meant to have another: this one.
  const isTwin = listOf(fieldsOf(config.system).agents).length > agents.length;
  if (closest === undefined && isTwin) return;
  report('unknownAgent', placeOf(root, path), {
    message: `there is no agent "${name}"`,
    expected: listNames(agents),
    closest,
    fix: fixName(closest, 'Name an agent of `system.agents`.'),
  });
}
