import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../arguments.ts';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit.ts';
import { FIRST_PARTY_OPERATORS } from '../first-party.generated.ts';
import { FIRST_PARTY } from '../first-party.ts';
import { shown } from '../invocation.ts';
import { versionOfMaspo } from '../version.ts';
import { writeFiles } from '../write-files.ts';
import { KINDS, type Kind } from './kinds.ts';
import { packageFiles, packageName } from './package.ts';

/** `maspo plugins new NAME --kind KIND`: writes a package that passes its own test. */
export function newPlugin({ args, cwd, terminal }: CommandContext, name: string | undefined): number {
  const kind = KINDS.find((known) => known === args.text('kind'));
  if (name === undefined || kind === undefined) {
    const missing = name === undefined ? 'a name' : 'a kind';
    throw new UsageError(`a new plugin needs ${missing}`, `Say: maspo plugins new NAME --kind ${KINDS.join('|')}`);
  }
  refuseName(name, kind);
  const dir = resolve(cwd, args.text('to') ?? packageName(name));
  const files = packageFiles(kind, name, versionOfMaspo());
  refuseOverwriting(dir);
  writeFiles(dir, files, 'Name another folder: --to DIR');
  const next = `cd ${shown(dir)} && npm install && npm test`;
  if (terminal.json) terminal.data({ folder: dir, files: Object.keys(files), next }, 2);
  else
    terminal.print(
      [
        ...Object.keys(files).map((file) => `wrote ${shown(join(dir, file))}`),
        '',
        terminal.paint('bold', 'next'),
        `  ${next}`,
        `  npm install ${/^[./]|^[a-z]:/i.test(shown(dir)) ? '' : './'}${shown(dir)}   # in the project that uses it`,
      ].join('\n'),
    );
  return EXIT.done;
}

/** @throws UsageError for a name that could not be used in a config. */
function refuseName(name: string, kind: Kind): void {
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    throw new UsageError(
      `a plugin cannot be called "${name}"`,
      'Its name is small letters, digits and "-", and begins with a letter.',
    );
  const isPlugin = FIRST_PARTY.some((known) => known === name);
  if (isPlugin || Object.hasOwn(FIRST_PARTY_OPERATORS[kind], name))
    throw new UsageError(
      `maspo has a ${isPlugin ? 'plugin' : `${kind} operator`} "${name}" already`,
      'Choose another name: a config could not tell them apart.',
    );
}

/** @throws UsageError if there is anything in the folder. */
function refuseOverwriting(dir: string): void {
  if (!existsSync(dir)) return;
  let entries: string[];
  try {
    entries = readdirSync(dir);
  } catch {
    entries = ['a file'];
  }
  if (entries.length > 0) throw new UsageError(`${shown(dir)} is there already`, 'Name another folder: --to DIR');
}
