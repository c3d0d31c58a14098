import { normaliseText } from '@maspo/core/plan';

export type Item = Readonly<Record<string, unknown>>;

/** A field that every item of a data file has. */
export interface Column {
  readonly name: string;
  readonly values: readonly unknown[];
}

export const columnsOf = (items: readonly Item[]): readonly Column[] =>
  Object.keys(items[0] ?? {})
    .filter((name) => name !== 'id' && items.every((item) => Object.hasOwn(item, name) && item[name] !== null))
    .map((name) => ({ name, values: items.map((item) => item[name]) }));

/** What the right answers of a data file are like, and so how an answer is compared with them. */
export type Label =
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'number' }
  | { readonly kind: 'words' }
  | { readonly kind: 'json' }
  /** Too long for a reply to be the same by chance or by skill: only a judge can compare them. */
  | { readonly kind: 'prose' };

const MOST_CHOICES = 20;
const LONGEST_CHOICE = 60;
/** Characters that a right answer has at most, on average, where a reply is to be the same. */
const LONGEST_ANSWER = 80;

/** Reads the right answers. Texts are choices where each comes three times on average. */
export function labelOf({ values }: Column): Label {
  if (values.every((value) => typeof value === 'boolean')) return { kind: 'choice', choices: ['true', 'false'] };
  if (values.every(isNumber)) return { kind: 'number' };
  if (values.every((value) => typeof value === 'object' && !Array.isArray(value))) return { kind: 'json' };
  const texts = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  const choices = new Map(texts.map((text) => [normaliseText(text), text.trim()]));
  const isChoice = [...choices].every(([form, text]) => form !== '' && isPlain(text) && text.length <= LONGEST_CHOICE);
  const areStrings = values.every((value) => typeof value === 'string');
  if (areStrings && isChoice && choices.size >= 2 && choices.size <= MOST_CHOICES && choices.size * 3 <= values.length)
    return { kind: 'choice', choices: [...choices.values()].sort() };
  return { kind: meanLength(texts) > LONGEST_ANSWER ? 'prose' : 'words' };
}

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)));

/** Whether a text means itself in a config: `${env:KEY}` and `{{x}}` do not. */
const isPlain = (text: string): boolean => !/[$\n\r]|\{\{/.test(text);

const meanLength = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + text.length, 0) / Math.max(1, texts.length);

/** Fields that agents may read: templates can name them. */
export const inputsIn = (columns: readonly Column[]): readonly Column[] =>
  columns.filter(({ name }) => /^[\p{L}_][\p{L}\p{M}\p{N}_-]*$/u.test(name));

/** Fields that may hold the right answer. */
export const labelsIn = (columns: readonly Column[]): readonly Column[] => columns.filter(({ name }) => isPlain(name));

const INPUT_NAMES = ['text', 'message', 'question', 'input', 'query', 'prompt', 'content', 'body', 'sentence', 'title'];
/** What a question is about; read together with it. */
const CONTEXT_NAMES = ['context', 'evidence', 'passage', 'document', 'article', 'paragraph'];
const LABEL_NAMES = [
  ...['label', 'answer', 'expected', 'target', 'category', 'class', 'output', 'gold', 'solution', 'intent', 'topic'],
  ...['sentiment', 'team', 'answers', 'result', 'score', 'rating', 'summary'],
];

/** The fields that are likely to be meant. */
export interface Guess {
  /** What the system reads; at least one, if any field can be read. */
  readonly input: readonly string[];
  readonly label: string | null;
}

/** By name first; else the field with the longest texts is the input, and one that repeats itself is the label. */
export function guessFields(columns: readonly Column[]): Guess {
  const plainInput = named(inputsIn(columns), INPUT_NAMES);
  const possible = labelsIn(columns).filter((column) => column !== plainInput);
  const label = named(possible, LABEL_NAMES) ?? possible.find(repeats);
  const readable = inputsIn(columns).filter((column) => column !== label);
  const main = plainInput ?? longest(readable);
  const context = readable.filter(({ name }) => CONTEXT_NAMES.includes(name.toLowerCase()));
  return {
    input: [...new Set([...context, ...(main === undefined ? [] : [main])])].map(({ name }) => name),
    label: label?.name ?? null,
  };
}

const named = (columns: readonly Column[], names: readonly string[]): Column | undefined =>
  names
    .map((name) => columns.find((column) => column.name.toLowerCase() === name))
    .find((found) => found !== undefined);

const repeats = (column: Column): boolean => labelOf(column).kind === 'choice';

function longest(columns: readonly Column[]): Column | undefined {
  const lengthOf = ({ values }: Column): number => meanLength(values.map((value) => String(value)));
  return columns.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];
}
