import { basename, resolve } from 'node:path';
import type { Json } from '../canonical.ts';
import type { Mistake } from '../config/codes.ts';
import { closestName, fixName, listNames } from '../config/diagnostics.ts';
import { isBroken, keyPlaceOf, type Path, placeOf } from '../config/node.ts';
import { baseFolder, lineSpan, type Source, type Span } from '../config/source.ts';
import { defaultCounts, type SplitCounts, type Splits } from '../evidence/split.ts';
import { lookUp } from '../system/template.ts';
import { type Item, SPLITS } from '../types.ts';
import { MOST_PROBLEMS, readDataFile } from './data-file.ts';
import { type Draft, fieldsOf, isFields } from './draft.ts';
import type { Problem, RecordAt } from './records.ts';
import type { OptionReference } from './uses.ts';

/** An item with the place that it was read from. */
export interface PlacedItem {
  readonly item: Item;
  readonly source: Source;
  /** 1-based. */
  readonly line: number;
}

/** The data of a config. */
export interface DataDraft {
  readonly records: readonly PlacedItem[];
  /** Fields that every item has. */
  readonly fields: readonly string[];
  /** One file that is dealt out to the splits, or a file for each. */
  readonly division:
    | { readonly kind: 'dealt'; readonly counts: SplitCounts }
    | { readonly kind: 'given'; readonly splits: Splits };
}

const whereIs = ({ source, line }: PlacedItem): string => `${basename(source.file)}:${line}`;

/** Says which items lack a field. Whoever finds it says it in the same words: it is told once. */
export function lackingText(name: string, without: readonly PlacedItem[], all: readonly PlacedItem[]): string {
  const places = without.slice(0, 1).map(whereIs).join('');
  return `${without.length} of ${all.length} items ${without.length === 1 ? 'has' : 'have'} no "${name}"; the first is ${places}`;
}

/** Reads the data of a config; undefined where it could not be read, which has been reported then. */
export async function readData(draft: Draft): Promise<DataDraft | undefined> {
  const data = fieldsOf(draft.config.data);
  if (isFields(data.files)) return readFiles(draft, fieldsOf(data.files));
  const { records, complete } = await readFile(draft, ['data', 'file'], data.file, '');
  checkIds(draft, records);
  if (!complete) return undefined;
  const counts = countsOf(draft, data.split, records.length);
  return counts === undefined
    ? undefined
    : { records, fields: commonFields(records), division: { kind: 'dealt', counts } };
}

async function readFiles(draft: Draft, files: Readonly<Record<string, unknown>>): Promise<DataDraft | undefined> {
  let splits: Splits = { train: [], validation: [], test: [] };
  const records: PlacedItem[] = [];
  let complete = true;
  for (const split of [...SPLITS, 'spare'] as const) {
    if (files[split] === undefined && (split === 'test' || split === 'spare')) continue;
    const read = await readFile(draft, ['data', 'files', split], files[split], `${split}:`);
    complete &&= read.complete;
    splits = { ...splits, [split]: read.records.map(({ item }) => item) };
    records.push(...read.records);
  }
  checkIds(draft, records);
  if (!complete) return undefined;
  return { records, fields: commonFields(records), division: { kind: 'given', splits } };
}

/** The items of a file that could be read, and whether those are all. */
interface ReadItems {
  readonly records: readonly PlacedItem[];
  readonly complete: boolean;
}

const NOTHING: ReadItems = { records: [], complete: false };

/** The items of a file. @param prefix Put before line numbers where they serve as ids. */
async function readFile(draft: Draft, path: Path, name: unknown, prefix: string): Promise<ReadItems> {
  if (typeof name !== 'string' || name === '' || isBroken(draft.root, path)) return NOTHING;
  const at = placeOf(draft.root, path);
  const read = await readDataFile(resolve(baseFolder(at.source.file), name), name, at);
  if ('code' in read) {
    draft.add(read);
    return NOTHING;
  }
  const { source, records, problems } = read;
  reportProblems(draft, 'dataLine', [...problems, ...records.flatMap((record) => oddId(source, record))]);
  return {
    records: records.map((record) => placeItem(source, record, prefix)),
    complete: problems.length === 0 && records.length > 0,
  };
}

function refuse({ report }: Draft, at: Span, message: string, fix: string): undefined {
  report('dataMissing', at, { message, fix });
}

function reportProblems({ report }: Draft, mistake: Mistake, problems: readonly Problem[]): void {
  problems.slice(0, MOST_PROBLEMS).forEach(({ at, message, fix }, index) => {
    const more = problems.length - MOST_PROBLEMS;
    const rest = more > 0 && index === MOST_PROBLEMS - 1 ? ` ${more} more lines of this file are wrong.` : '';
    report(mistake, at, { message, fix: `${fix}${rest}` });
  });
}

/** An id of another type would go by unseen, and the line number be used. */
function oddId(source: Source, { fields: { id }, line }: RecordAt): Problem[] {
  if (id === undefined || id === null || typeof id === 'string' || typeof id === 'number') return [];
  return [
    {
      at: lineSpan(source, line),
      message: `the id ${JSON.stringify(id)} is neither text nor a number`,
      fix: 'Write a text, or leave ids out: then line numbers are used.',
    },
  ];
}

function placeItem(source: Source, { fields, line, position }: RecordAt, prefix: string): PlacedItem {
  const own = fields.id;
  const id =
    typeof own === 'string' && own !== '' ? own : typeof own === 'number' ? String(own) : `${prefix}${position}`;
  return { item: Object.freeze({ id, fields: fields as Readonly<Record<string, Json>> }), source, line };
}

function checkIds(draft: Draft, records: readonly PlacedItem[]): void {
  const first = new Map<string, PlacedItem>();
  const problems: Problem[] = [];
  for (const record of records) {
    const earlier = first.get(record.item.id);
    if (earlier === undefined) first.set(record.item.id, record);
    else {
      problems.push({
        at: lineSpan(record.source, record.line),
        message: `two items have the id "${record.item.id}"; the first is ${whereIs(earlier)}`,
        fix: 'Give each item an id of its own, or leave ids out: then line numbers are used.',
      });
    }
  }
  reportProblems(draft, 'duplicateItem', problems);
}

function commonFields(records: readonly PlacedItem[]): string[] {
  const [first, ...others] = records;
  return Object.keys(first?.item.fields ?? {}).filter((field) =>
    others.every(({ item }) => Object.hasOwn(item.fields, field)),
  );
}

function countsOf(draft: Draft, split: unknown, total: number): SplitCounts | undefined {
  const { root, report } = draft;
  if (split === undefined) {
    if (total >= 2) return defaultCounts(total);
    return refuse(
      draft,
      placeOf(root, ['data', 'file']),
      'one item cannot be split',
      'Add items: at least one to search with and one to decide by.',
    );
  }
  const { train, validation, test } = fieldsOf(split);
  if (typeof train !== 'number' || typeof validation !== 'number' || typeof test !== 'number')
    return { train: 0, validation: 0, test: 0 };
  const counts: SplitCounts = { train, validation, test };
  const sum = train + validation + test;
  if (sum <= total) return counts;
  const alone = SPLITS.find((name) => counts[name] > total);
  const place: Path = alone === undefined ? ['data', 'split'] : ['data', 'split', alone];
  report('splitTooLarge', alone === undefined ? keyPlaceOf(root, place) : placeOf(root, place), {
    message: `the split asks for ${sum} items, the data has ${total}`,
    expected: `at most ${total} together`,
    fix: `Take ${sum - total} fewer, or add items.`,
  });
  return counts;
}

/** A field that an option names must be in every item. @param read Fields that agents read: they are no labels. */
export function checkFieldOption(
  draft: Draft,
  { records, fields }: DataDraft,
  { path, name }: Pick<OptionReference, 'path' | 'name'>,
  read: ReadonlySet<string>,
): void {
  const place = placeOf(draft.root, path);
  const without = records.filter(({ item }) => lookUp(item.fields, [name]) === undefined);
  if (without.length === 0) return;
  if (without.length < records.length) {
    draft.report('fieldMissing', place, {
      message: lackingText(name, without, records),
      fix: 'Give every item this field, or take the items without it out of the file.',
    });
    return;
  }
  const isLabel = path[0] === 'score';
  const possible = fields.filter((field) => field !== 'id' && !(isLabel && read.has(field)));
  const closest = closestName(name, possible);
  const noLabels = 'Put the right answers into the data, or score without them: contract, pairwise-judge, rubric.';
  draft.report('unknownField', place, {
    message: `the data has no field "${name}"`,
    expected: possible.length === 0 ? undefined : listNames(possible),
    closest,
    fix: fixName(closest, isLabel && possible.length === 0 ? noLabels : 'Name a field that every item has.'),
  });
}
