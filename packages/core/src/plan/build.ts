import type { Json } from '../canonical.ts';
import type { ResolvedConfig } from '../config/config.generated.ts';
import type { LoadedConfig } from '../config/load.ts';
import { withoutSecrets } from '../config/node.ts';
import { type Dealt, dealItems, notesOnLeaks, type Reading } from '../evidence/leaks.ts';
import { itemText } from '../evidence/near-duplicates.ts';
import type { Caps, Data, ModelPlan, OperatorUse, Plan } from '../plan.ts';
import { operatorsOf } from '../plugin/compose.ts';
import type { Phase } from '../plugin/contract.ts';
import { findOperator } from '../plugin/find.ts';
import { seedRoot } from '../random.ts';
import { createRedactor, redactJson } from '../redact.ts';
import { type AgentDraft, buildSystem, type System } from '../system/graph.ts';
import type { Prompt } from '../system/prompt.ts';
import { placeholders } from '../system/template.ts';
import { type AgentId, ROLES, VIEWS } from '../types.ts';
import type { PlacedAgent } from './agents.ts';
import { contractOf } from './contracts.ts';
import type { DataDraft } from './data.ts';
import { type Draft, type Fields, fieldsOf } from './draft.ts';
import { answerOf } from './graph.ts';
import { notesOnConfig } from './notes.ts';
import { isPromptFile } from './prompts.ts';
import { secretsIn } from './secrets.ts';
import { optionsIn } from './uses.ts';

/** What a plan is made of, once all checks have passed. */
export interface Parts {
  readonly draft: Draft;
  readonly loaded: LoadedConfig;
  readonly agents: readonly PlacedAgent[];
  readonly prompts: ReadonlyMap<string, Prompt>;
  readonly data: DataDraft;
  readonly labels: readonly string[];
}

/** The plan of a config without mistakes, frozen. */
export function buildPlan(parts: Parts): Plan {
  const { draft, loaded } = parts;
  const config = draft.config as unknown as ResolvedConfig;
  const operator = (phase: Phase, fields: Fields): OperatorUse => useOf(draft, phase, fields);
  const { search, budget } = config;
  return deepFreeze<Plan>({
    file: loaded.file,
    dir: loaded.dir,
    config: publicConfig(parts),
    plugins: draft.plugins.map(({ request, plugin, version }) => ({ request, plugin, version })),
    models: modelsOf(parts, config),
    system: systemOf(parts, config),
    data: dataOf(parts, config.run.seed),
    init: config.init.map((use) => operator('init', use)),
    mutate: config.mutate.map((use) => ({ ...operator('mutate', use), weight: use.weight })),
    crossover: config.crossover.map((use) => ({ ...operator('crossover', use), rate: use.rate })),
    score: Object.fromEntries(
      VIEWS.flatMap((view) => {
        const use = config.score[view];
        return use === undefined ? [] : [[view, { ...operator('score', use), weight: use.weight }]];
      }),
    ),
    weights: config.score.weights ?? 'fixed',
    ...calibrationOf(draft, config),
    select: operator('select', config.select),
    search: {
      ...search,
      operators: search.operators ?? 'weighted',
      batch: typeof search.batch === 'number' ? [search.batch] : search.batch,
    },
    gate: config.gate,
    budget: {
      ...capsOf(budget),
      minutes: budget.minutes ?? null,
      roles: Object.fromEntries(
        ROLES.flatMap((role) => (budget.roles?.[role] === undefined ? [] : [[role, capsOf(budget.roles[role])]])),
      ),
    },
    run: config.run,
    secrets: secretsOf(parts),
  });
}

function calibrationOf(draft: Draft, { score: { calibration } }: ResolvedConfig): Pick<Plan, 'calibration'> {
  if (calibration === undefined) return {};
  return { calibration: { metric: useOf(draft, 'score', calibration), items: calibration.items } };
}

/** All that is blotted out wherever text leaves the process; a config that is a program may read keys by itself. */
const secretsOf = ({ draft, loaded }: Parts): readonly string[] => [
  ...new Set([...loaded.secrets, ...secretsIn(draft)]),
];

const capsOf = ({ calls, tokens, usd }: { calls?: number; tokens?: number; usd?: number }): Caps => ({
  calls: calls ?? null,
  tokens: tokens ?? null,
  usd: usd ?? null,
});

function useOf({ plugins }: Draft, phase: Phase, fields: Fields): OperatorUse {
  const use = String(fields.use);
  const operator = operatorsOf(
    plugins.map(({ plugin }) => plugin),
    phase,
  ).get(use);
  return { use, options: optionsIn(operator, fields) };
}

function modelsOf({ draft }: Parts, { models, system }: ResolvedConfig): Readonly<Record<string, ModelPlan>> {
  const ofModels = Object.entries(models).map(([name, model]): [string, ModelPlan] => {
    const { temperature, maxTokens, topP, stop, timeout, retries, concurrency, price } = model;
    const sampling = {
      temperature,
      maxTokens,
      ...(topP === undefined ? {} : { topP }),
      ...(stop === undefined ? {} : { stop }),
    };
    const use = useOf(draft, 'forward', model);
    return [name, { ...use, name, sampling, timeout, retries, concurrency, price: price ?? listPrice(draft, use) }];
  });
  const ofPrograms = system.agents
    .filter(({ use }) => use !== undefined)
    .map((agent): [string, ModelPlan] => {
      const { id: name, timeout, retries, concurrency } = agent;
      const use = useOf(draft, 'forward', agent);
      const price = listPrice(draft, use);
      return [name, { ...use, name, sampling: PROGRAM_SAMPLING, timeout, retries, concurrency, price }];
    });
  return Object.fromEntries([...ofModels, ...ofPrograms]);
}

/** What the provider says that its model costs; null where it does not know. */
const listPrice = ({ plugins }: Draft, { use, options }: OperatorUse): ModelPlan['price'] =>
  findOperator(plugins, 'forward', use)?.operator.price?.(options) ?? null;

/** Programs do not sample; these values only make their calls comparable. */
const PROGRAM_SAMPLING = { temperature: 0, maxTokens: 512 } as const;

function systemOf({ draft, agents, prompts }: Parts, { system }: ResolvedConfig): System {
  const drafts = agents.map(
    ({ id, fields, isProgram, graph }): AgentDraft => ({
      id,
      model: isProgram ? id : String(fields.model),
      prompt: prompts.get(id) ?? null,
      frozen: (fields.frozen as readonly string[] | undefined) ?? [],
      input: graph.input,
      contract: contractOf(fields.output),
      after: graph.after,
    }),
  );
  return buildSystem(drafts, answerOf(draft, agents) as AgentId, system.rounds);
}

function dataOf({ draft, data: { records, fields, division }, agents, labels }: Parts, seed: number): Data {
  const read = agents
    .flatMap(({ graph }) => placeholders(graph.input))
    .flatMap(({ reference }) => (reference.kind === 'item' ? [reference.path] : []));
  const reading: Reading = { textOf: (item) => itemText(item, read, labels), labels };
  const { splits, notes: ofSplits } = splitsOf(division, records, reading, seed);
  const items = records.map(({ item }) => item);
  const notes = [...notesOnConfig(draft, agents, answerOf(draft, agents) as AgentId, items), ...ofSplits];
  return { splits, fields, labelFields: labels, ...(notes.length === 0 ? {} : { notes }) };
}

function splitsOf(
  division: DataDraft['division'],
  records: DataDraft['records'],
  reading: Reading,
  seed: number,
): Dealt {
  if (division.kind === 'given')
    return { splits: division.splits, notes: notesOnLeaks(division.splits, reading.textOf) };
  const items = records.map(({ item }) => item);
  return dealItems(items, division.counts, reading, seedRoot(seed).derive('split'));
}

/** What is hashed, saved and shown: no secrets, and prompts as texts, so that an edited prompt file is another plan. */
function publicConfig({ draft, prompts, agents }: Parts): Json {
  // A config that is a program has read its keys by itself.
  const redact = createRedactor(secretsIn(draft));
  const { $schema, ...config } = fieldsOf(redactJson(redact, withoutSecrets(draft.config as Json, draft.root)));
  const system = fieldsOf(config.system);
  const filled = agents.map(({ path, id, isProgram }) => {
    const fields = fieldsOf((system.agents as readonly unknown[])[Number(path.at(-1))]);
    return isProgram || !(typeof fields.prompt === 'string' && isPromptFile(fields.prompt))
      ? fields
      : { ...fields, prompt: prompts.get(id)?.sections };
  });
  return { ...config, system: { ...system, agents: filled } } as Json;
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
