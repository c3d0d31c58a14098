import { type Result, type SavedUsage, type Spend, type SpendByRole, totalSpend } from '@maspo/core';
import { duration, group, plural, tokens, usd } from '../format.ts';
import type { Paint } from '../terminal.ts';
import { type Cell, tableLines } from './table.ts';

/** Calls by role as the budget counts them beside what was expected, then what was really paid. */
export function callLines(
  result: Result,
  usage: SavedUsage | null,
  expected: SpendByRole | null,
  paint: Paint,
): string[] {
  const roles = Object.entries(result.calls);
  const priced = roles.some(([, calls]) => calls.usd > 0);
  const row = (name: string, made: Calls, guess: Spend | null): Cell[] => [
    name,
    { right: group(made.logical) },
    { right: guess === null ? '' : group(guess.calls) },
    { right: tokens(made.inputTokens) },
    { right: tokens(made.outputTokens) },
    { right: guess === null ? '' : tokens(guess.inputTokens + guess.outputTokens) },
    { right: priced ? usd(made.usd) : '' },
    { right: priced && guess !== null ? usd(guess.nanoUsd / 1e9) : '' },
  ];
  const head: Cell[] = ['calls', ...HEAD.map((right) => ({ right }))];
  const body = roles.map(([role, calls]) => row(role, calls, expected?.[role as keyof SpendByRole] ?? null));
  const sum =
    roles.length > 1 ? [row('all', totalCalls(result.calls), expected === null ? null : totalSpend(expected))] : [];
  return [...tableLines([head, ...body, ...sum], paint), ...(usage === null ? [] : [paidText(usage, priced)])];
}

const HEAD = ['number', 'expected', 'tokens in', 'out', 'expected', 'cost', 'expected'] as const;

type Calls = Result['calls'][string];

/** All roles together. */
export function totalCalls(calls: Result['calls']): Calls {
  const all = Object.values(calls);
  const sum = (key: keyof (typeof all)[number]): number => all.reduce((value, entry) => value + entry[key], 0);
  return {
    logical: sum('logical'),
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    usd: sum('usd'),
  };
}

function paidText({ paid, retries, seconds, sessions }: SavedUsage, priced: boolean): string {
  const spends = Object.values(paid);
  const calls = spends.reduce((sum, spend) => sum + spend.calls, 0);
  const cost = spends.reduce((sum, spend) => sum + spend.nanoUsd, 0) / 1e9;
  return [
    `really made: ${plural(calls, 'call')}${priced ? ` for ${usd(cost)}` : ''} in ${duration(seconds)}`,
    ...(sessions > 1 ? [`over ${sessions} sessions`] : []),
    ...(retries > 0 ? [`${group(retries)} tried again`] : []),
  ].join(', ');
}
