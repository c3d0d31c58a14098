import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Json } from '@maspo/core';
import { workingDirectory } from './folder.ts';
import type { ProgramTools } from './options.ts';

/** Larger arguments are data sets or binaries, which hashing before every call would make slow. */
const MAX_BYTES = 4_000_000;

/**
 * What decides a program's answers beside its input: the command, and the content of the files that it names.
 * An edited script is another program: its old answers in the journal do not stand for it.
 */
export async function identifyProgram(tools: ProgramTools): Promise<{ readonly [key: string]: Json }> {
  const { command, cwd } = tools.options;
  const folder = await workingDirectory(tools);
  const files = await Promise.all(command.map((part) => digestOf(resolve(folder, part))));
  const digests = command.flatMap((part, index) => {
    const digest = files[index] ?? null;
    return digest === null ? [] : [[part, digest] as const];
  });
  return { command, cwd, files: Object.fromEntries(digests) };
}

/** Null for what is no file, such as a flag or a program on the PATH. */
async function digestOf(path: string): Promise<string | null> {
  const info = await stat(path).catch(() => null);
  if (info === null || !info.isFile() || info.size > MAX_BYTES) return null;
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
