import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { read, sourcesIn } from './imports.ts';

const repo = join(import.meta.dirname, '../..');

/** A package as it would be published. */
export interface Packed {
  readonly name: string;
  readonly tarball: string;
  /** The tarball's content. */
  readonly folder: string;
  readonly manifest: {
    readonly dependencies?: Record<string, string>;
    readonly peerDependencies?: Record<string, string>;
  };
}

/**
 * Builds and packs every package below `folder`, which must be empty: in a copy, so that neither stale output of
 * earlier builds gets into a tarball nor a build disturbs other work in the repository. Needs no network.
 */
export async function packAll(folder: string): Promise<Packed[]> {
  const copy = copyRepository(join(folder, 'repo'));
  await execa('tsc', ['-b'], { cwd: copy, preferLocal: true });
  const tarballs = join(folder, 'tarballs');
  mkdirSync(tarballs);
  const flags = ['--workspaces', '--ignore-scripts', '--json', '--pack-destination', tarballs];
  const { stdout } = await execa('npm', ['pack', ...flags], { cwd: copy });
  const packed: { name: string; filename: string }[] = Object.values(JSON.parse(stdout));
  return Promise.all(packed.map(({ name, filename }) => unpack(name, join(tarballs, filename), folder)));
}

async function unpack(name: string, tarball: string, root: string): Promise<Packed> {
  const folder = join(root, 'unpacked', name);
  mkdirSync(folder, { recursive: true });
  await execa('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
  return { name, tarball, folder, manifest: JSON.parse(read(folder, 'package.json')) };
}

/** What a build needs: manifests and sources copied, installed packages linked. */
function copyRepository(copy: string): string {
  const own = sourcesIn(repo, 'packages/*/package.json').map((file) => dirname(file));
  for (const entry of ['package.json', 'tsconfig.json', 'tsconfig.base.json', ...own])
    cpSync(join(repo, entry), join(copy, entry), { recursive: true, filter: isSource });
  const names = new Set(own.map((entry) => JSON.parse(read(repo, entry, 'package.json')).name));
  for (const name of installedPackages()) if (!names.has(name)) link(join(repo, 'node_modules', name), copy, name);
  for (const entry of own) link(join(copy, entry), copy, JSON.parse(read(copy, entry, 'package.json')).name);
  return copy;
}

const isSource = (path: string): boolean => !/[/\\](dist|node_modules|\.maspo)$|\.tsbuildinfo$/.test(path);

/** Packages in the repository's node_modules, the command links among them. */
function installedPackages(): string[] {
  const modules = join(repo, 'node_modules');
  return readdirSync(modules).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((scoped) => `${name}/${scoped}`) : [name],
  );
}

/** Makes `target` importable as `name` from `folder`. */
export function link(target: string, folder: string, name: string): void {
  const path = join(folder, 'node_modules', name);
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path)) symlinkSync(target, path, 'junction');
}
