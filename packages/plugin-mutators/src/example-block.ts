/** A worked example in a prompt: recognised by its tags, so that it stays whole and a newer one can take its place. */
const BLOCK = /<example>\n[\s\S]*?\n<\/example>/g;

/** Start (inclusive) and end (exclusive) of each example in a text. */
export const exampleRanges = (text: string): [number, number][] =>
  [...text.matchAll(BLOCK)].map((match) => [match.index, match.index + match[0].length]);

/** An example, as it stands in a prompt. What is quoted can neither close it nor open another. */
export const exampleBlock = (text: string): string =>
  `<example>\n${text.replace(/<(?=\s*\/?\s*example\b)/gi, '&lt;')}\n</example>`;
