import type { Stream } from '../../terminal.ts';

/** A screen of its own, without cursor; what is wider than the terminal thinks is cut, never wrapped. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2J';
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l';

/** The alternate screen of a terminal: what was there before comes back when it is left. */
export interface Screen {
  readonly isOpen: boolean;
  /** Shows lines: only those that have changed are written, all in one piece, so nothing flickers. */
  show(lines: readonly string[]): void;
  /** Forgets what is shown: the size has changed, or something else wrote over it. */
  blur(): void;
  leave(): void;
}

export function createScreen(stream: Stream): Screen {
  let isOpen = false;
  let shown: readonly string[] = [];
  let isBlurred = false;
  return {
    get isOpen() {
      return isOpen;
    },
    show: (lines) => {
      const start = isOpen ? (isBlurred ? '\x1b[H\x1b[2J' : '') : ENTER;
      const before = isOpen && !isBlurred ? shown : [];
      const changes = Array.from({ length: Math.max(lines.length, before.length) }, (_, row) =>
        lines[row] === before[row] ? '' : `\x1b[${row + 1};1H\x1b[K${lines[row] ?? ''}`,
      ).join('');
      [isOpen, isBlurred, shown] = [true, false, lines];
      if (start + changes !== '') stream.write(start + changes);
    },
    blur: () => {
      isBlurred = true;
    },
    leave: () => {
      if (isOpen) stream.write(LEAVE);
      [isOpen, shown] = [false, []];
    },
  };
}
