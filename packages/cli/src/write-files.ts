import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MaspoError } from '@maspo/core';
import { shown } from './invocation.ts';

/** Writes files into a folder, which is made if need be. @throws MaspoError with `hint` if that cannot be. */
export function writeFiles(dir: string, files: Readonly<Record<string, string>>, hint: string): void {
  try {
    mkdirSync(dir, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MaspoError('MASPO-FOLDER', `cannot write to ${shown(dir)}: ${why}`, hint, { cause });
  }
}
