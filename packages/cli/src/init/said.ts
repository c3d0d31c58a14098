import { readRecords } from '@maspo/core/plan';
import { type Arguments, suggest, UsageError } from '../arguments.ts';
import { shown } from '../invocation.ts';
import { type Column, columnsOf, guessFields, inputsIn, labelsIn } from './columns.ts';
import { PROVIDERS, type Provider } from './providers.ts';

/** What the user said on the command line; the rest is asked for, or taken as detected. */
export interface Said {
  readonly provider: Provider | undefined;
  readonly model: string | undefined;
  /** Path of a data file, from the working directory. */
  readonly data: string | undefined;
  readonly input: readonly string[] | undefined;
  /** null: the data has no right answers. */
  readonly label: string | null | undefined;
}

export function saidIn(args: Arguments): Said {
  const label = args.has('no-label') ? null : args.text('label');
  if (args.has('no-label') && args.has('label'))
    throw new UsageError('--label and --no-label cannot both be', 'Leave one of them out.');
  if (args.text('data') === undefined && (args.has('input') || label !== undefined))
    throw new UsageError('--input and --label are fields of your data', 'Name its file: --data FILE');
  return {
    provider: PROVIDERS.find((name) => name === args.text('provider')),
    model: args.text('model'),
    data: args.text('data'),
    input: args
      .text('input')
      ?.split(',')
      .map((name) => name.trim()),
    label,
  };
}

/** A data file of the user. */
export interface OwnData {
  /** Absolute. */
  readonly file: string;
  readonly columns: readonly Column[];
}

/** @throws ConfigError if the file cannot be read; UsageError if there is nothing in it that agents could read. */
export async function readOwnData(file: string): Promise<OwnData> {
  const items = await readRecords(shown(file));
  const columns = columnsOf(items);
  if (items.length < 2)
    throw new UsageError(
      `${shown(file)} has one item: it cannot be split`,
      'Add items: with fewer than 30 little can be proved.',
    );
  if (inputsIn(columns).length === 0)
    throw new UsageError(
      `no field of ${shown(file)} is in every item and can be named in a template`,
      'Give every item a field such as "text".',
    );
  return { file, columns };
}

/** The fields of own data: those that the user named, else the likely ones. @throws UsageError for one that is not there. */
export function fieldsIn({ file, columns }: OwnData, said: Pick<Said, 'input' | 'label'>) {
  const guess = guessFields(columns);
  const label = said.label === undefined ? guess.label : said.label;
  const input = said.input ?? guess.input.filter((name) => name !== label);
  const known = (flag: string, name: string, of: readonly Column[]): void => {
    const names = of.map((column) => column.name);
    if (!names.includes(name))
      throw new UsageError(
        `--${flag}: not every item of ${shown(file)} has a field "${name}" that can be used for it`,
        suggest(name, names, `Its fields: ${names.join(', ')}.`),
      );
  };
  for (const name of input) known('input', name, inputsIn(columns));
  if (label !== null) known('label', label, labelsIn(columns));
  if (label !== null && input.includes(label))
    throw new UsageError(
      `"${label}" is the right answer: agents must not read it`,
      'Name another field: --input FIELD',
    );
  if (input.length === 0)
    throw new UsageError(
      `${shown(file)} has no field for the agents to read beside "${label}"`,
      `Say which: --input FIELD --label FIELD (or --no-label). Its fields: ${columns.map(({ name }) => name).join(', ')}.`,
    );
  return { input, label };
}
