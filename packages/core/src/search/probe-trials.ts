import type { Trial } from '../evidence/head-room.ts';
import type { SeedNode } from '../random.ts';
import { canonicalOutput } from '../system/contract.ts';
import { type Episode, outputIn } from '../system/execute.ts';
import type { Prompt } from '../system/prompt.ts';
import type { AgentId } from '../types.ts';
import { type PromptAgent, type SearchContext, seedPrompts } from './context.ts';
import { scorerKind } from './declared.ts';
import { compareScores } from './reward.ts';
import { comparePairs, pairOf, scoreAnswers } from './score.ts';

/** The seed's run on an item, and the score of its answer where a metric gives one. */
export interface SeedRun {
  readonly episode: Episode;
  readonly score: number | null;
}

/** A changed prompt of one agent, to be run on an item that the seed has been run on. */
export interface WantedTrial {
  readonly agent: PromptAgent;
  readonly variant: number;
  readonly prompt: Prompt;
  readonly seed: SeedRun;
}

/** A trial that was run. */
interface Outcome extends WantedTrial {
  readonly episode: Episode;
}

/** Runs trials side by side, each from the edited agent on, and compares what came out with the seed. */
export async function runTrials(
  context: SearchContext,
  wanted: readonly WantedTrial[],
  place: SeedNode,
): Promise<Trial[]> {
  const seed = seedPrompts(context.plan);
  const episodes = await context.execute(
    wanted.map(({ agent, prompt, seed: { episode } }) => ({
      prompts: new Map(seed).set(agent.id, prompt),
      items: [episode.item],
      edit: { agents: [agent.id], base: [episode] },
    })),
  );
  const outcomes = wanted.flatMap(
    (one, index) => episodes[index]?.map((episode): Outcome => ({ ...one, episode })) ?? [],
  );
  const comparisons = await compareAnswers(context, outcomes, place);
  return outcomes.map((outcome, index) => {
    const differs = (id: AgentId): boolean | null => isChanged(context, outcome, id);
    const { agent, variant, episode } = outcome;
    return {
      item: episode.item.id,
      variant,
      own: differs(agent.id),
      answer: differs(context.plan.system.answer),
      next: Object.fromEntries(agent.view.successors.map((next) => [next, differs(next)])),
      comparison: comparisons[index] ?? null,
    };
  });
}

/** Whether an agent's output differs from the seed's in canonical form; null where there is none. */
function isChanged({ plan: { system } }: SearchContext, { episode, seed }: Outcome, id: AgentId): boolean | null {
  const { contract } = system.agent(id);
  const [now, before] = [episode, seed.episode].map((of) => canonicalOutput(outputIn(of, id, system), contract));
  return now === null || before === null ? null : now !== before;
}

/** The answers against the seed's, in [0, 1]. Equal ones tie, and are not scored. */
async function compareAnswers(
  context: SearchContext,
  outcomes: readonly Outcome[],
  place: SeedNode,
): Promise<(number | null)[]> {
  const { plan } = context;
  const { answer } = plan.system;
  if (scorerKind(plan, 'global') !== 'absolute') {
    const pairs = outcomes.map(({ episode, seed }) => pairOf('global', answer, episode, seed.episode, plan));
    return (await comparePairs(context, pairs, place)).map(({ value }) => value);
  }
  const changed = outcomes.filter((outcome) => isChanged(context, outcome, answer));
  const scores = await scoreAnswers(
    context,
    changed.map(({ episode }) => episode),
    place,
  );
  const compared = new Map(
    changed.map((outcome, index) => [outcome, compareScores(scores[index] ?? null, outcome.seed.score)]),
  );
  return outcomes.map((outcome) =>
    isChanged(context, outcome, answer) === false ? 0.5 : (compared.get(outcome) ?? null),
  );
}
