import { type Result, type Spend, totalSpend } from '@maspo/core';
import { duration, group, plural, tokens, usd } from '../../format.ts';
import { totalCalls } from '../calls.ts';
import type { Story } from '../story/story.ts';
import { html, type Markup } from './markup.ts';
import { type Cell, tableMarkup } from './section.ts';

/** What the run cost by role, beside what was expected before it and what was really paid. */
export function costMarkup({ calls, expected, usage }: Story): Markup {
  const roles = Object.entries(calls);
  const isPriced = roles.some(([, made]) => made.usd > 0) || (expected !== null && totalSpend(expected).nanoUsd > 0);
  const row = (name: string, made: Result['calls'][string], guess: Spend | null): Cell[] => [
    name,
    { number: group(made.logical) },
    { number: guess === null ? '–' : group(guess.calls) },
    { number: tokens(made.inputTokens) },
    { number: tokens(made.outputTokens) },
    { number: guess === null ? '–' : tokens(guess.inputTokens + guess.outputTokens) },
    ...(isPriced ? [{ number: usd(made.usd) }, { number: guess === null ? '–' : usd(guess.nanoUsd / 1e9) }] : []),
  ];
  const guessOf = (role: string): Spend | null => expected?.[role as keyof typeof expected] ?? null;
  const head = [
    'role',
    ...['calls', 'expected', 'tokens in', 'tokens out', 'expected', ...(isPriced ? ['cost', 'expected'] : [])].map(
      (number) => ({ number }),
    ),
  ];
  const rows = [
    ...roles.map(([role, made]) => row(role, made, guessOf(role))),
    row('all', totalCalls(calls), expected === null ? null : totalSpend(expected)),
  ];
  return html`${tableMarkup('Calls, tokens and cost by role', head, rows)}${paidMarkup(usage, isPriced)}
<p class="quiet">As the budget counts them: a call counts the first time that the run needs it, also where the journal had its answer. “Expected” is what maspo guessed before the run.${isPriced ? null : ' No model has a price in the config or a known one, so costs are not shown.'}</p>`;
}

function paidMarkup(usage: Story['usage'], isPriced: boolean): Markup | null {
  if (usage === null) return null;
  const { calls, nanoUsd } = totalSpend(usage.paid);
  const lost = totalSpend(usage.lost);
  const facts = [
    `Really made: ${plural(calls, 'call')}${isPriced ? ` for ${usd(nanoUsd / 1e9)}` : ''} in ${duration(usage.seconds)}`,
    ...(usage.fromJournal > 0 ? [`${plural(usage.fromJournal, 'answer')} taken from the journal`] : []),
    ...(usage.sessions > 1 ? [`over ${plural(usage.sessions, 'session')}`] : []),
    ...(usage.retries > 0 ? [`${group(usage.retries)} tried again`] : []),
    ...(lost.calls > 0
      ? [`${plural(lost.calls, 'attempt')} without an answer may have cost up to ${usd(lost.nanoUsd / 1e9)}`]
      : []),
  ];
  return html`<p>${facts.join(', ')}.</p>`;
}
