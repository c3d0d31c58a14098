import { wordMatches } from './replace-phrase.ts';

/** A stretch of a text and what may stand there instead. */
export interface Reordering {
  readonly range: readonly [from: number, to: number];
  readonly texts: readonly string[];
}

const SEPARATOR = /^(?:\s*[,|/]\s*(?:or|and)?\s*|\s+(?:or|and)\s+)$/;

/**
 * Lists of all labels in a text ("a, b or c"), each with other orders: backwards, and with the first label at the end.
 * Small models lean to the label that they read first or last.
 */
export function labelOrders(text: string, labels: readonly string[]): Reordering[] {
  if (labels.length < 2) return [];
  const places = labelPlaces(text, labels);
  return places.flatMap((_, at) => {
    const run = places.slice(at, at + labels.length);
    const gaps = run.slice(1).map(({ range: [from] }, index) => text.slice(run[index]?.range[1], from));
    const complete = new Set(run.map(({ label }) => label)).size === labels.length;
    if (!complete || !gaps.every((gap) => SEPARATOR.test(gap))) return [];
    const words = run.map(({ range }) => text.slice(...range));
    const orders = [words.toReversed(), [...words.slice(1), ...words.slice(0, 1)]];
    const texts = new Set(orders.map((order) => order.map((word, index) => word + (gaps[index] ?? '')).join('')));
    return [{ range: [run[0]?.range[0] ?? 0, run.at(-1)?.range[1] ?? 0], texts: [...texts] }];
  });
}

interface LabelPlace {
  readonly label: string;
  readonly range: readonly [number, number];
}

/** Where labels stand, in the order of the text; a label inside a longer one does not count. */
function labelPlaces(text: string, labels: readonly string[]): LabelPlace[] {
  const all = labels.flatMap((label) => wordMatches(text, label).map((range): LabelPlace => ({ label, range })));
  return all
    .filter(({ range: [from, to] }) => !all.some(({ range: [a, b] }) => a <= from && to <= b && b - a > to - from))
    .sort((a, b) => a.range[0] - b.range[0]);
}
