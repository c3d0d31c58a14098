import { readFileSync } from 'node:fs';

/** The version of this package, which is that of all packages of maspo. */
export function versionOfMaspo(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(manifest) as { version: string }).version);
}
