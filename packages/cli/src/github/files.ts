import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Terminal } from '../terminal.ts';

/** A step's summary may have 1 MiB, all its parts together. */
const MOST_SUMMARY = 1_000_000;

/** Adds Markdown to the page of the workflow's run. */
export function addSummary(markdown: string, terminal: Terminal): void {
  const fits = Buffer.byteLength(markdown) <= MOST_SUMMARY;
  append('GITHUB_STEP_SUMMARY', fits ? `${markdown}\n` : 'The report of maspo is too long for this page.\n', terminal);
}

/** Sets outputs of the step: `steps.<id>.outputs.<name>`. */
export function setOutputs(outputs: Readonly<Record<string, string>>, terminal: Terminal): void {
  append('GITHUB_OUTPUT', Object.entries(outputs).map(outputText).join(''), terminal);
}

/** Nobody can guess the line that ends a value, so a value of several lines cannot set another output. */
function outputText([name, value]: readonly [string, string]): string {
  const end = `end-${randomUUID()}`;
  return `${name}<<${end}\n${value}\n${end}\n`;
}

/** That such a file cannot be written takes nothing from what was measured. */
function append(variable: string, text: string, { note }: Terminal): void {
  const file = process.env[variable];
  if (file === undefined || file === '') return;
  try {
    appendFileSync(file, text);
  } catch (error) {
    note(`cannot write to ${variable}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
