import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One file a code: `MASPO-C012.md`. The reference in `docs/` is made of them. */
export const MESSAGES = fileURLToPath(new URL('../messages', import.meta.url));

/** What a code means, in Markdown: title, meaning, a wrong and a right example, how to mend it. */
export interface Explanation {
  /** `MASPO-C012`. */
  readonly code: string;
  readonly title: string;
  /** Everything below the title. */
  readonly text: string;
}

/** The codes that are explained: those of configs first, each kind in its order. */
export function explainedCodes(): string[] {
  const codes = readdirSync(MESSAGES).map((file) => basename(file, '.md'));
  const rank = (code: string): string => `${isOfConfig(code) ? 0 : 1}${code}`;
  return codes.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/** Whether a code is of a mistake in a config, which has a place there; the others are of runs and commands. */
export const isOfConfig = (code: string): boolean => /^MASPO-C\d+$/.test(code);

/** The explanation of a code; undefined where there is none, such as for a code of somebody's plugin. */
export function explanationOf(code: string): Explanation | undefined {
  return explainedCodes().includes(code) ? read(code) : undefined;
}

export const allExplanations = (): Explanation[] => explainedCodes().map(read);

function read(code: string): Explanation {
  const [title = '', ...lines] = readFileSync(join(MESSAGES, `${code}.md`), 'utf8').split('\n');
  return { code, title: title.replace(/^# /, ''), text: lines.join('\n').trim() };
}
