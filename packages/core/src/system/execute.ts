import type { CallResult } from '../calls/journal.ts';
import type { CallRequest } from '../calls/key.ts';
import type { Json } from '../canonical.ts';
import { MaspoError } from '../errors.ts';
import type { ModelPlan } from '../plan.ts';
import type { AgentId, Item, Message, Output, Sampling } from '../types.ts';
import { outputReader, type ReadOutput } from './contract.ts';
import type { Agent, Node, NodeId, System } from './graph.ts';
import type { Prompt } from './prompt.ts';
import { lookUp, renderTemplate } from './template.ts';

/** One prompt for each agent that has prompts. */
export type PromptSet = ReadonlyMap<AgentId, Prompt>;

/** Whether two sets give every agent the same prompt. */
export const isSamePrompts = (a: PromptSet, b: PromptSet): boolean =>
  [...a].every(([id, prompt]) => b.get(id)?.id === prompt.id);

/** What a node read and said. */
export interface Turn {
  /** The user message. */
  readonly input: string;
  readonly output: Output;
}

/** A run of the whole system on one item. */
export interface Episode {
  readonly item: Item;
  readonly turns: ReadonlyMap<NodeId, Turn>;
}

/** Items to run under a prompt set; with `edit`, only the edited agents and their descendants are run anew. */
export interface Job {
  readonly prompts: PromptSet;
  readonly items: readonly Item[];
  readonly edit?: {
    readonly agents: readonly AgentId[];
    /** Episodes of the same items before the edit. */
    readonly base: readonly Episode[];
  };
}

/** Makes the calls of one step. */
export type Step = (requests: readonly CallRequest[]) => Promise<CallResult[]>;

/**
 * Runs jobs, level by level: the calls of one level, over all jobs and items, are one step.
 * @param step Instead of the one that it was made with.
 */
export type Execute = (jobs: readonly Job[], step?: Step) => Promise<Episode[][]>;

export interface ExecuteContext {
  readonly system: System;
  readonly models: Readonly<Record<string, ModelPlan>>;
  /** Given to models at temperature > 0. */
  readonly samplingSeed: number;
  /** Largest share of failed calls, in [0, 1]. */
  readonly tolerate: number;
  readonly step: Step;
}

/** A node of an episode that is being run. */
interface Cell {
  readonly node: Node;
  readonly job: Job;
  readonly turns: Map<NodeId, Turn>;
  readonly item: Item;
  readonly before: Turn | undefined;
}

export function createExecutor(context: ExecuteContext): Execute {
  const { system } = context;
  const readers = new Map(system.agents.map((agent) => [agent.id, outputReader(agent.contract)]));
  const failures = countFailures(context.tolerate);

  const runLevel = async (cells: readonly Cell[], step: Step): Promise<void> => {
    const waiting: { readonly cell: Cell; readonly input: string; readonly request: CallRequest }[] = [];
    for (const cell of cells) {
      const ready = prepare(cell, context);
      if ('request' in ready) waiting.push({ cell, ...ready });
      else cell.turns.set(cell.node.id, ready);
    }
    const results = await step(waiting.map(({ request }) => request));
    waiting.forEach(({ cell, input }, index) => {
      const output = outputOf(results[index], readers.get(cell.node.agent.id));
      cell.turns.set(cell.node.id, { input, output });
    });
    failures.count(results);
  };

  return async (jobs, step = context.step) => {
    const episodes = jobs.map((job) =>
      job.items.map((item, index) => ({ job, item, turns: startOf(job, index, system) })),
    );
    for (const level of system.levels) {
      const cells = episodes
        .flat()
        .flatMap(({ job, item, turns }) =>
          level
            .filter((node) => !turns.has(node.id) || isAffected(job, node, system))
            .map((node) => ({ node, job, item, turns, before: turns.get(node.id) })),
        );
      if (cells.length > 0) await runLevel(cells, step);
    }
    return episodes.map((row) => row.map(({ item, turns }) => ({ item, turns })));
  };
}

const startOf = ({ edit }: Job, index: number, { answer, lastNode }: System): Map<NodeId, Turn> => {
  const base = edit?.base[index]?.turns;
  if (edit !== undefined && base?.get(lastNode(answer)) === undefined)
    throw new RangeError('an edit needs the whole episode before it, for each item');
  return new Map(base);
};

const isAffected = ({ edit }: Job, node: Node, system: System): boolean =>
  edit === undefined || edit.agents.some((agent) => system.affectedBy(agent).has(node.id));

/** A request to make, or the turn where none is needed. */
function prepare(
  cell: Cell,
  context: ExecuteContext,
): Turn | { readonly input: string; readonly request: CallRequest } {
  const { node, job } = cell;
  const failed = node.before.find((id) => cell.turns.get(id)?.output.kind === 'failed');
  if (failed !== undefined) return { input: '', output: { kind: 'failed', reason: `${failed} failed before it` } };
  const input = renderInput(cell, context.system);
  // Equal input and prompt give an equal output: nothing to ask for. (A turn that failed with another has the input ''.)
  const { before } = cell;
  const wasAsked = before?.output.kind === 'text' || before?.input !== '';
  if (before?.input === input && wasAsked && job.edit?.agents.includes(node.agent.id) !== true) return before;
  return { input, request: requestOf(node.agent, job.prompts.get(node.agent.id), input, context) };
}

/** What a node reads on an item and asks for, by the turns before it; an output that is not there reads as an empty text. */
export function requestAt(
  at: Pick<Cell, 'node' | 'item' | 'turns'>,
  prompts: PromptSet,
  context: Omit<ExecuteContext, 'step' | 'tolerate'>,
): { readonly input: string; readonly request: CallRequest } {
  const input = renderInput(at, context.system);
  const { agent } = at.node;
  return { input, request: requestOf(agent, prompts.get(agent.id), input, context) };
}

function renderInput({ node, item, turns }: Pick<Cell, 'node' | 'item' | 'turns'>, system: System): string {
  const turnOf = (agent: AgentId, round: number): Turn | undefined => turns.get(`${agent}@${round}` as NodeId);
  return renderTemplate(node.agent.input, {
    item,
    output: (agent, path) => partOf(turnOf(system.agent(agent).id, node.round)?.output, path),
    previous: (agent) => textOf(turnOf(agent, node.round - 1)?.output),
  });
}

const textOf = (output: Output | undefined): string => (output?.kind === 'text' ? output.text : '');

const partOf = (output: Output | undefined, path: readonly string[]): Json | undefined =>
  path.length === 0 || output?.kind !== 'text' ? textOf(output) : lookUp(output.value, path);

function requestOf(
  agent: Agent,
  prompt: Prompt | undefined,
  input: string,
  context: Pick<ExecuteContext, 'models' | 'samplingSeed'>,
): CallRequest {
  const model = context.models[agent.model];
  if (model === undefined) throw new RangeError(`no model "${agent.model}"`);
  const messages: Message[] = [{ role: 'user', content: input }];
  if (prompt !== undefined && prompt.text !== '') messages.unshift({ role: 'system', content: prompt.text });
  return { role: 'agent', model: agent.model, messages, sampling: samplingOf(agent, model, context.samplingSeed) };
}

const samplingOf = (agent: Agent, { sampling }: ModelPlan, seed: number): Sampling => ({
  ...sampling,
  ...(sampling.temperature > 0 ? { seed } : {}),
  ...(agent.contract.kind === 'json' ? { schema: agent.contract.schema } : {}),
});

function outputOf(result: CallResult | undefined, read: ReadOutput | undefined): Output {
  if (result === undefined || read === undefined) throw new RangeError('a call has no result');
  switch (result.kind) {
    case 'answer':
      return read(result.answer.text);
    case 'failed':
      return { kind: 'failed', reason: result.reason };
    case 'effect':
      throw new RangeError('the result of an effect stands where a reply was expected');
  }
}

/** Too few calls say nothing about a share. */
const ENOUGH_CALLS = 20;

function countFailures(tolerate: number) {
  let calls = 0;
  let failed = 0;
  let example = '';
  return {
    /** @throws MaspoError MASPO-FAILURES when more of the run's calls failed than the config tolerates. */
    count: (results: readonly CallResult[]): void => {
      calls += results.length;
      for (const result of results) {
        if (result.kind !== 'failed') continue;
        failed++;
        example = result.reason;
      }
      if (calls < ENOUGH_CALLS || failed <= tolerate * calls) return;
      throw new MaspoError(
        'MASPO-FAILURES',
        `${failed} of ${calls} agent calls failed for their item, more than run.tolerate (${tolerate}) allows: ${example}`,
        'Mend the cause or raise run.tolerate, then go on with `maspo resume`.',
      );
    },
  };
}

/** The output that counts as an agent's: that of its last node. */
export function outputIn(episode: Episode, agent: AgentId, system: System): Output {
  const turn = episode.turns.get(system.lastNode(agent));
  if (turn === undefined) throw new RangeError(`the episode has no turn of "${agent}"`);
  return turn.output;
}

/** The input of an agent's last node. */
export const inputIn = (episode: Episode, agent: AgentId, system: System): string =>
  episode.turns.get(system.lastNode(agent))?.input ?? '';
