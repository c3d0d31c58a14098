import type { Order } from '../plan.ts';
import type { Rng } from '../random.ts';
import { companionsOf } from '../system/candidate.ts';
import type { System } from '../system/graph.ts';
import type { AgentId } from '../types.ts';
import type { Population } from './population.ts';

/**
 * Which agent is optimized next.
 * `topological`: each in turn, upstream first (MASPO). `credit`: what an edit may gain, as a draw from
 * Beta(1 + wins, 1 + losses), over what it costs, (re-run nodes + 2)². `mix`: half the time the least visited,
 * otherwise credit: the only order that STUDY never found worse than topological. `coupling`: the agent around which most
 * has changed since its last turn, for prompts that must fit each other.
 * @param populations In topological order.
 */
export function nextAgent(order: Order, populations: readonly Population[], system: System, rng: Rng): AgentId {
  const [first] = populations;
  if (first === undefined) throw new RangeError('no agent has a prompt');
  const leastVisited = populations.reduce((least, other) => (other.visits < least.visits ? other : least), first).agent;
  switch (order) {
    case 'topological':
      return leastVisited;
    case 'credit':
      return mostCredit(populations, system, rng);
    case 'mix':
      return rng.next() < 0.5 ? leastVisited : mostCredit(populations, system, rng);
    case 'coupling':
      return mostMoved(populations, system) ?? leastVisited;
  }
}

/**
 * The agents whose turns may run beside those of `chosen`: no path leads between them, no candidate of one brings a prompt of
 * the other, and none has had more turns than they, so that nobody is served early.
 */
export function besides(
  populations: readonly Population[],
  chosen: readonly AgentId[],
  system: System,
): readonly Population[] {
  const busy = populations.filter(({ agent }) => chosen.includes(agent));
  const depend = (a: Population, b: Population): boolean =>
    a.agent === b.agent || system.related(a.agent).includes(b.agent) || brings(a, b) || brings(b, a);
  const least = Math.min(...busy.map(({ visits }) => visits));
  return populations.filter((one) => one.visits <= least && !busy.some((other) => depend(one, other)));
}

const brings = ({ beam }: Population, { agent }: Population): boolean =>
  beam.some(({ prompt }) => companionsOf(prompt).has(agent));

/** The agent with the most relatives that have a new prompt since its last turn; undefined where none has. */
function mostMoved(populations: readonly Population[], system: System): AgentId | undefined {
  const moved = populations.map(({ agent, visitedAt, visits }) => {
    const related = new Set(system.related(agent));
    const news = populations.filter((other) => related.has(other.agent) && other.wonAt > visitedAt);
    return { agent, visits, news: news.length };
  });
  const most = moved.reduce((best, other) =>
    other.news > best.news || (other.news === best.news && other.visits < best.visits) ? other : best,
  );
  return most.news > 0 ? most.agent : undefined;
}

function mostCredit(populations: readonly Population[], system: System, rng: Rng): AgentId {
  const credits = populations.map(({ agent, wins, visits }) => ({
    agent,
    credit: drawBeta(1 + wins, 1 + visits - wins, rng) / (system.affectedBy(agent).size + 2) ** 2,
  }));
  return credits.reduce((most, other) => (other.credit > most.credit ? other : most)).agent;
}

/** A draw from Beta(a, b) for whole a, b ≥ 1: the a-th smallest of a + b − 1 uniform draws. */
function drawBeta(a: number, b: number, rng: Rng): number {
  const draws = Array.from({ length: a + b - 1 }, () => rng.next()).sort((x, y) => x - y);
  return draws[a - 1] ?? 0;
}
