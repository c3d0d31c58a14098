import { ROLES } from '../types.ts';
import { count, map, number, type Schema, text } from './schema-parts.ts';

export const data: Schema = {
  ...map('The items that the system is run on.', {
    file: text('A .jsonl file (one JSON object a line) or a .json file (a list of objects), relative to this config.'),
    split: map(
      'How many items each split gets. By default a third, a quarter and the rest, 200 each at most. Near-duplicates stay in one split; labels are spread evenly; items that are left are spare: the gate may draw more validation items from them.',
      {
        train: count('Items that the search sees.'),
        validation: count('Items that decide which prompts are returned; the search never sees them.'),
        test: count('Items that are looked at once, at the end. 0 = no test.', { minimum: 0, default: 0 }),
      },
      ['train', 'validation'],
    ),
    files: map(
      'A file for each split, instead of `file`.',
      {
        train: text('Items that the search sees.'),
        validation: text('Items that decide which prompts are returned.'),
        test: text('Items that are looked at once, at the end.'),
        spare: text('Fresh items that the gate may draw from while validation decides nothing (see gate.draw).'),
      },
      ['train', 'validation'],
    ),
  }),
  if: { required: ['files'] },
  // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
  then: { properties: { file: false, split: false } },
  else: { required: ['file'] },
};

export const search: Schema = map(
  'How long and how wide the search is.',
  {
    cycles: count('How often each agent has its turn at most.', { default: 3 }),
    rounds: count('Generations in a turn.', { default: 3 }),
    offspring: count('Proposals a parent and generation.', { default: 2 }),
    batch: {
      type: ['integer', 'array'],
      description:
        'Items that candidates are compared on. A rising list is a race: all on the first so many, the better half on the next.',
      minimum: 1,
      items: count('Items so far.'),
      minItems: 1,
      default: [3, 10, 20],
      tsType: 'number | number[]',
    },
    order: {
      enum: ['mix', 'topological', 'credit', 'coupling'],
      description:
        'Whose turn is next: along the graph (topological), where turns have paid off for their cost (credit), half of each (mix), or where the neighbours have changed most since the last turn (coupling).',
      default: 'mix',
    },
    together: count(
      'Turns that run side by side, of agents that no path connects: their calls go out in shared steps, which keeps a slow model busy.',
      { default: 1 },
    ),
    operators: {
      enum: ['weighted', 'bandit'],
      description:
        'How the operator of a proposal is drawn: by the weights and rates of the config (weighted, the default), or by what has paid off so far in this run, from these weights on (bandit).',
    },
    patience: count('Turns that every agent gets after the last better prompt until the search stops.', { default: 1 }),
  },
  [],
  { default: {} },
);

export const gate: Schema = map(
  'What must hold on the validation split for the new prompts to be returned.',
  {
    rule: {
      enum: ['majority', 'strict'],
      description: 'majority: they win more items than they lose. strict: the difference is significant as well.',
      default: 'majority',
    },
    confidence: number('Confidence of tests and intervals.', { minimum: 0.5, exclusiveMaximum: 1, default: 0.95 }),
    // No defaults here: what a config leaves out would be another plan, and with it another run, of every config there is.
    draw: count(
      'How often validation is looked at, at most; 3 by default. While nothing is decided and the budget allows it, each look after the first takes more items from those that no split holds. With more looks each must be surer.',
      { maximum: 10 },
    ),
    fitness: {
      type: 'boolean',
      description:
        'true (default): a judge whose verdicts change with the order of the answers, that cannot be told from a coin, or that cannot be read, decides nothing; a panel goes on without such members. false: it decides like any other; only the exact test then stands between chance and a claim.',
    },
  },
  [],
  { default: {} },
);

const caps: Readonly<Record<string, Schema>> = {
  calls: count('Calls at most.'),
  tokens: count('Input and output tokens at most.'),
  usd: number('US dollars at most. Every model needs a known price: of its provider, or `price` at the model.', {
    exclusiveMinimum: 0,
  }),
};

export const budget: Schema = map(
  'What a run may cost; without a cap there is no limit.',
  {
    ...caps,
    minutes: number('Minutes at most, all sessions of a run together.', { exclusiveMinimum: 0 }),
    roles: map(
      'Caps by who pays.',
      Object.fromEntries(ROLES.map((role) => [role, map(`Caps of the calls that a run makes as ${role}.`, caps)])),
    ),
  },
  [],
  { default: {} },
);

export const run: Schema = map(
  'How a run is carried out.',
  {
    concurrency: count('Calls in flight at most, over all models. Never changes a result.', { default: 4 }),
    seed: count('All randomness comes from this number.', { minimum: 0, default: 7 }),
    tolerate: number('Share of items in a step that may fail (refused, too long) before the run is suspended.', {
      minimum: 0,
      maximum: 1,
      default: 0.05,
    }),
  },
  [],
  { default: {} },
);
