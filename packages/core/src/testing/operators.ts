import { canonicalJson, type Json } from '../canonical.ts';
import { MaspoError } from '../errors.ts';
import { createCopyCheck } from '../evidence/copies.ts';
import type {
  CrossoverRequest,
  InitRequest,
  MutateRequest,
  OptionProblem,
  Proposal,
  Refusal,
  ScoreRequest,
  SelectRequest,
  Toolbox,
} from '../plugin/contract.ts';
import type { OptionsSchema } from '../plugin/options.ts';
import { seedRoot } from '../random.ts';
import { violation } from '../search/invariants.ts';
import { createPrompt, isPrompt, type Prompt } from '../system/prompt.ts';
import type { Answer } from '../types.ts';
import { type FakeModel, type FakeRequest, fakeModel, type Replies } from './fake-model.ts';
import { fakeAgent, fakeCandidate, fakeOutput, fakeTrace, supportItems } from './fakes.ts';
import { checkAnswer, checkOptions } from './operator-checks.ts';

/** All that any operator may read; an operator sees the part of its phase. */
export type OperatorInputs = InitRequest & MutateRequest & CrossoverRequest & ScoreRequest & SelectRequest;

/** What a test says about one run of an operator. Anything left out has a sensible fake. */
export interface OperatorTest extends Partial<OperatorInputs> {
  /** Options as in a config; defaults are filled in, and the result is validated. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** What `ask` is answered. Without it, a call of `ask` is an error. */
  readonly replies?: Replies;
  /** Seed of `rng`; 1 by default. */
  readonly randomSeed?: number;
}

/** An operator of any phase, as a plugin holds it. */
export interface AnyOperator<Result> {
  readonly description: string;
  readonly options?: unknown;
  readonly maxCalls?: number | ((options: never) => number);
  readonly quotes?: boolean;
  check?(options: never): readonly OptionProblem[];
  /** Scorers have one. */
  readonly kind?: 'absolute' | 'pairwise';
  run(request: never): Result | Promise<Result>;
}

/** What an operator did. */
export interface OperatorOutcome<Result> {
  readonly result: Result;
  /** Notes that it logged. */
  readonly log: readonly string[];
  /** What it asked models, each different request once. */
  readonly requests: readonly FakeRequest[];
}

/**
 * Runs an operator as the core does and checks what the core relies on: its option schema and defaults are valid, its answer
 * has the right shape, it asks at most `maxCalls` times, and a second run that is answered by the journal does the same.
 * @param operator e.g. `plugin.mutate?.polite`; undefined is an error.
 * @throws Error that says which promise was broken; whatever the operator throws.
 */
export async function testOperator<Result>(
  operator: AnyOperator<Result> | undefined,
  test: OperatorTest = {},
): Promise<OperatorOutcome<Result>> {
  if (operator === undefined) throw new Error('there is no such operator: look at the name and the phase');
  const options = checkOptions(operator.options as OptionsSchema | undefined, test.options);
  const [problem] = operator.check?.(options as never) ?? [];
  if (problem !== undefined) throw new Error(`the options are refused: ${problem.message}. ${problem.fix}`);
  // Only pairwise scorers are given the incumbent's output.
  const inputs = operatorInputs(operator.kind === 'absolute' ? { ...test, reference: null } : test, operator.quotes);
  const journal: Journal = { model: fakeModel(test.replies ?? []), asked: new Map(), done: new Map() };
  const runOnce = async () => {
    const { maxCalls = 0 } = operator;
    const most = typeof maxCalls === 'number' ? maxCalls : maxCalls(options as never);
    const tools = toolbox(options, most, test.randomSeed ?? 1, journal);
    const result = await operator.run({ ...inputs, ...tools.box } as never);
    checkAnswer(operator, result, inputs.candidates);
    tools.settle();
    return { result, log: tools.log, asked: tools.asked };
  };
  const first = await runOnce();
  const second = await runOnce();
  if (describe(first) !== describe(second))
    throw new Error(
      `two runs with the same inputs differ: take all chance from rng\n${describe(first)}\n${describe(second)}`,
    );
  return { result: first.result, log: first.log, requests: journal.model.requests };
}

/** The prompts among proposals; of joint ones the agent's own. */
export const promptsOf = (proposals: readonly Proposal[]): Prompt[] =>
  proposals.flatMap((proposal) => (isPrompt(proposal) ? [proposal] : 'prompt' in proposal ? [proposal.prompt] : []));

/** The reasons of the rejected ones among proposals. */
export const rejectionsOf = (proposals: readonly Proposal[]): string[] =>
  proposals.flatMap((proposal) => ('rejected' in proposal ? [proposal.rejected] : []));

/**
 * A complete request of every phase at once: a support desk with one agent, `router`.
 * @param quotes Whether `refusal` lets prompts quote items.
 */
export function operatorInputs(test: Partial<OperatorInputs> = {}, quotes = false): OperatorInputs {
  const seed =
    test.seed ??
    createPrompt({ role: 'You route support messages.', task: 'Decide which team gets the message. Be quick.' });
  const parent = test.parent ?? seed;
  const other = seed.set('task', 'Read the message. Name the team.').set('format', 'Answer with one word.');
  const agent = test.agent ?? fakeAgent({ contract: { kind: 'choice', choices: ['billing', 'bug', 'account'] } });
  const population = [fakeCandidate(parent), fakeCandidate(other, { score: 0.45, better: 0.4 })];
  const trace = fakeTrace();
  const items = { items: supportItems, labelFields: ['team'], ...test };
  const { parents = [], tried = [] } = test;
  const kin = [seed, parent, ...parents, ...tried, ...(test.population ?? population).map(({ prompt }) => prompt)];
  return {
    agent,
    agents: [agent],
    items: items.items,
    labelFields: items.labelFields,
    refusal: refusalAmong(agent, items, kin, quotes),
    seed,
    parent,
    tried,
    parents: [parent, other],
    population,
    others: test.others ?? [],
    traces: [trace],
    misalignments: [],
    view: 'global',
    item: trace.item,
    input: trace.input,
    output: fakeOutput('billing'),
    reference: fakeOutput('bug'),
    looks: 'full',
    candidates: population,
    incumbent: parent.id,
    ...test,
  };
}

/** What the core would say, where all items are training items and only `kin` has been tried. */
function refusalAmong(
  agent: OperatorInputs['agent'],
  { items, labelFields }: Pick<OperatorInputs, 'items' | 'labelFields'>,
  kin: readonly Prompt[],
  quotes: boolean,
): (prompt: Prompt) => Refusal | null {
  const copies = createCopyCheck({ train: items, heldOut: [], labelFields });
  const known = [agent.purpose, JSON.stringify(agent.contract), ...kin.map(({ text }) => text)];
  return (prompt) =>
    kin.some(({ id }) => id === prompt.id)
      ? { reason: 'duplicate', say: 'the new prompt has been tried already' }
      : violation(prompt, { agent, known, quotes, copies });
}

interface Journal {
  readonly model: FakeModel;
  readonly asked: Map<string, Promise<Answer>>;
  readonly done: Map<string, Promise<Json>>;
}

/** The tools of one run. What an earlier run was answered is answered again, as the journal does. */
function toolbox(options: Readonly<Record<string, unknown>>, maxCalls: number, randomSeed: number, journal: Journal) {
  const log: string[] = [];
  const asked: string[] = [];
  const tooMany = () =>
    new MaspoError(
      'MASPO-CALLS',
      `the operator asked ${asked.length} times and declares maxCalls: ${maxCalls}`,
      'Raise maxCalls to the most calls that one run can make.',
    );
  const box: Toolbox<Readonly<Record<string, unknown>>> = {
    options,
    rng: seedRoot(randomSeed).derive('operator').stream(),
    signal: new AbortController().signal,
    log: (message) => log.push(message),
    ask: (model, messages, { sample = 0, ...settings } = {}) => {
      const request = { model, messages, sampling: { temperature: 0, maxTokens: 256, ...settings }, sample };
      const key = canonicalJson(request);
      asked.push(key);
      if (asked.length > maxCalls) return Promise.reject(tooMany());
      return remember(journal.asked, key, () => journal.model.answer(request));
    },
    once: <T extends Json>(key: string, input: Json, effect: () => Promise<T>) =>
      remember(journal.done, canonicalJson([key, input]), effect) as Promise<T>,
  };
  /** An operator that caught the error still broke its word. */
  const settle = () => {
    if (asked.length > maxCalls) throw tooMany();
  };
  return { box, log, asked, settle };
}

function remember<T>(memory: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = memory.get(key) ?? make();
  memory.set(key, known);
  return known;
}

/** Any answer, log and calls as comparable text; prompts by their sections. */
const describe = (value: unknown): string =>
  JSON.stringify(value, (_, entry: unknown) => (isPrompt(entry) ? entry.sections : entry), 1);
