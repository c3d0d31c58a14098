import { duration, group, tokens, usd } from '../../format.ts';
import type { RunFacts } from '../reporter.ts';
import { leftText, type Pace, paceText, rateParts, totalOf } from '../speed.ts';
import { type Line, styled } from './line.ts';
import type { View } from './view.ts';

const WIDEST_BAR = 32;
const LABEL = 9;

/** What the run has used of each cap that the config sets, how fast it goes and what is left; in short, one line. */
export function budgetForms({ state }: Pick<View, 'state'>, pace: Pace, facts: RunFacts, width: number): Line[][] {
  const { inputTokens, outputTokens, nanoUsd } = totalOf(state);
  const { caps, priced, mostCalls } = facts;
  const used = inputTokens + outputTokens;
  const bars: Line[] = [
    ...cap('calls', pace.done, caps.calls, group, width),
    ...cap('tokens', used, caps.tokens, tokens, width),
    ...cap('cost', nanoUsd / 1e9, caps.usd, usd, width),
    ...cap('time', pace.seconds / 60, caps.minutes, (minutes) => duration(minutes * 60), width),
  ];
  const uncapped = [
    ...(caps.calls === null ? [`${group(pace.done)} calls of ${group(Math.max(mostCalls, pace.done))} at most`] : []),
    ...rateParts(pace.rate).map((rate) => rate.replace('/s', ' calls/s')),
    ...(caps.tokens === null ? [`${tokens(used)} tokens`] : []),
    ...(priced && caps.usd === null ? [usd(nanoUsd / 1e9)] : []),
  ];
  const left: Line = [label('left'), pace.left === null ? styled('dim', 'not known yet') : leftText(pace.left)];
  return [[...bars, [label('so far'), uncapped.join(' · ')], left], [[`  ${paceText(pace, facts, state)}`]]];
}

const label = (text: string) => styled('dim', `  ${text}`.padEnd(LABEL));

function cap(name: string, used: number, most: number | null, text: (value: number) => string, width: number): Line[] {
  if (most === null) return [];
  const amounts = `  ${text(used)} of ${text(most)}`;
  const room = Math.max(4, Math.min(WIDEST_BAR, width - LABEL - amounts.length));
  const share = most === 0 ? 1 : Math.min(1, used / most);
  const full = Math.floor(share * room);
  const bar = styled(share >= 0.9 ? 'yellow' : 'cyan', '█'.repeat(full));
  return [[label(name), bar, styled('dim', '░'.repeat(room - full)), amounts]];
}
