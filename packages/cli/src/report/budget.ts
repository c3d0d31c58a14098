import type { Estimate, Plan, Spend } from '@maspo/core';
import { group, tokens, usd } from '../format.ts';
import type { Paint } from '../terminal.ts';
import { type Cell, tableLines } from './table.ts';

/** What a run takes at most, and what the budget allows. */
export function budgetLines(plan: Plan, estimate: Estimate, paint: Paint): string[] {
  return [...callTable(estimate, paint), ...heldOutLines(plan, estimate), ...allowanceLines(plan, estimate, paint)];
}

function callTable({ search, heldOut }: Estimate, paint: Paint): string[] {
  const roles = (['agent', 'judge', 'mutator'] as const).filter((role) => search[role] + heldOut[role].calls > 0);
  const rows = roles.map((role): Cell[] => [
    role,
    { right: group(search[role]) },
    { right: group(heldOut[role].calls) },
    { right: group(search[role] + heldOut[role].calls) },
  ]);
  const head: Cell[] = ['calls, at most', { right: 'search' }, { right: 'held out' }, { right: 'all' }];
  return tableLines([head, ...rows], paint);
}

const sumOf = (spends: readonly Spend[], key: keyof Spend): number =>
  spends.reduce((sum, spend) => sum + spend[key], 0);

function heldOutLines({ models }: Plan, { heldOut }: Estimate): string[] {
  const spends = Object.values(heldOut);
  const priced = Object.values(models).some(({ price }) => price !== null);
  const most = sumOf(spends, 'inputTokens') + sumOf(spends, 'outputTokens');
  const cost = priced ? `, ${usd(sumOf(spends, 'nanoUsd') / 1e9)}` : '';
  return [
    `Held back for validation and test: ${group(sumOf(spends, 'calls'))} calls, ${tokens(most)} tokens${cost} at most.`,
  ];
}

function allowanceLines({ budget }: Plan, { most, least, heldOut }: Estimate, paint: Paint): string[] {
  const reserved = sumOf(Object.values(heldOut), 'calls');
  const caps = [
    budget.calls === null ? null : `${group(budget.calls)} calls`,
    budget.tokens === null ? null : `${tokens(budget.tokens)} tokens`,
    budget.usd === null ? null : usd(budget.usd),
    budget.minutes === null ? null : `${budget.minutes} minutes of search`,
  ].filter((cap) => cap !== null);
  if (caps.length === 0)
    return [
      `${paint('bold', 'budget:')} none; the search ends by its own settings, after ${group(most)} calls at most.`,
    ];
  return [
    `${paint('bold', 'budget:')} ${caps.join(', ')}`,
    ...(budget.calls === null ? [] : [searchShare(budget.calls, reserved, most)]),
    `The smallest budget that works: ${group(least.calls)} calls.`,
  ];
}

function searchShare(cap: number, reserved: number, most: number): string {
  const left = Math.max(0, cap - reserved);
  return cap >= most
    ? `The search can use all ${group(most - reserved)} calls that its settings allow.`
    : `That leaves the search ${group(left)} of the ${group(most - reserved)} calls that its settings allow at most.`;
}
