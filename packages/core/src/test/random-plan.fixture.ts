import fc from 'fast-check';
import { CallError } from '../errors.ts';
import type { ForwardRequest } from '../plugin/contract.ts';
import type { AgentDraft } from '../system/graph.ts';
import { agent, messages, model } from './plan.fixture.ts';
import type { Parts } from './run.fixture.ts';
import { hash, textOf } from './toy.fixture.ts';

const TEAMS = ['billing', 'bug', 'account'] as const;
const choice = { contract: { kind: 'choice', choices: TEAMS } } as const;
const reads = (name: string, task = 'Write a note.'): AgentDraft => agent(name, task, 'Message: {{item.text}}');
const routes = (name: string, input: string): AgentDraft => agent(name, 'Choose a team.', `Note: ${input}`, choice);

/** Small systems, one of each kind; `b` answers. */
const SYSTEMS: Readonly<Record<string, { readonly agents: readonly AgentDraft[]; readonly rounds: number }>> = {
  alone: { agents: [routes('b', '{{item.text}}')], rounds: 1 },
  chain: { agents: [reads('a'), routes('b', '{{a.output}}')], rounds: 1 },
  'long chain': {
    agents: [reads('a'), agent('m', 'Shorten it.', 'Message: {{a.output}}'), routes('b', '{{m.output}}')],
    rounds: 1,
  },
  'fan-in': { agents: [reads('a'), reads('c', 'List words.'), routes('b', '{{a.output}} {{c.output}}')], rounds: 1 },
  // Two agents that are asked the same: equal requests are one call.
  twins: { agents: [reads('a'), reads('c'), routes('b', '{{a.output}} {{c.output}}')], rounds: 1 },
  'fan-out': {
    agents: [reads('a'), routes('c', 'first {{a.output}}'), routes('b', '{{a.output}} {{c.output}}')],
    rounds: 1,
  },
  diamond: {
    agents: [
      reads('a'),
      routes('c', 'left {{a.output}}'),
      routes('d', 'right {{a.output}}'),
      routes('b', '{{c.output}} {{d.output}} {{a.output}}'),
    ],
    rounds: 1,
  },
  rounds: {
    agents: [agent('a', 'Write a note.', 'Message: {{item.text}} {{b.previous}}'), routes('b', '{{a.output}}')],
    rounds: 2,
  },
};

const use = (name: string, weight: number) => (name === 'none' ? {} : { use: name, options: {}, weight });

/** A small search on a small system, in words that a failing case can be told by. */
export const randomSearch = fc.record({
  system: fc.constantFrom(...Object.keys(SYSTEMS)),
  cycles: fc.integer({ min: 1, max: 2 }),
  rounds: fc.integer({ min: 1, max: 2 }),
  offspring: fc.integer({ min: 1, max: 2 }),
  batch: fc.constantFrom([1], [3], [1, 3], [2, 4]),
  order: fc.constantFrom('topological' as const, 'credit' as const, 'mix' as const),
  together: fc.constantFrom(1, 2, 3),
  local: fc.constantFrom('none', 'tidy', 'judge', 'rubric'),
  lookahead: fc.constantFrom('none', 'tidy', 'judge'),
  global: fc.constantFrom('exact', 'exact', 'judge', 'rubric'),
  /** Whether a model writes prompts too, and parents are crossed. */
  writes: fc.boolean(),
  crosses: fc.boolean(),
  /** Whether it learns the weights of views, and of operators. */
  weights: fc.constantFrom('fixed' as const, 'auto' as const),
  operators: fc.constantFrom('weighted' as const, 'bandit' as const),
  temperature: fc.constantFrom(0, 0.7),
  items: fc.tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 3 })),
  seed: fc.integer({ min: 0, max: 999 }),
});
type RandomSearch = typeof randomSearch extends fc.Arbitrary<infer Value> ? Value : never;

/** The plan of it, by the operators of the toy. */
export function partsOf(random: RandomSearch): Parts {
  const { system, cycles, rounds, offspring, batch, order, together, operators, ...views } = random;
  const { weights, local, lookahead, global, ...rest } = views;
  const [train, validation, test] = rest.items;
  const scored = { local: use(local, 0.3), lookahead: use(lookahead, 0.3), global: use(global, 0.5) };
  return {
    ...SYSTEMS[system],
    answer: 'b',
    search: { cycles, rounds, offspring, batch, order, together, operators, patience: 2 },
    weights,
    score: Object.fromEntries(Object.entries(scored).filter(([, view]) => 'use' in view)),
    mutate: [
      { use: 'add-word', options: {}, weight: 2 },
      rest.writes ? { use: 'ask-word', options: {}, weight: 2 } : { use: 'same', options: {}, weight: 1 },
    ],
    crossover: rest.crosses
      ? [
          { use: 'splice', options: {}, rate: 0.3 },
          { use: 'pair', options: {}, rate: 0.5 },
        ]
      : [],
    items: {
      train: messages('train', train),
      validation: messages('validation', validation),
      test: messages('test', test),
    },
    models: ['small', 'judge', 'writer'].map((name) =>
      model(name, { sampling: { temperature: rest.temperature, maxTokens: 16 } }),
    ),
    run: { seed: rest.seed },
  };
}

/**
 * Faults that heal within the retries that a model has: so many first attempts of a request fail, as the salt will have it.
 * @param share Of the requests, in percent.
 */
export function healingFaults(salt: number, share: number): (request: ForwardRequest) => void {
  const failures = new Map<string, number>();
  return (request) => {
    const text = textOf(request);
    const place = `${salt} ${text}`;
    const failed = failures.get(text) ?? 0;
    if (hash(`fails ${place}`, 100) >= share || failed > hash(`often ${place}`, 2)) return;
    failures.set(text, failed + 1);
    if (hash(`kind ${place} ${failed}`, 2) === 0) throw new CallError('transient', 'fell over', 'Wait.');
    throw new CallError('transient', 'slow down', 'Wait.', { retryAfter: 0 });
  };
}
