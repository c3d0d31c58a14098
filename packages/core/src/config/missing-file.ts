import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Mistake } from './codes.ts';
import { closestName, type Diagnostic, diagnose, type Finding } from './diagnostics.ts';
import { baseFolder, type ReadProblem, type Source, type Span } from './source.ts';

/**
 * What to say about a file that is not there, with the name beside it that was meant.
 * @param what `file`, `prompt file`, `data file`.
 * @param from The file that names it.
 */
export async function missingFile(what: string, name: string, from: Source): Promise<Finding> {
  const path = resolve(baseFolder(from.file), name);
  const beside = await readdir(dirname(path)).catch(() => []);
  const near = closestName(
    basename(path),
    beside.filter((entry) => entry !== basename(path)),
  );
  const closest = near === undefined ? undefined : join(dirname(name), near);
  return {
    message: `there is no ${what} ${name}`,
    closest,
    fix:
      closest === undefined
        ? `Correct the path; it starts at the folder of ${basename(from.file)}.`
        : `Did you mean ${closest}?`,
  };
}

/**
 * What to say about a file that could not be read.
 * @param what `file`, `prompt file`, `data file`, with the mistake that its absence is.
 * @param at Where it is named.
 */
export async function unreadableFile(
  what: { readonly noun: string; readonly mistake: Mistake },
  name: string,
  at: Span,
  problem: ReadProblem,
): Promise<Diagnostic> {
  if (problem.kind === 'missing') return diagnose(what.mistake, at, await missingFile(what.noun, name, at.source));
  if (problem.kind === 'encoding') return notUtf8(name, problem);
  return diagnose(what.mistake, at, {
    message: `${name} ${problem.why}`,
    fix: `Name another ${what.noun}.`,
  });
}

/** A file in another encoding, placed where that shows. */
export const notUtf8 = (name: string, { why, at }: Extract<ReadProblem, { kind: 'encoding' }>): Diagnostic =>
  diagnose('notUtf8', at, { message: `${name} is not UTF-8 text: ${why}`, fix: 'Save it as UTF-8.' });
