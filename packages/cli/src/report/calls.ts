import type { Result, SavedUsage } from '@maspo/core';
import { duration, group, plural, tokens, usd } from '../format.ts';
import type { Paint } from '../terminal.ts';
import { type Cell, tableLines } from './table.ts';

/** Calls by role as the budget counts them, then what was really paid. */
export function callLines(result: Result, usage: SavedUsage | null, paint: Paint): string[] {
  const roles = Object.entries(result.calls);
  const priced = roles.some(([, calls]) => calls.usd > 0);
  const row = (name: string, { logical, inputTokens, outputTokens, usd: cost }: Result['calls'][string]): Cell[] => [
    name,
    { right: group(logical) },
    { right: tokens(inputTokens) },
    { right: tokens(outputTokens) },
    { right: priced ? usd(cost) : '' },
  ];
  const head: Cell[] = [
    'calls',
    { right: 'number' },
    { right: 'tokens in' },
    { right: 'tokens out' },
    { right: 'cost' },
  ];
  const body = roles.map(([role, calls]) => row(role, calls));
  const sum = roles.length > 1 ? [row('all', total(result))] : [];
  return [...tableLines([head, ...body, ...sum], paint), ...(usage === null ? [] : [paidText(usage, priced)])];
}

function total({ calls }: Result): Result['calls'][string] {
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
