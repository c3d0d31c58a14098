import { closest } from 'fastest-levenshtein';
import { AsyncSeriesBailHook, AsyncSeriesHook, AsyncSeriesWaterfallHook } from 'tapable';
import { MaspoError, messageOf } from './errors.ts';
import type {
  AgentView,
  CrossoverRequest,
  ForwardRequest,
  InitRequest,
  MutateRequest,
  Phase,
  Proposal,
  ProviderTools,
  Score,
  ScoredCandidate,
  ScoreRequest,
  SelectRequest,
  Toolbox,
} from './plugin/contract.ts';
import { isProposal, PROPOSALS } from './plugin/proposal.ts';
import type { RunEvent } from './run/events.ts';
import type { CandidateId, Prompt } from './system/prompt.ts';
import type { Answer } from './types.ts';

/** Taps with a lower stage run first; operators of plugins have stage 0. */
export interface TapOptions {
  readonly stage?: number;
}

/** First answer wins: a tap answers, or returns undefined to let the next one answer. */
export interface BailHook<Request, Value> {
  tap(
    plugin: string,
    fn: (request: Request) => Value | undefined | Promise<Value | undefined>,
    options?: TapOptions,
  ): void;
  /** The answer and the plugin that gave it; undefined if every tap fell through. */
  call(request: Request): Promise<{ readonly by: string; readonly value: Value } | undefined>;
}

/** Each tap gets the value of the one before and returns the next value (undefined = unchanged). */
export interface WaterfallHook<Value, Context> {
  tap(
    plugin: string,
    fn: (value: Value, context: Context) => Value | undefined | Promise<Value | undefined>,
    options?: TapOptions,
  ): void;
  call(value: Value, context: Context): Promise<Value>;
}

/** All taps see the value, one after another. */
export interface ObserverHook<Value> {
  tap(plugin: string, fn: (value: Value) => unknown, options?: TapOptions): void;
  call(value: Value): Promise<void>;
}

/** Hooks by operator name. A name that no plugin declared is an error, not a hook that nobody calls. */
export interface HookMap<Hook> {
  for(name: string): Hook;
  names(): readonly string[];
  /** Makes the hook of an operator; called by the core for each operator of each plugin. */
  declare(name: string): Hook;
}

/** What a waterfall on proposals may look at. */
export interface ProposeContext {
  readonly agent: AgentView;
  readonly operator: string;
  readonly parents: readonly Prompt[];
}

/** A challenger on its way to become the incumbent; a tap may veto it, with a reason. */
export interface Adoption {
  readonly agent: AgentView;
  readonly incumbent: Prompt;
  readonly challenger: ScoredCandidate;
  readonly veto: string | null;
}

type With<Request> = Request & Toolbox<unknown>;
type ForwardCall = ForwardRequest & ProviderTools<unknown>;

/** All hooks of a run, in life-cycle order. */
export type Hooks = ReturnType<typeof createHooks>;

/** Makes the hooks of one run. */
export function createHooks() {
  const running = new Set<RunningTap>();
  const bail = <Request, Value>(phase: Phase, check: Check) =>
    createHookMap(phase, (name) => createBailHook<Request, Value>(`${phase}.${name}`, check, running));
  return Object.freeze({
    init: bail<With<InitRequest>, readonly Proposal[]>('init', checkProposals),
    forward: bail<ForwardCall, Answer>('forward', checkAnswer),
    score: bail<With<ScoreRequest>, Score>('score', checkScore),
    select: bail<With<SelectRequest>, readonly CandidateId[]>('select', checkSelection),
    mutate: bail<With<MutateRequest>, readonly Proposal[]>('mutate', checkProposals),
    crossover: bail<With<CrossoverRequest>, readonly Proposal[]>('crossover', checkProposals),
    /** After any operator, before the invariants: filter or repair its proposals. */
    propose: createWaterfallHook<readonly Proposal[], ProposeContext>('propose', checkProposals, running),
    /** Before a challenger becomes the incumbent: veto it. The answer is journaled as a decision. */
    adopt: createWaterfallHook<Adoption, null>('adopt', checkAdoption, running),
    /** Everything that happens, once, in order: the lines of events.jsonl. */
    event: createObserverHook<RunEvent>('event', running),
    /** Taps that were called and have not settled, as `plugin "x" in hook "y"`: asked when a process has nothing left to do. */
    unfinished: (): string[] => [...running].map(({ plugin, hook }) => `plugin "${plugin}" in hook "${hook}"`),
  });
}

interface RunningTap {
  readonly plugin: string;
  readonly hook: string;
}

/** Says what is wrong with the answer of a tap, or null. */
type Check = (value: unknown) => string | null;

/**
 * The only place where a tap is called: whatever it does (throws, rejects, returns a plain value) becomes a promise,
 * carries the plugin's name, and is in `running` until it settles. Raw tapable hangs on some of these.
 */
async function callTap(tap: RunningTap, running: Set<RunningTap>, check: Check, fn: () => unknown): Promise<unknown> {
  const entry = { ...tap };
  running.add(entry);
  try {
    const value = await fn();
    const problem = value === undefined ? null : check(value);
    if (problem !== null) throw new TypeError(problem);
    return value;
  } catch (cause) {
    const hint = cause instanceof MaspoError ? cause.hint : `Look at what "${tap.plugin}" does in "${tap.hook}".`;
    throw new MaspoError(
      'MASPO-PLUGIN',
      `plugin "${tap.plugin}" failed in hook "${tap.hook}": ${messageOf(cause)}`,
      hint,
      { cause },
    );
  } finally {
    running.delete(entry);
  }
}

const tapOptions = (plugin: string, options: TapOptions | undefined) => ({ name: plugin, stage: options?.stage ?? 0 });

function createBailHook<Request, Value>(
  hook: string,
  check: Check,
  running: Set<RunningTap>,
): BailHook<Request, Value> {
  type Outcome = { readonly by: string; readonly value: Value } | undefined;
  const inner = new AsyncSeriesBailHook<[Request], Outcome>(['request']);
  return {
    tap: (plugin, fn, options) =>
      inner.tapPromise(tapOptions(plugin, options), async (request) => {
        const value = await callTap({ plugin, hook }, running, check, () => fn(request));
        return value === undefined ? undefined : { by: plugin, value: value as Value };
      }),
    call: (request) => inner.promise(request) as Promise<Outcome>,
  };
}

function createWaterfallHook<Value, Context>(
  hook: string,
  check: Check,
  running: Set<RunningTap>,
): WaterfallHook<Value, Context> {
  const inner = new AsyncSeriesWaterfallHook<[Value, Context]>(['value', 'context']);
  return {
    tap: (plugin, fn, options) =>
      inner.tapPromise(
        tapOptions(plugin, options),
        async (value, context) =>
          ((await callTap({ plugin, hook }, running, check, () => fn(value, context))) as Value | undefined) ?? value,
      ),
    call: (value, context) => inner.promise(value, context),
  };
}

function createObserverHook<Value>(hook: string, running: Set<RunningTap>): ObserverHook<Value> {
  const inner = new AsyncSeriesHook<[Value]>(['value']);
  return {
    tap: (plugin, fn, options) =>
      inner.tapPromise(tapOptions(plugin, options), async (value) => {
        await callTap(
          { plugin, hook },
          running,
          () => null,
          () => fn(value),
        );
      }),
    call: (value) => inner.promise(value),
  };
}

function createHookMap<Hook>(phase: Phase, make: (name: string) => Hook): HookMap<Hook> {
  const hooks = new Map<string, Hook>();
  return {
    names: () => [...hooks.keys()],
    declare: (name) => {
      const hook = hooks.get(name) ?? make(name);
      hooks.set(name, hook);
      return hook;
    },
    for: (name) => {
      const hook = hooks.get(name);
      if (hook !== undefined) return hook;
      const names = [...hooks.keys()];
      const hint =
        names.length === 0
          ? `No installed plugin has a ${phase} operator.`
          : `Did you mean "${closest(name, names)}"? Known: ${names.join(', ')}.`;
      throw new MaspoError('MASPO-HOOK', `there is no ${phase} operator "${name}" to tap`, hint);
    },
  };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const checkProposals: Check = (value) =>
  Array.isArray(value) && value.every(isProposal) ? null : `it must return a list of ${PROPOSALS}`;

const checkAnswer: Check = (value) =>
  isObject(value) && typeof value.text === 'string' && (value.finish === 'stop' || value.finish === 'length')
    ? null
    : 'it must return { text, finish: "stop" | "length", usage }';

const isScore = (value: unknown): boolean => value === null || (typeof value === 'number' && value >= 0 && value <= 1);

const checkScore: Check = (value) =>
  isScore(value) ||
  (isObject(value) && isScore(value.score) && isScore(value.least ?? null) && Array.isArray(value.votes))
    ? null
    : 'it must return a number from 0 to 1, null (does not apply), or { score, votes }';

const checkSelection: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string')
    ? null
    : 'it must return the ids of at least one candidate, best first';

const checkAdoption: Check = (value) =>
  isObject(value) && (value.veto === null || typeof value.veto === 'string')
    ? null
    : 'it must return the adoption with veto: null or a reason';
