import { canonicalJson, type Json, type Prompt, SECTIONS } from '@maspo/core/plan';
import type { Story } from './story/story.ts';

/** Something of the configs that two runs do not share; undefined where a run does not have it. */
export interface Setting {
  /** `system.agents[reader].model`: list members by their id where they have one. */
  readonly path: string;
  readonly values: readonly [Json | undefined, Json | undefined];
}

/** The prompt that a run hands out for an agent, or has so far; null where it has no such agent. */
type Sections = Prompt['sections'] | null;

/** Two runs side by side; `maspo diff --json` prints it. */
export interface Comparison {
  readonly version: 1;
  readonly runs: readonly [RunSummary, RunSummary];
  /** Whether both were tested on the same items: else their scores do not compare. */
  readonly sameTest: boolean;
  readonly settings: readonly Setting[];
  readonly prompts: Readonly<
    Record<string, { readonly same: boolean; readonly values: readonly [Sections, Sections] }>
  >;
}

export type RunSummary = Pick<Story, 'runId' | 'verdict' | 'test' | 'validation' | 'pairwise' | 'calls' | 'usage'>;

export function compareRuns(a: Story, b: Story): Comparison {
  const [before, after] = [promptsOf(a), promptsOf(b)];
  const agents = [...new Set([...before.keys(), ...after.keys()])];
  return {
    version: 1,
    runs: [summaryOf(a), summaryOf(b)],
    sameTest: a.origin.test === b.origin.test,
    settings: settingsOf(a.origin, b.origin),
    prompts: Object.fromEntries(
      agents.map((agent) => {
        const values = [before.get(agent) ?? null, after.get(agent) ?? null] as const;
        return [agent, { same: isSame(...values), values }];
      }),
    ),
  };
}

const summaryOf = ({ runId, verdict, test, validation, pairwise, calls, usage }: Story): RunSummary => ({
  runId,
  verdict,
  test,
  validation,
  pairwise,
  calls,
  usage,
});

function promptsOf({ agents, verdict }: Story): Map<string, Sections> {
  const isNew = (fate: string): boolean => fate === 'changed' || (fate === 'found' && verdict === null);
  return new Map(
    agents
      .filter(({ fate }) => fate !== 'program')
      .map(({ id, fate, seed, prompt }) => [id, isNew(fate) ? prompt : seed]),
  );
}

const isSame = (a: Sections, b: Sections): boolean =>
  a !== null && b !== null && SECTIONS.every((section) => a[section] === b[section]);

function settingsOf(a: Story['origin'], b: Story['origin']): Setting[] {
  const leaves = [a, b].map(({ plan, config, data, plugins }) => {
    const beside = { 'config file': config, 'items (content hash)': data, 'plugin versions': plugins };
    return new Map([...leavesOf(plan, ''), ...leavesOf(beside, '')]);
  });
  const [first = new Map<string, Json>(), second = new Map<string, Json>()] = leaves;
  const paths = [...new Set([...first.keys(), ...second.keys()])];
  return paths
    .map((path): Setting => ({ path, values: [first.get(path), second.get(path)] }))
    .filter(
      ({ values: [old, now] }) =>
        canonicalJson(old ?? null) !== canonicalJson(now ?? null) || (old === undefined) !== (now === undefined),
    );
}

/** The values of a config by their paths; an empty list or map is a value. */
function leavesOf(value: Json, path: string): (readonly [string, Json])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  const members = Array.isArray(value)
    ? value.map((member: Json, index) => [`${path}[${nameOf(member) ?? index}]`, member] as const)
    : Object.entries(value).map(([key, member]) => [path === '' ? key : `${path}.${key}`, member as Json] as const);
  return members.length === 0 ? [[path, value]] : members.flatMap(([at, member]) => leavesOf(member, at));
}

const nameOf = (member: Json): string | undefined =>
  typeof member === 'object' && member !== null && 'id' in member && typeof member.id === 'string'
    ? member.id
    : undefined;
