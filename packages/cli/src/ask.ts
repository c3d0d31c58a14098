import { createInterface } from 'node:readline';

/** Questions and answers on a terminal, a line each. */
export interface Conversation {
  /** Writes lines that are no question. */
  say(text: string): void;
  /** The answer, trimmed; '' for a bare Enter. @throws Left */
  ask(question: string): Promise<string>;
  close(): void;
}

/** Whoever was asked has left: Ctrl-C, Ctrl-D, or the end of the input. */
export class Left extends Error {
  override readonly name = 'Left';
  constructor() {
    super('nobody answers any more');
  }
}

export interface Streams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

const TERMINAL: Streams = { input: process.stdin, output: process.stderr };

/** Whether somebody sits there who can be asked. */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Begins a conversation. What is typed before it is asked for is the answer to the next question. */
export function openConversation({ input, output }: Streams = TERMINAL): Conversation {
  const lines = createInterface({ input, output });
  const typed: string[] = [];
  let waiting: { resolve(line: string): void; reject(reason: Left): void } | null = null;
  let closed = false;
  lines.on('line', (line) => {
    if (waiting === null) typed.push(line);
    else waiting.resolve(line);
    waiting = null;
  });
  lines.once('close', () => {
    closed = true;
    waiting?.reject(new Left());
  });
  return {
    say: (text) => void output.write(`${text}\n`),
    ask: async (question) => {
      if (closed && typed.length === 0) throw new Left();
      if (closed) output.write(question);
      else {
        lines.setPrompt(question);
        lines.prompt();
      }
      const line = typed.shift() ?? (await new Promise<string>((resolve, reject) => (waiting = { resolve, reject })));
      return line.trim();
    },
    close: () => lines.close(),
  };
}

export const isYes = (answer: string): boolean => /^y(es)?$/i.test(answer);

/** Asks a question that is answered by y or yes; all else is a no, also Ctrl-C, Ctrl-D and the end of the input. */
export async function confirmed(question: string, streams?: Streams): Promise<boolean> {
  const conversation = openConversation(streams);
  try {
    return isYes(await conversation.ask(`${question} [y/N] `));
  } catch (thrown) {
    if (thrown instanceof Left) return false;
    throw thrown;
  } finally {
    conversation.close();
  }
}
