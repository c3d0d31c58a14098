import { findOperator } from '../plugin/find.ts';
import type { SeedNode } from '../random.ts';
import { type Prompt, SECTIONS } from '../system/prompt.ts';
import type { PromptAgent, SearchContext } from './context.ts';
import { unscored } from './population.ts';
import { callsAsked } from './preflight-calls.ts';
import { proposeInitial, proposeOffspring } from './propose.ts';
import { refusalOf } from './refusal.ts';

/**
 * So many changed prompts of an agent, all different; fewer where there are no more. First what its init operators make of
 * the seed, as a run would; then mutations of the config that ask no model; then what is left when a part is dropped.
 */
export async function perturb(
  context: SearchContext,
  agent: PromptAgent,
  count: number,
  place: SeedNode,
): Promise<Prompt[]> {
  const initial = (await proposeInitial(context, agent)).slice(0, count);
  const mutated = await mutateForFree(context, agent, count - initial.length, initial, place);
  const seen = new Set([agent.prompt, ...initial, ...mutated].map(({ id }) => id));
  const refusal = refusalOf(context, { agent, phase: 'mutate', use: 'probe', kin: [], seen });
  const shorter = withoutParts(agent.prompt).filter((prompt) => refusal(prompt) === null);
  return [...initial, ...mutated, ...shorter].slice(0, count);
}

/** Children of the seed by mutations that ask no model. */
async function mutateForFree(
  context: SearchContext,
  agent: PromptAgent,
  offspring: number,
  known: readonly Prompt[],
  place: SeedNode,
): Promise<Prompt[]> {
  const { plan } = context;
  // A joint proposal changes other agents as well: nothing could be told of this one.
  const isJoint = (use: string): boolean => findOperator(plan.plugins, 'mutate', use)?.operator.joint ?? false;
  const mutate = plan.mutate.filter((own) => callsAsked(plan, 'mutate', own) === 0 && !isJoint(own.use));
  return proposeOffspring(
    { ...context, plan: { ...plan, mutate, crossover: [] } },
    {
      agent,
      beam: [unscored(agent.prompt)],
      others: [],
      offspring,
      seen: new Set([agent.prompt, ...known].map(({ id }) => id)),
      misalignments: [],
      place,
      traces: async () => [],
    },
  );
}

/** The seed without each of its sections, and without each of its sentences; all different. */
function withoutParts(prompt: Prompt): Prompt[] {
  const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
  const shorter = SECTIONS.flatMap((section) => {
    const parts = [...sentences.segment(prompt.get(section))].map(({ segment }) => segment);
    const without = parts.map((_, index) => prompt.set(section, parts.toSpliced(index, 1).join('')));
    return parts.length === 0 ? [] : [prompt.drop(section), ...without];
  });
  const distinct = new Map(shorter.map((other) => [other.id, other]));
  return [...distinct.values()];
}
