/** The tags that requests to a model and their replies use. */
const TAGS = [
  'prompt',
  'variant',
  'phrase',
  'current_prompt',
  'other_prompt',
  'first_prompt',
  'second_prompt',
  'partner_prompt',
  'tried',
  'neighbour',
  'case',
  'case_item',
  'case_prompt',
  'case_input',
  'case_output',
  'case_next',
  'case_answer',
  'case_expected',
] as const;
export type Tag = (typeof TAGS)[number];

const OURS = String.raw`(?=\s*/?\s*(?:${TAGS.join('|')})\b)`;
const OPENING = new RegExp(`<${OURS}`, 'gi');
const OPENED = new RegExp(`<(${TAGS.join('|')})\\b`, 'gi');
const ESCAPED = new RegExp(`&lt;${OURS}`, 'gi');

/** Text of data or of other models, between tags that it can neither close nor imitate: the `<` of a tag of ours becomes `&lt;`. */
export const quote = (tag: Tag, text: string, attribute = ''): string =>
  `<${tag}${attribute}>\n${text.replace(OPENING, '&lt;')}\n</${tag}>`;

/** Tags of ours that a text opens, each once. */
export const tagsIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(OPENED)].map(([, tag = '']) => tag.toLowerCase()));

/** The text as it was before it was quoted, where a model repeats it. */
export const unquote = (text: string): string => text.replace(ESCAPED, '<');

/** The beginning of a text, with a mark where the rest was left out. */
export const shorten = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest)} […]`;
