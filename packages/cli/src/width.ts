/**
 * Characters that a terminal draws two columns wide: East Asian scripts and full-width forms (UAX 11), and pictures. Where
 * terminals differ, the wider reading: a line that comes out short is better than one that wraps.
 */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2ff}\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const MARK = /\p{Mark}/u;
/** Turns the character before it into a picture. */
const PICTURE = '\ufe0f';
const PLAIN = /^[\x20-\x7e]*$/;

/** Columns that a text without controls takes on a terminal. */
export function widthOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += columnsOf(character);
  return width;
}

/** Cut to so many columns, with an ellipsis where something was cut. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns < 1) return '';
  let kept = '';
  let width = 0;
  for (const character of text) {
    width += columnsOf(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Filled up with spaces, or cut, to just so many columns. */
export function fill(text: string, columns: number): string {
  const fitting = cut(text, columns);
  return fitting + ' '.repeat(Math.max(0, columns - widthOf(fitting)));
}

function columnsOf(character: string): number {
  if (character === PICTURE) return 1;
  if (MARK.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
