import { join } from 'node:path';
import { type HeldOut, type Result, returnsBest } from '@maspo/core';
import { plural, points } from '../format.ts';
import { levelText } from '../report/evaluation.ts';
import { markdownOf } from '../report/markdown.ts';
import type { SavedReport } from '../report/save.ts';
import { sentenceOf } from '../report/verdict.ts';
import type { Terminal } from '../terminal.ts';
import { addSummary, setOutputs } from './files.ts';
import { pathInRepository, workflowCommand } from './workflow.ts';

export interface ToldResult {
  readonly result: Result;
  readonly folder: string;
  readonly report: SavedReport | null;
  readonly requireGain: boolean;
  readonly redact: (text: string) => string;
}

/** What a finished run leaves to its workflow: an annotation with the verdict, a summary, outputs. */
export function tellWorkflow({ result, folder, report, requireGain, redact }: ToldResult, terminal: Terminal): void {
  if (terminal.workflow === null) return;
  const { verdict, test, runId } = result;
  const [, name, sentence] = sentenceOf(result);
  const isGain = returnsBest(verdict);
  const level = isGain ? 'notice' : requireGain ? 'error' : 'warning';
  const message = redact(isGain && test !== null ? `${sentence} ${gainText(test)}` : sentence);
  terminal.workflow(workflowCommand(level, message, { title: `maspo: ${name}` }));
  if (report !== null) addSummary(redact(markdownOf(report.story)), terminal);
  setOutputs(
    {
      verdict,
      // Of what is returned: the seed is no gain over itself.
      gain: test === null ? '' : String(isGain ? test.difference : 0),
      run: runId,
      report: report === null ? '' : pathInRepository(report.file),
      prompts: pathInRepository(join(folder, 'prompts')),
    },
    terminal,
  );
}

const gainText = ({ difference, interval: [low, high], confidence, n }: HeldOut): string =>
  `${points(difference)} points on ${plural(n, 'test item')}, ${levelText(confidence)} interval ${points(low)} … ${points(high)}`;
