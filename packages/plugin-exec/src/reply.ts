/** The value if `text` is JSON, else undefined. Output of programs is hostile text: nothing is assumed about its shape. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The start of a text, as a quotation in a message. */
export const quote = (text: string): string => {
  const short = text.trim().slice(0, 80);
  return short === '' ? 'nothing' : JSON.stringify(short);
};
