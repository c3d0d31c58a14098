import { type Estimate, type Plan, type Spend, type SpendByRole, totalSpend } from '@maspo/core';
import { duration, group, plural, tokens, usd } from '../format.ts';
import type { History } from '../history.ts';
import type { Paint, Terminal } from '../terminal.ts';
import { wrap } from '../wrap.ts';
import { type Cell, tableLines } from './table.ts';

/** What a run takes, at most and as expected, and what the budget allows. */
export function budgetLines(
  plan: Plan,
  estimate: Estimate,
  history: History,
  { paint, columns }: Pick<Terminal, 'paint' | 'columns'>,
): string[] {
  const sentences = [
    `Expected is a guess by what runs usually take${history.runs > 0 ? ', its tokens by earlier runs' : ''}; at most: ${spendText(plan, totalSpend(estimate.most))}.`,
    `Held back for validation and test: ${spendText(plan, totalSpend(estimate.heldOut))} at most.`,
    `Before all else: ${plural(totalSpend(estimate.preflight).calls, 'call')} to see that the models work (maspo doctor).`,
    timeLine(plan, estimate, history, paint),
    ...allowanceLines(plan, estimate, paint),
  ];
  return [...estimateTable(plan, estimate, paint), ...sentences.flatMap((text) => indented(text, columns))];
}

const indented = (text: string, columns: number): string[] =>
  wrap(text, columns - 2).map((line, index) => (index === 0 ? line : `  ${line}`));

const ROLES = ['agent', 'judge', 'mutator'] as const;

export const isPriced = ({ models }: Plan): boolean =>
  Object.values(models).some(({ price }) => price !== null && price.input + price.output > 0);

function estimateTable(plan: Plan, { search, heldOut, most, expected }: Estimate, paint: Paint): string[] {
  const priced = isPriced(plan);
  const row = (name: string, of: (spend: SpendByRole) => Spend): Cell[] => [
    name,
    { right: group(of(search).calls) },
    { right: group(of(heldOut).calls) },
    { right: group(of(most).calls) },
    { right: group(of(expected).calls) },
    { right: tokens(of(expected).inputTokens + of(expected).outputTokens) },
    { right: priced ? usd(of(expected).nanoUsd / 1e9) : '' },
  ];
  const roles = ROLES.filter((role) => most[role].calls > 0);
  const head: Cell[] = [
    'calls',
    { right: 'search' },
    { right: 'held out' },
    { right: 'at most' },
    { right: 'expected' },
    { right: 'tokens' },
    { right: 'cost' },
  ];
  const all = roles.length > 1 ? [row('all', totalSpend)] : [];
  return tableLines([head, ...roles.map((role) => row(role, (spend) => spend[role])), ...all], paint);
}

function spendText(plan: Plan, { calls, inputTokens, outputTokens, nanoUsd }: Spend): string {
  const cost = isPriced(plan) ? `, ${usd(nanoUsd / 1e9)}` : '';
  return `${group(calls)} calls, ${tokens(inputTokens + outputTokens)} tokens${cost}`;
}

/** Seconds that the expected calls take; null where no run has shown a rate. */
export const expectedSeconds = ({ expected }: Estimate, { rate }: History): number | null =>
  rate === null ? null : totalSpend(expected).calls / rate;

function timeLine({ budget: { minutes } }: Plan, estimate: Estimate, history: History, paint: Paint): string {
  const seconds = expectedSeconds(estimate, history);
  const head = paint('bold', 'time:');
  const clock = minutes === null ? '' : `; the search ends after ${plural(minutes, 'minute')}`;
  if (seconds === null || history.rate === null) return `${head} unknown, no run with these models yet${clock}`;
  const rate = history.rate < 10 ? history.rate.toFixed(1) : String(Math.round(history.rate));
  return `${head} about ${duration(seconds)} at ${rate} calls/s, as in ${plural(history.runs, 'earlier run')}${clock}`;
}

function allowanceLines({ budget }: Plan, { most, least, heldOut, preflight }: Estimate, paint: Paint): string[] {
  const reserved = totalSpend(heldOut).calls + totalSpend(preflight).calls;
  const all = totalSpend(most).calls;
  const caps = [
    budget.calls === null ? null : `${group(budget.calls)} calls`,
    budget.tokens === null ? null : `${tokens(budget.tokens)} tokens`,
    budget.usd === null ? null : usd(budget.usd),
    budget.minutes === null ? null : `${budget.minutes} minutes of search`,
  ].filter((cap) => cap !== null);
  if (caps.length === 0)
    return [
      `${paint('bold', 'budget:')} none; the search ends by its own settings, after ${group(all)} calls at most.`,
    ];
  return [
    `${paint('bold', 'budget:')} ${caps.join(', ')}`,
    ...(budget.calls === null ? [] : [searchShare(budget.calls, reserved, all)]),
    `The smallest budget that works: ${group(least.calls)} calls.`,
  ];
}

function searchShare(cap: number, reserved: number, most: number): string {
  const left = Math.max(0, cap - reserved);
  return cap >= most
    ? `The search can use all ${group(most - reserved)} calls that its settings allow.`
    : `That leaves the search ${group(left)} of the ${group(most - reserved)} calls that its settings allow at most.`;
}
