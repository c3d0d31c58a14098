import { open } from 'node:fs/promises';

const LENGTH = 24;
/** Far above any model, far below what random bytes say. */
const MOST_ENTRIES = 100_000n;

/**
 * What is wrong with the first bytes of a GGUF file, null if nothing. The library believes whatever counts it finds
 * there: with a broken file it allocates until the process dies.
 */
export async function ggufProblem(path: string): Promise<string | null> {
  const file = await open(path);
  const header = Buffer.alloc(LENGTH);
  const { bytesRead } = await file.read(header, 0, LENGTH, 0).finally(() => file.close());
  if (bytesRead < LENGTH || header.toString('latin1', 0, 4) !== 'GGUF') return 'it is no GGUF file';
  const version = header.readUInt32LE(4);
  if (version < 2 || version > 3) return `it has the GGUF version ${version}, and not 2 or 3`;
  const [tensors, entries] = [header.readBigUInt64LE(8), header.readBigUInt64LE(16)];
  const isSane = tensors > 0n && tensors < MOST_ENTRIES && entries > 0n && entries < MOST_ENTRIES;
  return isSane ? null : 'its header is broken';
}
