import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What an installation takes. */
export interface Footprint {
  /** Packages below `node_modules`, also those that stand in another's. */
  readonly packages: readonly string[];
  /** Bytes of all files: what is downloaded and unpacked, whatever the block size of the disk. */
  readonly bytes: number;
}

/** Looks at a `node_modules`. Links are not followed: npm's are to folders that are counted where they are. */
export function footprintOf(modules: string): Footprint {
  const packages: string[] = [];
  let bytes = 0;
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile()) bytes += statSync(path).size;
      if (entry.isFile() && entry.name === 'package.json' && isPackage(folder)) packages.push(nameOf(folder));
    }
  };
  visit(modules);
  return { packages: packages.sort(), bytes };
}

/** A manifest inside of a package (`dist/esm/package.json`) is none of a package. */
const isPackage = (folder: string): boolean => /[/\\]node_modules[/\\](@[^/\\]+[/\\])?[^/\\@]+$/.test(folder);

const nameOf = (folder: string): string => folder.replaceAll('\\', '/').replace(/^.*\/node_modules\//, '');
