import { styleText } from 'node:util';
import { guard, guardJson, isWorkflow } from './github/workflow.ts';

export type Style = Parameters<typeof styleText>[0];
/** Colours text where the terminal can show it and the user wants it (NO_COLOR). */
export type Paint = (style: Style, text: string) => string;

/** Where a command writes. Human text goes to stdout, with `--json` to stderr: stdout then holds JSON only. */
export interface Terminal {
  readonly json: boolean;
  /** Columns of the stream of human text; 80 where it is no terminal. */
  readonly columns: number;
  readonly paint: Paint;
  /** A result for people. */
  print(text: string): void;
  /** Progress, warnings, errors: always stderr. */
  note(text: string): void;
  /** One JSON document, or one line of several, on stdout. */
  data(value: unknown, space?: number): void;
  /** Colours for notes: one of the two streams may be a file. */
  readonly notes: { readonly color: boolean; readonly paint: Paint };
  /** The stream of progress: a live line can be drawn on a terminal. */
  readonly progress: Stream;
  /** Sends a command to the runner of GitHub Actions; null elsewhere. All other text is kept from being one. */
  readonly workflow: ((command: string) => void) | null;
}

export interface Stream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
}

/** Whether Node would colour this stream: it knows NO_COLOR, FORCE_COLOR, TERM and whether it is a terminal. */
const colors = (stream: NodeJS.WriteStream): boolean => styleText('red', 'x', { stream }) !== 'x';

export const painter =
  (color: boolean): Paint =>
  (style, text) =>
    color ? styleText(style, text, { validateStream: false }) : text;

export function openTerminal(json: boolean): Terminal {
  const { stdout, stderr } = process;
  leaveOnClosedPipe(stdout);
  leaveOnClosedPipe(stderr);
  const human = json ? stderr : stdout;
  const color = colors(stderr);
  const inWorkflow = isWorkflow();
  const safe = inWorkflow ? guard : (text: string): string => text;
  const safeJson = inWorkflow ? guardJson : safe;
  return {
    json,
    columns: Math.max(40, Math.min(100, human.columns ?? 80)),
    paint: painter(colors(human)),
    notes: { color, paint: painter(color) },
    print: (text) => human.write(`${safe(text)}\n`),
    note: (text) => stderr.write(`${safe(text)}\n`),
    data: (value, space) => stdout.write(`${safeJson(jsonText(value, space))}\n`),
    progress: stderr,
    workflow: inWorkflow ? (command) => stderr.write(`${command}\n`) : null,
  };
}

/** JSON whose texts cannot move a terminal: what JSON itself leaves raw of controls and invisible characters is escaped, too. */
export const jsonText = (value: unknown, space?: number): string =>
  JSON.stringify(value, null, space).replace(
    /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** `maspo … | head` closes the pipe: that is no failure of maspo. */
function leaveOnClosedPipe(stream: NodeJS.WriteStream): void {
  if (stream.listenerCount('error') > 0) return;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}
