import type { Range } from '../sentences.ts';

/** Marks and words between clauses. A colon is none: what follows it is what the sentence is about. */
const BETWEEN =
  /[ \t]*[,;–—][ \t]+|[ \t]+(?=(?:and|but|then|because|so that|unless|if|when|which|without|before|after)[ \t])/giu;
/** Words that join a clause to the one before it: they go when it comes first. */
const LINK = /^(?:and|but|then|so that|which)[ \t]+/iu;
const FEWEST_WORDS = 2;

/**
 * A sentence without each of its clauses or brackets, in turn; its bullet, its capital and its stop stay.
 * @param isFixed Stretches that must stay, and in which no clause ends.
 */
export function withoutClauses(sentence: string, isFixed: (range: Range) => boolean): string[] {
  const start = /^\s*(?:[-*•]|\d+[.)])\s+|^\s*/u.exec(sentence)?.[0].length ?? 0;
  const end = sentence.length - (/[.!?。！？]*\s*$/u.exec(sentence)?.[0].length ?? 0);
  const gaps = [...sentence.slice(start, end).matchAll(BETWEEN)]
    .map(({ 0: gap, index }): Range => [start + index, start + index + gap.length])
    .filter((range) => !isFixed(range));
  const clauses = [start, ...gaps.map(([, to]) => to)].map((from, index): Range => [from, gaps[index]?.[0] ?? end]);
  const isLong = ([from, to]: Range) => wordsIn(sentence.slice(from, to)) >= FEWEST_WORDS;
  const cuts = clauses.flatMap((clause, index): Range[] => {
    if (clauses.length < 2 || !isLong(clause) || isFixed(clause)) return [];
    return [index === 0 ? [start, clauses[1]?.[0] ?? end] : [gaps[index - 1]?.[0] ?? start, clause[1]]];
  });
  return [...cuts, ...brackets(sentence).filter((range) => !isFixed(range))]
    .map(([from, to]) => sentence.slice(0, start) + opened(sentence, start, from, to))
    .filter((rest) => wordsIn(rest) >= FEWEST_WORDS);
}

const wordsIn = (text: string): number => text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;

const brackets = (sentence: string): Range[] =>
  [...sentence.matchAll(/[ \t]*\([^()]*\)/g)].map(({ 0: bracket, index }): Range => [index, index + bracket.length]);

/** What is left, with the capital of what stood first. */
function opened(sentence: string, start: number, from: number, to: number): string {
  if (from > start) return sentence.slice(start, from) + sentence.slice(to);
  const rest = sentence
    .slice(to)
    .replace(/^[ \t]+/, '')
    .replace(LINK, '');
  const first = sentence.slice(start, start + 1);
  return first === first.toLowerCase() ? rest : rest.charAt(0).toUpperCase() + rest.slice(1);
}
