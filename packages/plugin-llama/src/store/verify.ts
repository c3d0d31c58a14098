import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';

/** SHA-256 of a file, as 64 hex digits. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}

interface Noted {
  readonly size: number;
  readonly mtimeMs: number;
  readonly sha256: string;
}

const noteOf = (path: string): string => `${path}.sha256`;

/**
 * SHA-256 of a file, noted beside it so that a gigabyte is not read at each start: the note holds while size and
 * time of change are the same. A folder that cannot be written gets no note.
 */
export async function knownHash(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  const noted = await readNote(path);
  if (noted?.size === size && noted.mtimeMs === mtimeMs) return noted.sha256;
  const sha256 = await hashFile(path);
  await writeFile(noteOf(path), JSON.stringify({ size, mtimeMs, sha256 } satisfies Noted)).catch(() => undefined);
  return sha256;
}

/** Removes a model file and its note. */
export async function removeModel(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(noteOf(path), { force: true });
}

async function readNote(path: string): Promise<Noted | undefined> {
  try {
    const { size, mtimeMs, sha256 } = JSON.parse(await readFile(noteOf(path), 'utf8')) as Partial<Noted>;
    const whole = typeof size === 'number' && typeof mtimeMs === 'number' && /^[0-9a-f]{64}$/.test(sha256 ?? '');
    return whole ? { size, mtimeMs, sha256: sha256 ?? '' } : undefined;
  } catch {
    return undefined;
  }
}
