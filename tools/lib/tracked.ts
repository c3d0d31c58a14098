import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { read } from './imports.ts';

const repo = join(import.meta.dirname, '../..');

/** Files that are committed, or would be by `git add .`, as paths below the repository. */
export async function trackedFiles(): Promise<string[]> {
  const { stdout } = await execa('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repo,
  });
  return stdout.split('\0').filter((file) => file !== '' && existsSync(join(repo, file)));
}

/** What must not leave the machine that it was written on. The paths are joined here, so that this file does not find itself. */
const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  'a path of one machine': new RegExp(`(?<![\\w.-])/(?:${['root', 'work'].join('|')})/`),
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  'a secret key':
    /\b(?:sk-[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{30,}|AKIA[0-9A-Z]{16}|hf_[A-Za-z0-9]{30,}|npm_[A-Za-z0-9]{30,})\b/,
};

/** Lines of text files that hold a secret or a path of the author's machine, as `file:line: what`. */
export function textProblems(files: readonly string[], root = repo): string[] {
  return files.flatMap((file) =>
    linesOf(join(root, file)).flatMap((line, index) =>
      Object.entries(FORBIDDEN)
        .filter(([, pattern]) => pattern.test(line))
        .map(([what]) => `${file}:${index + 1}: ${what}`),
    ),
  );
}

function linesOf(path: string): string[] {
  const bytes = readFileSync(path);
  return bytes.includes(0) ? [] : bytes.toString('utf8').split('\n');
}

/** A lock file that names a registry installs from there only: it must hold versions and hashes, no addresses. */
export function lockProblems(text = read(repo, 'package-lock.json')): string[] {
  const { packages } = JSON.parse(text) as { packages: Record<string, { resolved?: string; link?: boolean }> };
  return Object.entries(packages)
    .filter(([, { resolved }]) => resolved !== undefined && /^[a-z+]+:\/\//.test(resolved))
    .map(([name, { resolved }]) => `package-lock.json: ${name} is resolved to ${resolved}`);
}
