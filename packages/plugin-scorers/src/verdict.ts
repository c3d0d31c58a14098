import type { Answer } from '@maspo/core';

export type Verdict = 'A' | 'B' | 'TIE';

/** One word on a line of its own, bare, quoted, or in a `<verdict>` tag. Prose is no verdict: "B (A is wrong)" says both. */
const LINE = /^\s*(?:<verdict>\s*(A|B|TIE)\s*<\/verdict>|["'`*[(]*(A|B|TIE)["'`*\])]*\.?["'`*]*)[ \t]*\n\s*$/i;

/** The verdict of a judge's reply, or null. A reply that was cut may have gone on, so its last line does not count. */
export function readVerdict({ text, finish }: Pick<Answer, 'text' | 'finish'>): Verdict | null {
  const match = LINE.exec(finish === 'stop' ? `${text}\n` : text);
  return ((match?.[1] ?? match?.[2])?.toUpperCase() as Verdict | undefined) ?? null;
}
