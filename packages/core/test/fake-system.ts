import type { CallResult } from '../src/calls/journal.ts';
import type { CallRequest } from '../src/calls/key.ts';
import type { ModelPlan } from '../src/plan.ts';
import { createExecutor, type Episode, type Execute, outputIn, type PromptSet } from '../src/system/execute.ts';
import { type AgentDraft, buildSystem, type System } from '../src/system/graph.ts';
import { createPrompt } from '../src/system/prompt.ts';
import { parseTemplate } from '../src/system/template.ts';
import { agentId, fakeItems } from '../src/testing/fakes.ts';
import type { OutputContract } from '../src/types.ts';

export const TEXT: OutputContract = { kind: 'text' };

export const draft = (id: string, input: string, parts: Partial<AgentDraft> = {}): AgentDraft => ({
  id: agentId(id),
  model: 'small',
  prompt: createPrompt({ task: `Do ${id}.` }),
  frozen: [],
  input: parseTemplate(input),
  contract: TEXT,
  after: [],
  ...parts,
});

export const model = (temperature: number): ModelPlan => ({
  name: 'small',
  use: 'fake',
  options: {},
  sampling: { temperature, maxTokens: 8 },
  timeout: 1,
  retries: 0,
  concurrency: 1,
  price: null,
});

/** Who is asked: the word behind "Do" in the system message. */
const agentOf = ({ messages }: CallRequest): string => /Do (\w+)/.exec(messages[0]?.content ?? '')?.[1] ?? '';
const inputOf = ({ messages }: CallRequest): string => messages.at(-1)?.content ?? '';

export const FAIL = Symbol('fail');
export type Reply = (agent: string, input: string, request: CallRequest) => string | typeof FAIL;
/** By default an agent says its name and what it read. */
export const echo: Reply = (agent, input) => `${agent}(${input})`;

export interface Bench {
  readonly system: System;
  readonly execute: Execute;
  readonly seed: PromptSet;
  /** The requests of each step so far; emptied by `take`. */
  take(): CallRequest[][];
}

interface Setting {
  readonly reply?: Reply;
  readonly rounds?: number;
  readonly temperature?: number;
  readonly tolerate?: number;
}

/** A system whose model is a function; `answer` is the last agent. */
export function bench(drafts: readonly AgentDraft[], setting: Setting = {}): Bench {
  const { reply = echo, rounds = 1, temperature = 0, tolerate = 1 } = setting;
  const answer = drafts.at(-1)?.id ?? agentId('');
  const system = buildSystem(drafts, answer, rounds);
  let steps: CallRequest[][] = [];
  const step = async (requests: readonly CallRequest[]): Promise<CallResult[]> => {
    steps.push([...requests]);
    return requests.map((request) => {
      const text = reply(agentOf(request), inputOf(request), request);
      if (text === FAIL) return { kind: 'failed', reason: 'refused' };
      return { kind: 'answer', answer: { text, finish: 'stop', usage: null } };
    });
  };
  const models = { small: model(temperature) };
  return {
    system,
    execute: createExecutor({ system, models, samplingSeed: 99, tolerate, step }),
    seed: new Map(system.agents.flatMap(({ id, prompt }) => (prompt === null ? [] : [[id, prompt]]))),
    take: () => {
      const taken = steps;
      steps = [];
      return taken;
    },
  };
}

export const items = fakeItems([{ text: 'one' }, { text: 'two' }]);
export const agents = (steps: CallRequest[][]): string[][] => steps.map((requests) => requests.map(agentOf));
export const edited = (seed: PromptSet, id: string, line = 'Be brief.'): PromptSet => {
  const prompt = seed.get(agentId(id));
  if (prompt === undefined) throw new Error(`no prompt of ${id}`);
  return new Map([...seed, [agentId(id), prompt.append('task', line)]]);
};
export const answers = (episodes: readonly Episode[], { system }: Bench): string[] =>
  episodes.map((episode) => {
    const output = outputIn(episode, system.answer, system);
    return output.kind === 'text' ? output.text : `failed: ${output.reason}`;
  });
/** Runs one job and gives its episodes. */
export async function run(bench: Bench, job: Parameters<Execute>[0][number]): Promise<Episode[]> {
  const [episodes] = await bench.execute([job]);
  if (episodes === undefined) throw new Error('no episodes');
  return episodes;
}

export const chain = [
  draft('a', '{{item.text}}'),
  draft('b', '{{a.output}}'),
  draft('side', '{{item.text}}'),
  draft('c', '{{b.output}}+{{side.output}}'),
];
