import type { Diagnostic } from '../config/diagnostics.ts';
import { nodeAt, type Path, placeOf, showPath } from '../config/node.ts';
import { SHORTEST_KEY } from '../redact.ts';
import type { Draft } from './draft.ts';
import { usesIn } from './uses.ts';

/** A piece of a secret that a cut line may show, in characters. */
const SHORTEST_PIECE = 3;

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
    return node?.kind === 'scalar' && node.raw === undefined && value.length >= SHORTEST_KEY && !fromEnv.has(value);
  });
  for (const { path } of written)
    draft.report('literalSecret', placeOf(draft.root, path), {
      message: `${showPath(path)} is a secret and stands in the config itself`,
      expected: 'a variable of the environment',
      fix: `Write ${path.at(-1)}: \${env:NAME}, and set NAME in the environment. Change the secret if the file was shared.`,
    });
  return written.map(({ value }) => value);
}

/** The values of all options that are marked as secrets. */
export const secretsIn = (draft: Draft): string[] =>
  secretOptions(draft)
    .map(({ value }) => value)
    .filter(({ length }) => length >= SHORTEST_KEY);

const secretOptions = ({ config, plugins }: Draft): { readonly path: Path; readonly value: string }[] =>
  usesIn(config, plugins).flatMap(({ path, fields, operator }) =>
    Object.entries(operator?.options?.properties ?? {}).flatMap(([key, schema]) => {
      const value = fields[key];
      const isSecret = typeof value === 'string' && (schema.maspoSecret === true || PASSWORD_IN_URL.test(value));
      return isSecret ? [{ path: [...path, key], value }] : [];
    }),
  );

/** Mistakes as they may be shown: the code frames of neighbours show the line of a secret too. */
export const withoutLiterals = (diagnostics: readonly Diagnostic[], literals: readonly string[]): Diagnostic[] =>
  diagnostics.map((diagnostic) =>
    diagnostic.frame === undefined
      ? diagnostic
      : {
          ...diagnostic,
          frame: diagnostic.frame
            .split('\n')
            .map((line) => literals.reduce(blotLine, line))
            .join('\n'),
        },
  );

/** A long line is cut at both ends, so a piece of the secret may stand there. */
function blotLine(line: string, secret: string): string {
  const whole = line.replaceAll(secret, '*'.repeat(secret.length));
  const [, margin = '', text = whole] = /^(.{0,8}?\| ?)(.*)$/.exec(whole) ?? [];
  if (text.length >= SHORTEST_PIECE && secret.includes(text)) return margin + '*'.repeat(text.length);
  const head = longest(secret, (length) => text.startsWith(secret.slice(-length)));
  const tail = longest(secret, (length) => text.endsWith(secret.slice(0, length)));
  const blotted = '*'.repeat(head) + text.slice(head);
  return margin + blotted.slice(0, blotted.length - tail) + '*'.repeat(tail);
}

/** The longest piece of a secret that passes; 0 if none does. */
function longest({ length }: string, passes: (length: number) => boolean): number {
  for (let piece = length - 1; piece >= SHORTEST_PIECE; piece--) if (passes(piece)) return piece;
  return 0;
}
