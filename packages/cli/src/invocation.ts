import { relative, sep } from 'node:path';

/** A command to paste, as this maspo was started: `npx maspo resume 1a2b`. @param dir The project's folder. */
export function commandLine(words: readonly string[], dir: string): string {
  // npm sets it for npx and for scripts: there the command itself is on nobody's path.
  const program = process.env.npm_command === undefined ? ['maspo'] : ['npx', 'maspo'];
  const folder = relative(process.cwd(), dir);
  const isAbove = folder.split(sep).every((part) => part === '..' || part === '');
  return shellLine([...program, ...words, ...(isAbove ? [] : ['--cwd', folder])]);
}

/** Words as a shell reads them. */
export const shellLine = (words: readonly string[]): string => words.map(quoted).join(' ');

const quoted = (word: string): string =>
  /^[\w./:=@%+,\\-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A path as one would write it from here. */
export const shown = (path: string): string => {
  const short = relative(process.cwd(), path);
  return short === '' ? '.' : short.startsWith(`..${sep}..${sep}..`) ? path : short;
};
