import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
}

/** A mistake that the editor underlines. Lines count from 0. */
export interface Underlined {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

/** An entry of the list that an editor shows. */
export interface Offered {
  readonly label: string;
  readonly documentation?: string | { readonly value: string };
}

/** An editor as a YAML language server sees it: one document, over the protocol's own pipe. */
export interface Editor extends Disposable {
  /** Shows a text and waits for what is underlined in it. */
  show(text: string): Promise<readonly Underlined[]>;
  /** What is offered where `|` stands in a text. */
  complete(text: string): Promise<readonly Offered[]>;
}

/** What the server asks its editor for. */
const SETTINGS = { validate: true, completion: true, hover: true, schemaStore: { enable: false } };

/** Starts the server on a file that need not be there. @param program Path of the server's script. */
export async function openEditor(program: string, file: string): Promise<Editor> {
  const child = spawn(process.execPath, [program, '--stdio'], { env: { ...process.env, NODE_OPTIONS: '' } });
  const uri = pathToFileURL(file).href;
  const connection = connect(child);
  await connection.ask('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true },
      textDocument: { completion: { completionItem: { snippetSupport: true } }, publishDiagnostics: {} },
    },
  });
  connection.tell('initialized', {});
  let version = 0;
  const show = async (text: string): Promise<readonly Underlined[]> => {
    version += 1;
    const underlined = connection.next('textDocument/publishDiagnostics');
    if (version === 1)
      connection.tell('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version, text } });
    else connection.tell('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
    return (await underlined).diagnostics as readonly Underlined[];
  };
  return {
    show,
    complete: async (text) => {
      const before = text.slice(0, text.indexOf('|')).split('\n');
      await show(text.replace('|', ''));
      const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
      const answer = await connection.ask('textDocument/completion', { textDocument: { uri }, position });
      return (answer as { readonly items: readonly Offered[] }).items;
    },
    [Symbol.dispose]: () => {
      child.kill();
    },
  };
}

/** Requests and notices over a pipe, each behind a header with its length (JSON-RPC as the protocol has it). */
function connect({ stdin, stdout }: ChildProcessWithoutNullStreams) {
  const answers = new Map<number, (result: unknown) => void>();
  const notices = new Map<string, (params: Readonly<Record<string, unknown>>) => void>();
  let received = Buffer.alloc(0);
  let last = 0;
  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const take = ({ id, method, params = {}, result }: Message): void => {
    if (method === undefined && id !== undefined) answers.get(id)?.(result);
    else if (method === 'workspace/configuration') {
      const items = params.items as readonly { readonly section?: string }[];
      send({ id, result: items.map(({ section }) => (section === 'yaml' ? SETTINGS : null)) });
    } else if (id !== undefined) send({ id, result: null });
    else if (method !== undefined) {
      const waiting = notices.get(method);
      notices.delete(method);
      waiting?.(params);
    }
  };
  stdout.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (;;) {
      const header = /^Content-Length: (\d+)\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(received.toString('latin1'));
      const start = header?.[0].length ?? 0;
      const end = start + Number(header?.[1] ?? 0);
      if (header === null || received.length < end) return;
      const body = received.subarray(start, end).toString('utf8');
      received = received.subarray(end);
      take(JSON.parse(body) as Message);
    }
  });
  return {
    tell: (method: string, params: object): void => send({ method, params }),
    ask: (method: string, params: object): Promise<unknown> =>
      new Promise((resolve) => {
        last += 1;
        answers.set(last, resolve);
        send({ id: last, method, params });
      }),
    next: (method: string): Promise<Readonly<Record<string, unknown>>> =>
      new Promise((resolve) => {
        notices.set(method, resolve);
      }),
  };
}
