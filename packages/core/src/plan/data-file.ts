import { extname } from 'node:path';
import { ConfigError, type Diagnostic, diagnose, sortDiagnostics } from '../config/diagnostics.ts';
import { unreadableFile } from '../config/missing-file.ts';
import { isSource, readSource, type Source, type Span, wholeFile } from '../config/source.ts';
import type { Fields } from './draft.ts';
import { type Records, readJson, readLines } from './records.ts';

/** A data file that could be opened; some of its lines may be wrong. */
export interface DataFile extends Records {
  readonly source: Source;
}

/**
 * Reads a data file, or says why it is none.
 * @param name As its user wrote it, at `at`.
 */
export async function readDataFile(file: string, name: string, at: Span): Promise<DataFile | Diagnostic> {
  const refuse = (message: string, fix: string): Diagnostic => diagnose('dataMissing', at, { message, fix });
  const format = extname(name);
  if (format !== '.jsonl' && format !== '.json')
    return refuse(
      `${name} is no data file`,
      'Write a .jsonl file (one JSON object a line) or a .json file (a list of objects).',
    );
  const source = await readSource(file);
  if (!isSource(source)) return unreadableFile({ noun: 'data file', mistake: 'dataMissing' }, name, at, source);
  const read = format === '.jsonl' ? readLines(source) : readJson(source);
  if (read.records.length === 0 && read.problems.length === 0)
    return refuse(`${name} has no items`, 'Add items: one JSON object a line.');
  return { source, ...read };
}

/**
 * The records of a data file, for those who are about to write a config for it.
 * @param file Path from the working directory, or absolute.
 * @throws ConfigError with each line that is no record, or with the reason why there is none.
 */
export async function readRecords(file: string): Promise<readonly Fields[]> {
  const at = wholeFile({ file: 'command line', text: file });
  const read = await readDataFile(file, file, at);
  if ('code' in read) throw new ConfigError([read]);
  const problems = read.problems.map(({ at: line, message, fix }) => diagnose('dataLine', line, { message, fix }));
  if (problems.length > 0) throw new ConfigError(sortDiagnostics(problems, file).slice(0, MOST_PROBLEMS));
  return read.records.map(({ fields }) => fields);
}

/** More bad lines than this have one cause. */
export const MOST_PROBLEMS = 10;
