import type { Phase } from '../plugin/contract.ts';
import { agentIdentity, agentOnModel, programSettings } from './schema-agent.ts';
import { count, list, map, modelSettings, number, type Schema, text } from './schema-parts.ts';
import { budget, data, gate, run, search } from './schema-run.ts';

export type { Schema } from './schema-parts.ts';

/** A place of the config that names an operator (`use: …`) and gives its options. */
export interface Slot {
  readonly phase: Phase;
  readonly description: string;
  /** The keys that the core reads itself; the others are options of the operator. */
  readonly core: Readonly<Record<string, Schema>>;
}

/** An entry of `agents`: with `use` a program, which is a slot; without, a prompt on a model. */
export interface AgentSlot extends Slot {
  /** The keys of both kinds. */
  readonly identity: Readonly<Record<string, Schema>>;
  /** The keys of a prompt on a model. */
  readonly onModel: Readonly<Record<string, Schema>>;
}

/** What the schema says about operators and agents: open for types, closed over some plugins for validation. */
export interface Makers {
  slot(slot: Slot): Schema;
  agent(slot: AgentSlot): Schema;
  /** What `init` is when the config does not say it. */
  readonly init: readonly { readonly use: string }[];
}

const weight = (by: number): Schema =>
  number('Share of this view in the joint reward; the weights of the views that apply are scaled to 1.', {
    minimum: 0,
    default: by,
  });

const score = ({ slot }: Makers): Schema =>
  map(
    'What a candidate prompt is scored by, from three points of view.',
    {
      local: slot({
        phase: 'score',
        description:
          "Scores the agent's own output. At weight 0 it decides nothing and is looked at only where a candidate lost: that finds misalignment cases for a few calls.",
        core: { weight: weight(0.2) },
      }),
      lookahead: slot({
        phase: 'score',
        description: 'Scores the outputs of the next agents, run again on the changed output.',
        core: { weight: weight(0.3) },
      }),
      global: slot({ phase: 'score', description: "Scores the system's answer.", core: { weight: weight(0.5) } }),
      // No default, here and in search.operators: what a config leaves out would be another plan, and with it another run.
      weights: {
        enum: ['fixed', 'auto'],
        description:
          'fixed (default): each view keeps its weight. auto: before each turn, local and lookahead are weighed by what their verdicts have been worth in verdicts of the answer so far; the weights here are where that starts. A view of weight 0 stays off.',
      },
      calibration: slot({
        phase: 'score',
        description:
          'A metric with labels that judges are tried on before the search is paid: pairs of answers to training items of which the labels tell the better one. Shown with agreement and kappa; a judge that is no better than chance ends the run.',
        core: {
          items: count('Training items at most; each gives a pair at most, which each judge sees in both orders.', {
            minimum: 5,
            default: 20,
          }),
        },
      }),
    },
    ['global'],
  );

const operators = ({ slot, init }: Makers): Readonly<Record<string, Schema>> => ({
  init: list(
    'Where the first prompts of each agent come from; the seed prompt alone by default.',
    slot({ phase: 'init', description: 'A source of first prompts.', core: {} }),
    { default: init },
  ),
  mutate: list(
    'Operators that make a prompt from one parent; one is drawn by weight for each proposal.',
    slot({
      phase: 'mutate',
      description: 'A mutation.',
      core: {
        weight: number('How often it is drawn, relative to the other mutations.', { exclusiveMinimum: 0, default: 1 }),
      },
    }),
    { default: [] },
  ),
  crossover: list(
    'Operators that make a prompt from two parents.',
    slot({
      phase: 'crossover',
      description: 'A crossover.',
      core: {
        rate: number('Share of proposals that it makes, from 0 to 1.', { minimum: 0, maximum: 1, default: 0.3 }),
      },
    }),
    { default: [] },
  ),

  select: {
    ...slot({ phase: 'select', description: 'Which candidates live on; the operator `beam` by default.', core: {} }),
    default: { use: 'beam' },
  },
});

const system = (makers: Makers): Schema =>
  map(
    'The multi-agent system whose prompts are optimized.',
    {
      agents: list(
        'The agents. They form a graph without cycles: an agent runs after those in `after` and those its input names.',
        makers.agent({
          phase: 'forward',
          description: 'An agent: a prompt on a model, or a program (`use`).',
          core: programSettings,
          identity: agentIdentity,
          onModel: agentOnModel,
        }),
        { minItems: 1 },
      ),
      answer: text("The agent whose output is the system's answer; by default the only one that no other agent reads."),
      rounds: number(
        'How often the agents run on an item; an input may read `{{agent.previous}}`, the output of the round before.',
        {
          type: 'integer',
          minimum: 1,
          default: 1,
        },
      ),
    },
    ['agents'],
  );

/** The schema of a whole config (JSON Schema draft-07). */
export const configSchema = (makers: Makers): Schema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'maspo config',
  ...map(
    'Joint prompt optimization of a multi-agent system.',
    {
      $schema: text('The schema file that an editor completes this config by. Not read by maspo.'),
      version: { const: 1, default: 1, description: 'Version of this format.' },
      extends: {
        type: ['string', 'array'],
        items: { type: 'string' },
        tsType: 'string | string[]',
        description: 'A config file, or several, that this one is merged over: maps merge, lists are replaced.',
      },
      plugins: list(
        'Packages (`name` is short for @maspo/plugin-name) and files (`./my-mutator.ts`) that bring operators.',
        text('A package or a file.'),
        {
          minItems: 1,
          uniqueItems: true,
        },
      ),
      models: {
        type: 'object',
        description: 'The models, by names of your own.',
        additionalProperties: makers.slot({
          phase: 'forward',
          description: 'A model: a provider and its settings.',
          core: modelSettings,
        }),
        default: {},
      },
      system: system(makers),
      data,
      score: score(makers),
      ...operators(makers),
      search,
      gate,
      budget,
      run,
    },
    ['plugins', 'system', 'data', 'score'],
  ),
});

const openMakers: Makers = {
  init: [],
  slot: ({ phase, description, core }) => ({
    type: 'object',
    description,
    required: ['use'],
    properties: { use: text(`The ${phase} operator.`), ...core },
    additionalProperties: true,
  }),
  agent: ({ description, core, identity, onModel }) => ({
    type: 'object',
    description,
    required: ['id'],
    properties: {
      ...identity,
      ...onModel,
      use: text('A forward operator: the agent is a program.'),
      ...core,
    },
    additionalProperties: true,
  }),
};

/** The schema that knows no plugin: any operator, any options. Types are generated from it. */
export const baseSchema: Schema = configSchema(openMakers);

/** The same schema after validation: what has a default is there. */
export const resolvedSchema: Schema = withDefaults(baseSchema) as Schema;

function withDefaults(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withDefaults);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, key === 'default' ? value : withDefaults(value)]);
  const result = Object.fromEntries(entries) as Record<string, unknown>;
  if (typeof result.properties !== 'object' || result.properties === null) return result;
  const filled = Object.entries(result.properties as Record<string, { default?: unknown }>)
    .filter(([, property]) => property.default !== undefined)
    .map(([name]) => name);
  return { ...result, required: [...new Set([...((result.required as string[] | undefined) ?? []), ...filled])] };
}
