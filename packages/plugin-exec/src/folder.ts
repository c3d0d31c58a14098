import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { CallError } from '@maspo/core/plan';
import type { ProgramTools } from './options.ts';

/**
 * The folder in which the program runs, links resolved.
 * @throws CallError if it does not exist or lies outside the config's folder.
 */
export async function workingDirectory({ options, dir = process.cwd() }: ProgramTools): Promise<string> {
  const asked = resolve(dir, options.cwd);
  const root = await realpath(dir);
  const folder = await realpath(asked).catch((cause: unknown) => {
    throw new CallError('permanent', `cwd "${options.cwd}" does not exist (${asked})`, 'Create it or mend cwd.', {
      cause,
    });
  });
  const way = relative(root, folder);
  if (way === '..' || /^\.\.[/\\]/.test(way) || isAbsolute(way))
    throw new CallError(
      'permanent',
      `cwd "${options.cwd}" leads out of the config's folder`,
      `Choose a folder below ${root}: a config must not reach into the rest of the machine.`,
    );
  return folder;
}
