import { BudgetStop, type Hooks, journalFile, type Plan, type Prompt, parsePrompt, runIdOf } from '@maspo/core';
import { openJournal } from '../../packages/core/src/calls/journal.ts';
import { createHooks } from '../../packages/core/src/hooks.ts';
import { tapPlugins } from '../../packages/core/src/plugin/tap.ts';
import { emptyState } from '../../packages/core/src/run/state.ts';
import type { SearchContext } from '../../packages/core/src/search/context.ts';
import { openContext } from '../../packages/core/src/search/open.ts';
import { samplingSeed } from '../../packages/core/src/search/operate.ts';
import { scoreAnswers } from '../../packages/core/src/search/score.ts';
import { type Episode, inputIn, outputIn } from '../../packages/core/src/system/execute.ts';

/** Prompts by agent, as prompt files. */
export type Texts = Readonly<Record<string, string>>;

/** How the system did on one item. */
export interface PeerRun {
  readonly answer: string;
  readonly expected: unknown;
  readonly score: number;
  readonly turns: Readonly<Record<string, { readonly input: string; readonly output: string }>>;
}

/** What an optimizer that is not maspo may do in a world; null: the budget does not allow it, and nothing of it was done. */
export interface PeerWorld {
  /** Runs the system on items. Each step of calls is admitted whole, as in a run of maspo. */
  run(prompts: Texts, ids: readonly string[]): Promise<PeerRun[] | null>;
  /** Asks the model that writes prompts; each time for a new sample. */
  write(request: string): Promise<string | null>;
  /** Calls that were charged so far. */
  calls(): number;
  /** Calls that the peer made anew although it had made them before, charged or not. */
  repeated(): number;
  close(): Promise<void>;
}

export const promptsOf = (texts: Texts): Record<string, Prompt> =>
  Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, parsePrompt(text).prompt]));

/** Whether a request that comes again is free, as it is in a run of maspo. */
export type Repeats = 'free' | 'charged';

/** Opens executor, scorer, gateway and meter of maspo for a peer: the same requests give the same replies and cost as much. */
export function openPeerWorld(plan: Plan, tap: (hooks: Hooks) => void, repeats: Repeats): PeerWorld {
  const hooks = createHooks();
  tapPlugins(hooks, plan.plugins);
  tap(hooks);
  const journal = openJournal(journalFile(plan.dir));
  const shared = { plan, runId: runIdOf(plan), hooks, journal, elapsedBefore: 0, options: {} };
  const context = openContext({ ...shared, emit: async () => {}, state: () => emptyState });
  const items = new Map([...plan.data.splits.train, ...plan.data.splits.validation].map((item) => [item.id, item]));
  const purse = openPurse(context, repeats);
  let written = 0;
  return {
    ...purse.count,
    run: (texts, ids) =>
      purse.afford(ids.length * plan.system.agents.length, async () => {
        const prompts = new Map(plan.system.agents.map(({ id }) => [id, parsePrompt(texts[id] ?? '').prompt]));
        const chosen = ids.flatMap((id) => items.get(id) ?? []);
        const [episodes = []] = await context.execute([{ prompts, items: chosen }]);
        const scores = await scoreAnswers(context, episodes, context.root.derive('peer'));
        return episodes.map((episode, at) => runOf(plan, episode, scores[at] ?? 0));
      }),
    write: (content) => purse.afford(1, () => writerReply(context, content, written++)),
    close: () => journal.close(),
  };
}

/** Lets work be done as long as the calls that it asks for fit into the budget. */
function openPurse({ gateway, plan }: SearchContext, repeats: Repeats) {
  const logical = (): number => Object.values(gateway.meter.settled()).reduce((sum, { calls }) => sum + calls, 0);
  const cap = plan.budget.calls ?? Number.POSITIVE_INFINITY;
  let asked = 0;
  const afford = async <T>(calls: number, work: () => Promise<T>): Promise<T | null> => {
    // The meter of maspo, which throws, sees first requests only.
    if (repeats === 'charged' && asked + calls > cap) return null;
    try {
      const done = await work();
      asked += calls;
      return done;
    } catch (error) {
      if (error instanceof BudgetStop) return null;
      throw error;
    }
  };
  const count: Pick<PeerWorld, 'calls' | 'repeated'> = {
    calls: () => (repeats === 'charged' ? asked : logical()),
    repeated: () => asked - logical(),
  };
  return { afford, count };
}

async function writerReply(context: SearchContext, content: string, sample: number): Promise<string> {
  const maxTokens = context.plan.models.writer?.sampling.maxTokens ?? 0;
  const sampling = { temperature: 1, maxTokens, seed: samplingSeed(context, sample) };
  const messages = [{ role: 'user', content } as const];
  const [reply] = await context.gateway.step([{ role: 'mutator', model: 'writer', messages, sampling, sample }]);
  return reply?.kind === 'answer' ? reply.answer.text : '';
}

function runOf({ system, data }: Plan, episode: Episode, score: number): PeerRun {
  const textIn = (id: Parameters<typeof inputIn>[1]): string => {
    const output = outputIn(episode, id, system);
    return output.kind === 'text' ? output.text : '';
  };
  const turns = system.agents.map(({ id }) => [id, { input: inputIn(episode, id, system), output: textIn(id) }]);
  const [label = ''] = data.labelFields;
  return {
    answer: textIn(system.answer),
    expected: episode.item.fields[label],
    score,
    turns: Object.fromEntries(turns),
  };
}
