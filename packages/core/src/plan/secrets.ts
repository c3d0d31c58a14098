import type { Diagnostic } from '../config/diagnostics.ts';
import { nodeAt, type Path, placeOf, showPath } from '../config/node.ts';
import type { Draft } from './draft.ts';
import { usesIn } from './uses.ts';

/** Shorter values are no secrets, and blotting them out would blacken ordinary text. */
const SHORTEST = 4;

/** A password in an address is a secret like any other. */
const PASSWORD_IN_URL = /^[a-z][a-z\d+.-]*:\/\/[^/?#@]*:[^/?#@]+@/i;

/**
 * Options marked `maspoSecret` hold `${env:NAME}`, never the value: a config is committed, shown and shared. In a config
 * that is a program the value may also come from `process.env`.
 * @returns the values that stand in the config, so that no message quotes them.
 */
export function checkSecrets(draft: Draft, env: NodeJS.ProcessEnv = process.env): string[] {
  const fromEnv = new Set(Object.values(env));
  const written = secretOptions(draft).filter(({ path, value }) => {
    const node = nodeAt(draft.root, path);
    return node?.kind === 'scalar' && node.raw === undefined && value !== '' && !fromEnv.has(value);
  });
  for (const { path } of written)
    draft.report('literalSecret', placeOf(draft.root, path), {
      message: `${showPath(path)} is a secret and stands in the config itself`,
      expected: 'a variable of the environment',
      fix: `Write ${path.at(-1)}: \${env:NAME}, and set NAME in the environment. Change the secret if the file was shared.`,
    });
  return written.map(({ value }) => value);
}

/** The values of all options that are marked as secrets; very short ones are words like `none`. */
export const secretsIn = (draft: Draft): string[] =>
  secretOptions(draft)
    .map(({ value }) => value)
    .filter(({ length }) => length > SHORTEST);

const secretOptions = ({ config, plugins }: Draft): { readonly path: Path; readonly value: string }[] =>
  usesIn(config, plugins).flatMap(({ path, fields, operator }) =>
    Object.entries(operator?.options?.properties ?? {}).flatMap(([key, schema]) => {
      const value = fields[key];
      const isSecret = typeof value === 'string' && (schema.maspoSecret === true || PASSWORD_IN_URL.test(value));
      return isSecret ? [{ path: [...path, key], value }] : [];
    }),
  );

/** Mistakes as they may be shown: the code frames of neighbours show the line of a secret too. */
export function withoutLiterals(diagnostics: readonly Diagnostic[], literals: readonly string[]): Diagnostic[] {
  const long = literals.filter(({ length }) => length >= SHORTEST);
  const blot = (text: string): string =>
    long.reduce((rest, value) => rest.replaceAll(value, '*'.repeat(value.length)), text);
  return diagnostics.map((diagnostic) =>
    diagnostic.frame === undefined ? diagnostic : { ...diagnostic, frame: blot(diagnostic.frame) },
  );
}
