import type { Answer } from '@maspo/core';

/** Grades are whole numbers of a scale. */
export interface Scale {
  readonly low: number;
  readonly high: number;
}

/** One number on a line of its own, bare, quoted, or in a `<score>` tag; `4/5` is read where 5 is the best. */
const LINE =
  /^\s*(?:<score>\s*(?<tagged>\d{1,2})\s*<\/score>|["'`*[(]*(?<bare>\d{1,2})(?:\s*\/\s*(?<best>\d{1,2}))?["'`*\])]*\.?["'`*]*)[ \t]*\n\s*$/i;

/** The grade of a judge's reply, from 0 (worst) to 1 (best), or null. A reply that was cut may have gone on: "4" may be "4.5". */
export function readGrade({ text, finish }: Pick<Answer, 'text' | 'finish'>, { low, high }: Scale): number | null {
  const groups = LINE.exec(finish === 'stop' ? `${text}\n` : text)?.groups;
  const given = groups?.tagged ?? groups?.bare;
  if (given === undefined || (groups?.best !== undefined && Number(groups.best) !== high)) return null;
  const grade = Number(given);
  return grade < low || grade > high ? null : (grade - low) / (high - low);
}
