import { openTerminal } from './terminal.ts';
import { versionOfMaspo } from './version.ts';

/**
 * The command line.
 * @param argv Without node and script.
 * @returns the exit code (DESIGN §8).
 */
export async function main(argv: readonly string[]): Promise<number> {
  const terminal = openTerminal(argv.slice(1).includes('--json'));
  if (argv[0] === '--version' || argv[0] === '-v') {
    process.stdout.write(`${versionOfMaspo()}\n`);
    return 0;
  }
  // Loaded here: a version should not wait for all else.
  const { runCommandLine } = await import('./command-line.ts');
  return runCommandLine(argv, terminal);
}
