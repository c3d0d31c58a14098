import type { Coupling, Plan, ProbedAgent, ProbeReport, Share } from '@maspo/core';
import { plural } from '../format.ts';
import { printableLine } from '../printable.ts';
import type { Paint, Terminal } from '../terminal.ts';
import { wrap } from '../wrap.ts';
import { scoreText } from './evaluation.ts';
import { adviceLines, shareRange } from './probe-advice.ts';
import { powerLines } from './probe-power.ts';
import { type Cell, tableLines } from './table.ts';

/** What `maspo probe` says: the counts, what they mean, what validation can prove. */
export function probeLines(
  report: ProbeReport,
  plan: Plan,
  { paint, columns }: Pick<Terminal, 'paint' | 'columns'>,
): string[] {
  const sections = [adviceLines(report, plan, paint), powerLines(report, paint), noteLines(report, paint)];
  return [
    seedLine(report, plan, paint),
    '',
    ...agentTable(report.agents, paint),
    ...couplingTable(report.coupling, paint),
    ...sections.flatMap((lines) => ['', ...lines.flatMap((line) => wrapped(line, columns))]),
  ];
}

/** Tables and short lines stay as they are. */
const wrapped = (line: string, columns: number): string[] =>
  wrap(line, columns - 2).map((part, index) => (index === 0 ? part : `  ${part}`));

function seedLine({ score, items }: ProbeReport, { gate }: Plan, paint: Paint): string {
  const quality =
    score === null
      ? 'no score: a judge compares other prompts with them'
      : scoreText(score, items, gate.confidence, paint);
  return `${paint('bold', 'seed prompts')} on ${plural(items, 'training item')}: ${quality}`;
}

/** What a changed prompt does: shares of trials, each one variant on one item. */
function agentTable(agents: readonly ProbedAgent[], paint: Paint): string[] {
  const head: Cell[] = [
    'agent',
    ...['breaks contract', 'variants', 'own output', 'answer', 'better', 'worse', 'best variant'].map((right) => ({
      right,
    })),
  ];
  const rows = agents.map(({ agent, seed, variants, own, answer, better, worse, best }): Cell[] => [
    agent,
    { right: `${seed.broken + seed.failed} of ${seed.valid + seed.broken + seed.failed}` },
    { right: String(variants) },
    { right: countText(own) },
    { right: countText(answer) },
    { right: String(better.count) },
    { right: String(worse.count) },
    { right: best === null ? '–' : `+${best.better} −${best.worse} of ${best.items}` },
  ]);
  return tableLines([head, ...rows], paint);
}

const countText = ({ count, of }: Share): string => `${count} of ${of}`;

function couplingTable(coupling: readonly Coupling[], paint: Paint): string[] {
  if (coupling.length === 0) return [];
  const head: Cell[] = ['a changed prompt of', { right: 'changes the output' }, '', { right: 'and the answer' }, ''];
  const rows = coupling.map(({ from, to, changes, reachesAnswer }): Cell[] => [
    `${from} → ${to}`,
    { right: countText(changes) },
    shareRange(changes),
    { right: countText(reachesAnswer) },
    shareRange(reachesAnswer),
  ]);
  return ['', ...tableLines([head, ...rows], paint)];
}

function noteLines(
  { sampling, unfitJudge, stopped, calls, cap, paid, callsToTell }: ProbeReport,
  paint: Paint,
): string[] {
  const made = Object.values(paid.spend).reduce((sum, spend) => sum + spend.calls, 0);
  const warnings = [
    ...sampling.map((model) => `${model} draws its replies (temperature above 0): part of what changes is chance.`),
    ...(unfitJudge === null ? [] : [`the judge is unfit: ${unfitJudge}. What is better or worse says nothing.`]),
    ...(stopped === null ? [] : [`ended early: ${stopped}`]),
  ];
  return [
    ...warnings.map((warning) => `${paint('yellow', 'note:')} ${printableLine(warning)}`),
    ...(callsToTell === null ? [] : [`${paint('cyan', 'to tell more:')} maspo probe --calls ${callsToTell}`]),
    `${plural(calls, 'call')} of ${cap}, ${made} of them made now, the others from the journal`,
  ];
}
