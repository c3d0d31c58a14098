import type { Evaluation, Plan } from '@maspo/core';
import { percent, plural } from '../format.ts';
import { printableLine } from '../printable.ts';
import { levelText } from '../report/evaluation.ts';
import { worthOf } from '../report/threshold.ts';
import type { Terminal } from '../terminal.ts';
import { addSummary, setOutputs } from './files.ts';
import { workflowCommand } from './workflow.ts';

/** What became of `--fail-below`. */
export interface Threshold {
  readonly met: boolean;
  readonly text: string;
}

export interface ToldEvaluation {
  /** What the prompts are called. */
  readonly set: string;
  readonly evaluation: Evaluation;
  readonly plan: Plan;
  readonly verdict: Threshold | null;
}

/** What an evaluation leaves to its workflow: an annotation where something was asked of it, a summary, outputs. */
export function tellEvaluation(told: ToldEvaluation, terminal: Terminal): void {
  if (terminal.workflow === null) return;
  const { verdict, evaluation } = told;
  if (verdict !== null)
    terminal.workflow(workflowCommand(verdict.met ? 'notice' : 'error', verdict.text, { title: 'maspo evaluate' }));
  addSummary(summaryOf(told), terminal);
  const value = worthOf(evaluation);
  setOutputs({ score: value === null ? '' : String(value.value), n: String(value?.n ?? 0) }, terminal);
}

function summaryOf({ set, evaluation, plan, verdict }: ToldEvaluation): string {
  const { split, items, agents } = evaluation;
  const value = worthOf(evaluation);
  const rows = Object.entries(agents).map(
    ([id, { valid, broken, failed }]) => `| ${printableLine(id)} | ${valid} | ${broken} | ${failed} |`,
  );
  return [
    `### maspo evaluate: ${plural(items, `${split} item`)}`,
    '',
    `Prompts: \`${printableLine(set).replaceAll('`', "'")}\``,
    ...(value === null
      ? []
      : [
          '',
          `The ${value.what} is **${percent(value.value)}**, ${levelText(plan.gate.confidence)} interval ${value.interval.map(percent).join(' … ')}, n = ${value.n}.`,
        ]),
    ...(verdict === null ? [] : ['', verdict.text]),
    '',
    '| agent | keeps its contract | breaks it | failed |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
