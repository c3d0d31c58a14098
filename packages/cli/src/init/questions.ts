import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Conversation } from '../ask.ts';
import { bytes, plural } from '../format.ts';
import { shown } from '../invocation.ts';
import { printableLine } from '../printable.ts';
import type { Paint } from '../terminal.ts';
import { type Column, guessFields, inputsIn, labelsIn } from './columns.ts';
import { type Found, firstModel, firstProvider } from './detect.ts';
import { PROVIDERS, type Provider } from './providers.ts';
import { fieldsIn, type OwnData, readOwnData, type Said } from './said.ts';

/** One thing to choose. */
interface Option<Value> {
  readonly value: Value;
  readonly name: string;
  readonly about: string;
}

/** Who is asked, and how it looks. */
export interface Asking {
  readonly conversation: Conversation;
  readonly paint: Paint;
}

/** Shows numbered options; Enter takes the first, a number or a name another one. @param other Reads an answer that is neither. */
async function choose<Value>(
  { conversation, paint }: Asking,
  title: string,
  options: readonly Option<Value>[],
  other?: (answer: string) => Promise<Value | null>,
): Promise<Value> {
  const width = Math.max(...options.map(({ name }) => name.length));
  const rows = options.map(({ name, about }, index) =>
    `  ${paint('cyan', String(index + 1))}  ${name.padEnd(width)}  ${paint('dim', about)}`.trimEnd(),
  );
  conversation.say(['', paint('bold', title), ...rows].join('\n'));
  for (;;) {
    const answer = await conversation.ask(`  ${paint('dim', 'Enter = 1:')} `);
    const chosen = options.find(({ name }, index) => answer === name || answer === String(index + 1)) ?? null;
    if (answer === '' && options[0] !== undefined) return options[0].value;
    if (chosen !== null) return chosen.value;
    const own = (await other?.(answer)) ?? null;
    if (own !== null) return own;
    if (other === undefined) conversation.say(`  Type a number from 1 to ${options.length}, or a name.`);
  }
}

/** The first is the one that is taken by a bare Enter. */
const withFirst = <Value>(options: readonly Option<Value>[], first: Value): Option<Value>[] => [
  ...options.filter(({ value }) => value === first),
  ...options.filter(({ value }) => value !== first),
];

export function askProvider(asking: Asking, found: Found): Promise<Provider> {
  const { ollama, openaiKey } = found;
  const models = ollama?.models.length ?? 0;
  const about: Readonly<Record<Provider, string>> = {
    ollama: ollama === null ? 'no server answers' : `answers at ${ollama.address}, ${plural(models, 'model')}`,
    openai: openaiKey ? 'OPENAI_API_KEY is set; calls cost money' : 'needs a key in OPENAI_API_KEY; calls cost money',
    llama: 'a small model inside maspo: no server, no key',
  };
  const options = PROVIDERS.map((value) => ({ value, name: value, about: about[value] }));
  return choose(asking, 'Where do the models run?', withFirst(options, firstProvider(found)));
}

export async function askModel({ conversation, paint }: Asking, provider: Provider, found: Found): Promise<string> {
  const first = firstModel(provider, found);
  const installed = provider === 'ollama' ? (found.ollama?.models ?? []) : [];
  const safe = (name: string): string | null => (/[$\s]/.test(name) ? null : name);
  const other = async (answer: string): Promise<string | null> => {
    if (safe(answer) === null) conversation.say('  A model has a name without spaces.');
    return safe(answer);
  };
  const options =
    installed.length > 0
      ? installed.map(({ name, size }) => ({ value: name, name, about: size > 0 ? bytes(size) : '' }))
      : [{ value: first, name: first, about: 'or type the name of another one' }];
  return choose({ conversation, paint }, 'Which model plays the agents?', options.slice(0, MOST_MODELS), other);
}

/** A screen should hold the list; any other name can be typed. */
const MOST_MODELS = 12;
const MOST_FILES = 6;

/** A data file of the user, or null for the sample. */
export function askData(asking: Asking, dir: string, cwd: string): Promise<OwnData | null> {
  const open = async (file: string): Promise<OwnData | null> => {
    try {
      return await readOwnData(file);
    } catch (error) {
      asking.conversation.say(`  ${printableLine(reasonOf(error))}`);
      return null;
    }
  };
  const sample: Option<'sample' | string> = {
    value: 'sample',
    name: 'sample',
    about: '48 messages to a support desk, with their teams',
  };
  const files = dataFilesIn(dir).map((file) => ({ value: file, name: printableLine(shown(file)), about: 'your data' }));
  return chooseData(asking, [...files.slice(0, MOST_FILES), sample], open, cwd);
}

async function chooseData(
  asking: Asking,
  options: readonly Option<string>[],
  open: (file: string) => Promise<OwnData | null>,
  cwd: string,
): Promise<OwnData | null> {
  const title = 'Which data? (or the path of a .jsonl or .json file)';
  for (;;) {
    const chosen = await choose(asking, title, options, async (answer) => resolve(cwd, answer));
    if (chosen === 'sample') return null;
    const data = await open(chosen);
    if (data !== null) return data;
  }
}

function dataFilesIn(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .map((name) => resolve(dir, name));
  } catch {
    return [];
  }
}

/** The first line that says what is wrong: the whole of it is for a config that is there already. */
const reasonOf = (error: unknown): string => {
  const { diagnostics, message, hint } = error as {
    readonly diagnostics?: readonly { readonly message: string; readonly line: number; readonly fix: string }[];
    readonly message?: string;
    readonly hint?: string;
  };
  const [first] = diagnostics ?? [];
  return first === undefined ? `${message}. ${hint}` : `${first.message}. ${first.fix}`;
};

const NO_LABEL = '(none)';

/** What agents read and what is right. */
export async function askFields(asking: Asking, data: OwnData, said: Pick<Said, 'input' | 'label'>) {
  const { columns } = data;
  const guess = guessFields(columns);
  const label = said.label === undefined ? await askLabel(asking, columns, guess.label) : said.label;
  if (said.input !== undefined) return fieldsIn(data, { ...said, label });
  const readable = inputsIn(columns).filter(({ name }) => name !== label);
  const first = guess.input.filter((name) => name !== label);
  const options = readable.map((column) => ({ value: [column.name], ...described(column) }));
  const likely = first.length > 1 ? [{ value: first, name: first.join(','), about: 'together' }] : [];
  const ordered = [
    ...likely,
    ...options.filter(({ name }) => name === first[0]),
    ...options.filter(({ name }) => name !== first[0]),
  ];
  const other = async (answer: string): Promise<readonly string[] | null> => {
    const names = answer.split(',').map((name) => name.trim());
    if (names.every((name) => readable.some((column) => column.name === name))) return names;
    asking.conversation.say('  Type a number or a name; several names with commas between them.');
    return null;
  };
  const input =
    readable.length === 0
      ? []
      : await choose<readonly string[]>(asking, 'What do the agents read? (several: a,b)', ordered, other);
  return fieldsIn(data, { input, label });
}

async function askLabel(asking: Asking, columns: readonly Column[], first: string | null): Promise<string | null> {
  const none = { value: null, name: NO_LABEL, about: 'a judge compares answers' };
  const options: Option<string | null>[] = labelsIn(columns).map((column) => ({
    value: column.name,
    ...described(column),
  }));
  return choose(asking, 'Which field holds the right answer?', withFirst([...options, none], first));
}

/** The beginning of the first value says most about a field. */
function described({ name, values }: Column): { readonly name: string; readonly about: string } {
  const [value] = values;
  const text = printableLine(typeof value === 'string' ? value : JSON.stringify(value));
  return { name: printableLine(name), about: text.length > 50 ? `${text.slice(0, 49)}…` : text };
}
