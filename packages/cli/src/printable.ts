/**
 * Text of models, prompts and data is hostile: what could move the cursor, colour, hide or reorder text on a terminal
 * becomes a visible dot. Line breaks stay, tabs become two spaces.
 */
export const printable = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/\t/g, '  ')
    // C0 and C1 controls, line and paragraph separators, bidirectional overrides, invisible characters.
    .replace(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
      '·',
    );

/** The same on one line. */
export const printableLine = (text: string): string => printable(text).replace(/\s*\n\s*/g, ' ');
