import { type Json, type Prompt, totalSpend } from '@maspo/core';
import { duration, group, percent, points, pValue, tokens, usd } from '../format.ts';
import { printableLine } from '../printable.ts';
import type { Paint } from '../terminal.ts';
import { truncate } from '../wrap.ts';
import { totalCalls } from './calls.ts';
import type { Comparison, RunSummary } from './compare.ts';
import { sectionLines } from './prompts.ts';
import { type Cell, tableLines } from './table.ts';

/** What `maspo diff` says: results side by side, then what was set otherwise, then each prompt that differs. */
export function comparisonLines(
  { runs, sameTest, settings, prompts }: Comparison,
  paint: Paint,
  width: number,
): string[] {
  const [a, b] = runs;
  const warning = sameTest ? [] : [`${paint('yellow', 'other test items:')} their scores do not compare.`];
  return [
    ...tableLines([['', a.runId, b.runId], ...rowsOf(a, b)], paint),
    ...warning,
    '',
    ...settingLines(settings, paint, width),
    ...Object.entries(prompts).flatMap(([agent, { same, values }]) => [
      '',
      ...agentLines(agent, same, values, paint, width),
    ]),
  ];
}

function rowsOf(a: RunSummary, b: RunSummary): Cell[][] {
  const row = (name: string, of: (run: RunSummary) => string): Cell[] => [name, of(a), of(b)];
  const rows = [
    row('verdict', ({ verdict }) => verdict ?? 'not finished'),
    row('test', ({ test }) => (test === null ? '–' : `${percent(test.seed)} → ${percent(test.best)} on ${test.n}`)),
    row('difference', ({ test }) => (test === null ? '–' : `${points(test.difference)} points`)),
    row('interval', ({ test }) =>
      test === null ? '–' : `${points(test.interval[0])} … ${points(test.interval[1])}, ${pValue(test.p)}`,
    ),
    row('validation', ({ validation }) =>
      validation === null ? '–' : `${validation.wins} better, ${validation.losses} worse, ${validation.ties} equal`,
    ),
    row('calls', ({ calls }) => group(totalCalls(calls).logical)),
    row(
      'tokens in, out',
      ({ calls }) => `${tokens(totalCalls(calls).inputTokens)}, ${tokens(totalCalls(calls).outputTokens)}`,
    ),
    row('cost', ({ calls }) => usd(totalCalls(calls).usd)),
    row('really made', ({ usage }) =>
      usage === null ? '–' : `${group(totalSpend(usage.paid).calls)} calls in ${duration(usage.seconds)}`,
    ),
  ];
  const isFree = totalCalls(a.calls).usd === 0 && totalCalls(b.calls).usd === 0;
  return rows.filter(([name]) => !(isFree && name === 'cost'));
}

function settingLines(settings: Comparison['settings'], paint: Paint, width: number): string[] {
  if (settings.length === 0) return ['The configs, items and plugins are the same.'];
  return [
    paint('bold', 'set otherwise'),
    ...settings.map(({ path, values: [old, now] }) => {
      const text = `${printableLine(path)}: ${valueText(old)} → ${valueText(now)}`;
      return `  ${truncate(text, width - 2)}`;
    }),
  ];
}

const valueText = (value: Json | undefined): string =>
  value === undefined ? '(not there)' : printableLine(typeof value === 'string' ? value : JSON.stringify(value));

type Values = Comparison['prompts'][string]['values'];

function agentLines(agent: string, same: boolean, [old, now]: Values, paint: Paint, width: number): string[] {
  const name = paint('bold', printableLine(agent));
  if (same) return [`${name}  ${paint('dim', 'the same prompt')}`];
  const empty: Prompt['sections'] = { role: '', task: '', context: '', format: '' };
  const note = old === null ? '  only in the second' : now === null ? '  only in the first' : '';
  return [`${name}${note}`, ...sectionLines({ seed: old ?? empty, prompt: now ?? empty }, paint, width)];
}
