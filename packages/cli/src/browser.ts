import { spawn } from 'node:child_process';
import { MaspoError } from '@maspo/core/plan';

/** The program that opens a file as a click on it would. It gets the path as one argument: no shell reads it. */
function opener(): string {
  switch (process.platform) {
    case 'darwin':
      return 'open';
    case 'win32':
      return 'explorer.exe';
    default:
      return 'xdg-open';
  }
}

/** Opens a file in the browser, and does not wait for it. @throws MaspoError if there is no program that could. */
export async function openInBrowser(file: string): Promise<void> {
  const program = opener();
  const child = spawn(program, [file], { stdio: 'ignore', detached: true, windowsHide: true });
  try {
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  } catch (cause) {
    throw new MaspoError('MASPO-OPEN', `${program} could not be started`, `Open the file yourself: ${file}`, { cause });
  }
  child.unref();
}
