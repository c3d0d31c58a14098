import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../canonical.ts';
import type { Budget, ModelPlan, Plan } from '../plan.ts';
import type { Plugin } from '../plugin/contract.ts';
import { type AgentDraft, buildSystem } from '../system/graph.ts';
import { createPrompt } from '../system/prompt.ts';
import { parseTemplate } from '../system/template.ts';
import type { AgentId, Item, Split } from '../types.ts';

/** A new empty folder, removed when the test's process ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'maspo-test-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
process.setMaxListeners(0);

export const id = (text: string): AgentId => text as AgentId;

/** An agent on the model `small`. `task` is its prompt's only section; null for a program. */
export const agent = (
  name: string,
  task: string | null,
  input: string,
  parts: Partial<Omit<AgentDraft, 'id' | 'prompt' | 'input'>> = {},
): AgentDraft => ({
  id: id(name),
  model: 'small',
  prompt: task === null ? null : createPrompt({ task }),
  frozen: [],
  input: parseTemplate(input),
  contract: { kind: 'text' },
  after: [],
  ...parts,
});

export const model = (name: string, parts: Partial<ModelPlan> = {}): ModelPlan => ({
  name,
  use: 'toy',
  options: {},
  sampling: { temperature: 0, maxTokens: 16 },
  timeout: 60,
  retries: 2,
  concurrency: 64,
  price: null,
  ...parts,
});

const TEAMS = ['billing', 'bug', 'account'] as const;

/** Labelled messages; the id tells the split and stands in the text, so that a leak can be seen. */
export const messages = (split: Split, count: number): Item[] =>
  Array.from({ length: count }, (_, index) => {
    const team = TEAMS[(index * 7 + split.length) % 3] ?? 'bug';
    const name = `${split}-${index + 1}`;
    return { id: name, fields: { text: `${name} is about ${team}`, team } };
  });

export const budget = (parts: Partial<Budget> = {}): Budget => ({
  calls: null,
  tokens: null,
  usd: null,
  minutes: null,
  roles: {},
  ...parts,
});

/** Reads a message, then routes it: the seed of the toy system. */
export const TOY_AGENTS: readonly AgentDraft[] = [
  agent('reader', 'Write a note.', 'Message: {{item.text}}'),
  agent('router', 'Choose a team.', 'Note: {{reader.output}}', { contract: { kind: 'choice', choices: TEAMS } }),
];

/** Parts of a plan; the rest is a small search on the toy system. */
export interface PlanParts
  extends Partial<Omit<Plan, 'plugins' | 'models' | 'system' | 'data' | 'search' | 'run' | 'config' | 'file'>> {
  readonly plugins: readonly Plugin[];
  readonly models?: readonly ModelPlan[];
  readonly agents?: readonly AgentDraft[];
  readonly answer?: string;
  readonly rounds?: number;
  /** Items by split. */
  readonly items?: Partial<Plan['data']['splits']>;
  readonly search?: Partial<Plan['search']>;
  readonly run?: Partial<Plan['run']>;
}

/** A plan without a config file. */
export function testPlan(parts: PlanParts): Plan {
  const { plugins, models, agents = TOY_AGENTS, answer = 'router', rounds = 1, items, search, run, ...rest } = parts;
  const plan: Omit<Plan, 'config' | 'plugins' | 'system' | 'data'> = {
    dir: rest.dir ?? scratchFolder(),
    file: '',
    models: Object.fromEntries(
      (models ?? ['small', 'judge', 'writer'].map((name) => model(name))).map((m) => [m.name, m]),
    ),
    init: [{ use: 'seed', options: {} }],
    mutate: [{ use: 'add-word', options: {}, weight: 1 }],
    crossover: [],
    score: { global: { use: 'exact', options: {}, weight: 1 } },
    weights: 'fixed',
    select: { use: 'top', options: { width: 2 } },
    search: {
      cycles: 2,
      rounds: 1,
      offspring: 2,
      batch: [3, 6],
      order: 'topological',
      together: 1,
      operators: 'weighted',
      patience: 9,
      ...search,
    },
    gate: { rule: 'majority', confidence: 0.95 },
    budget: budget(),
    run: { concurrency: 4, seed: 1, tolerate: 1, ...run },
    secrets: [],
    ...rest,
  };
  const splits = {
    train: messages('train', 8),
    validation: messages('validation', 6),
    test: messages('test', 6),
    ...items,
  };
  const { dir, secrets, ...hashed } = plan;
  return {
    ...plan,
    file: join(dir, 'maspo.config.yaml'),
    config: JSON.parse(JSON.stringify(hashed)) as Json,
    plugins: plugins.map((plugin) => ({ request: plugin.name, plugin, version: null })),
    system: buildSystem(agents, id(answer), rounds),
    data: { splits, fields: ['text', 'team'], labelFields: ['team'] },
  };
}
