import { createHash } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Who is downloading. Given only by tests. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
  isAlive(pid: number): boolean;
}

const self: Owner = {
  host: createHash('sha256').update(hostname()).digest('hex').slice(0, 8),
  pid: process.pid,
  isAlive: (pid) => {
    try {
      process.kill(pid, 0);
      return true;
    } catch (thrown) {
      return (thrown as NodeJS.ErrnoException).code === 'EPERM';
    }
  },
};

/** Side file of a part: address and validator of what is in it. */
export const noteOfPart = (part: string): string => `${part}.json`;

/**
 * The name under which this process downloads `file`. No other process writes there, so two at once cannot mix their
 * bytes. What a process that is gone has left is taken over by renaming, which only one can win; the largest is kept.
 */
export async function claimPart(file: string, owner: Owner = self): Promise<string> {
  const folder = dirname(file);
  const mine = join(folder, nameOf(file, owner.host, owner.pid));
  const orphans = (await readdir(folder))
    .filter((name) => isOrphan(name, file, owner))
    .map((name) => join(folder, name));
  const sized = await Promise.all(orphans.map(async (path) => ({ path, size: await sizeOf(path) })));
  const [largest, ...rest] = sized.sort((one, other) => other.size - one.size);
  for (const { path } of rest) await removePart(path);
  if (largest !== undefined && largest.path !== mine) await takeOver(largest.path, mine);
  return mine;
}

/** Removes a part and its side file. */
export async function removePart(part: string): Promise<void> {
  await rm(part, { force: true });
  await rm(noteOfPart(part), { force: true });
}

/** Bytes of a file, 0 where there is none. */
export const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

const nameOf = (file: string, host: string, pid: number): string => `${basename(file)}.${host}.${pid}.part`;

function isOrphan(name: string, file: string, owner: Owner): boolean {
  const start = `${basename(file)}.${owner.host}.`;
  const pid = name.startsWith(start) ? /^(\d+)\.part$/.exec(name.slice(start.length))?.[1] : undefined;
  // An own number is that of a predecessor: in a container every run may be process 1.
  return pid !== undefined && (Number(pid) === owner.pid || !owner.isAlive(Number(pid)));
}

async function takeOver(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
    await rename(noteOfPart(from), noteOfPart(to));
  } catch (thrown) {
    // Another process was faster, or there is no side file: the download starts again.
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
  }
}
