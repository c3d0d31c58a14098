import type { Plan, ProbedAgent, ProbeReport, Share } from '@maspo/core';
import { plural } from '../format.ts';
import type { Paint } from '../terminal.ts';
import { levelText } from './evaluation.ts';

const whole = (share: number): string => `${Math.round(100 * share)} %`;

/** `(4 … 31 %)`: the interval of a share of items. */
export const shareRange = ({ interval: [low, high] }: Share): string => `(${Math.round(100 * low)} … ${whole(high)})`;

/** Where a search can pay, agent by agent, and what to do. */
export function adviceLines(report: ProbeReport, plan: Plan, paint: Paint): string[] {
  const level = levelText(plan.gate.confidence);
  return [headline(report, level, paint), ...report.agents.map((agent) => agentLine(agent, report, level))];
}

function headline(report: ProbeReport, level: string, paint: Paint): string {
  const { prospect, agents, score, items } = report;
  const said = (style: 'green' | 'yellow', name: string, text: string): string =>
    `${paint(['bold', style], `${name}:`)} ${text}`;
  switch (prospect) {
    case 'pays': {
      const moved = agents.filter(({ verdict }) => verdict === 'pays' || verdict === 'moves');
      return said('green', 'can pay', `the answer depends on ${moved.map(({ agent }) => agent).join(', ')}.`);
    }
    case 'nothing-seen':
      return said('yellow', 'nothing pays that was tried', `a change moves too few answers to prove a gain. ${BLIND}`);
    case 'inert':
      return said('yellow', 'nothing pays that was tried', `no change moved an answer. ${BLIND}`);
    case 'ceiling':
      return said(
        'yellow',
        'no room',
        `the seed is right on ${items} of ${plural(items, 'item')} (${level}: at most ${pointsOf(1 - (score?.interval[0] ?? 0))} to gain). Harder items would show more.`,
      );
    case 'floor':
      return said(
        'yellow',
        'no ground',
        `nothing is right on ${plural(items, 'item')}, with the seed or with any variant: look at the metric, its field and the model first.`,
      );
    case 'too-few':
      return said('yellow', 'too few to tell', `${plural(items, 'item')} show no gain and exclude none.`);
  }
}

/** What a probe cannot see, said wherever it found nothing. */
const BLIND =
  'A probe makes cheap changes, one agent at a time: what only a model would write, or two agents must change together, it cannot see.';

const pointsOf = (share: number): string => `${Math.round(100 * share)} points`;

function agentLine(probed: ProbedAgent, { validation }: ProbeReport, level: string): string {
  const { agent, verdict, variants, changing, own, answer, better, worse } = probed;
  const moved = `the answer changed on ${answer.count} of ${plural(answer.of, 'trial')} (${level}: ${shareRange(answer).slice(1, -1)} of items)`;
  const counts = `${better.count} better, ${worse.count} worse${bestText(probed, level)}`;
  if (variants === 0)
    return `${agent}: not measured, no changed prompt could be made. Add a mutation that asks no model, or an init operator.`;
  switch (verdict) {
    case 'pays':
      return `${agent}: worth optimizing. ${changing} of ${plural(variants, 'variant')} change the answer: ${counts}.`;
    case 'moves':
      return `${agent}: can pay. Its prompt matters, ${moved}, not clearly for the better: ${counts}.`;
    case 'inert':
      return `${agent}: no head-room measured. ${own.count === 0 ? 'Its own output never changed' : 'Its output changes, the answer never did'} on ${plural(answer.items, 'item')} (${level}: at most ${whole(answer.interval[1])} of items). Nothing here speaks for spending calls on it.`;
    case 'little':
      return `${agent}: no gain seen. Such changes move the answer on at most ${whole(answer.interval[1])} of items (${level}); validation proves gains from ${pointsOf(validation.detectable ?? 1)} on.`;
    case 'too-few':
      return `${agent}: too few to tell. In all, ${moved}: ${counts}.`;
  }
}

function bestText({ best }: ProbedAgent, level: string): string {
  if (best === null) return '';
  const [low, high] = best.interval.map((value) =>
    value < 0 ? `−${Math.round(-100 * value)}` : `+${Math.round(100 * value)}`,
  );
  return `; the best variant ${best.better} better, ${best.worse} worse on ${plural(best.items, 'item')} (${level}, chosen among all: ${low} … ${high} points)`;
}
