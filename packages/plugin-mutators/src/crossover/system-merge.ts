import type { CrossoverOperator, CrossoverRequest, OtherPopulation, Prompt } from '@maspo/core';

/**
 * Prompts of different agents from two lineages, tried as one (after GEPA's system-aware merge, arXiv 2507.19457): what each
 * agent's beam keeps may have lost against the incumbent only for want of the other.
 */
export const systemMerge: CrossoverOperator = {
  joint: true,
  description:
    'Tries a prompt of this agent together with a prompt that another agent’s beam keeps beside its incumbent.',
  run: ({ parents, population, agent, others, rng }) => {
    const partners = partnersAmong(agent, others);
    if (partners.length === 0) return [{ rejected: 'no other agent keeps a second prompt' }];
    const { agent: partner, rivals } = rng.pick(partners);
    const companion = rng.pick(rivals);
    return [{ prompt: challenger(parents, population), companions: { [partner.id]: companion } }];
  },
};

/** Agents that keep prompts beside their incumbent: the direct neighbours, or all where no neighbour does. */
function partnersAmong(agent: CrossoverRequest['agent'], others: readonly OtherPopulation[]) {
  const partners = others
    .map(({ agent: other, incumbent, population }) => ({
      agent: other,
      rivals: population.map(({ prompt }) => prompt).filter(({ text }) => text !== incumbent.text),
    }))
    .filter(({ rivals }) => rivals.length > 0);
  const near = new Set([...agent.predecessors, ...agent.successors]);
  const neighbours = partners.filter(({ agent: other }) => near.has(other.id));
  return neighbours.length > 0 ? neighbours : partners;
}

/** The first parent that was compared with the incumbent: with the incumbent itself the other agent has had its turn already. */
const challenger = (parents: CrossoverRequest['parents'], population: CrossoverRequest['population']): Prompt =>
  parents.find((parent) => population.some(({ id, n }) => id === parent.id && n > 0)) ?? parents[0];
