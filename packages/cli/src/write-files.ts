import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileEdit } from '@maspo/core';
import { MaspoError } from '@maspo/core/plan';
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

/**
 * Puts new texts in the place of files, each whole; none, if one of them cannot be written or is another one by now.
 * @throws MaspoError with `hint`
 */
export function replaceFiles(edits: readonly Pick<FileEdit, 'file' | 'before' | 'after'>[], hint: string): void {
  const written: string[] = [];
  try {
    for (const { file, before, after } of edits) {
      if (readFileSync(file, 'utf8') !== before) throw new Error(`${shown(file)} has just been changed`);
      const beside = `${file}.${process.pid}.tmp`;
      writeFileSync(beside, after, { flag: 'wx', mode: statSync(file).mode });
      written.push(beside);
    }
    for (const { file } of edits) renameSync(`${file}.${process.pid}.tmp`, file);
  } catch (cause) {
    for (const beside of written) rmSync(beside, { force: true });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MaspoError('MASPO-FOLDER', `cannot write the prompts: ${why}`, hint, { cause });
  }
}
