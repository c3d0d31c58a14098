/**
 * The whole reply if the text ends it, else null: it is cut before the first stop string, and JSON ends where it is
 * whole. The grammar would allow blank lines after the JSON, and small models love them.
 */
export function endedText(text: string, stop: readonly string[], isJson: boolean): string | null {
  const places = stop.filter((string) => string !== '').map((string) => text.indexOf(string));
  const found = places.filter((place) => place !== -1);
  if (found.length > 0) return text.slice(0, Math.min(...found));
  return isJson && isWholeJson(text) ? text : null;
}

/** Whether the text is JSON to which no character could be added: `1` may become `12`. */
function isWholeJson(text: string): boolean {
  if (!/[}\]"]\s*$|[el]\s*$|\d\s+$/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
