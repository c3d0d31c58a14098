import type { Json } from '../canonical.ts';
import type { Hooks } from '../hooks.ts';
import type { Rng } from '../random.ts';
import type { Candidate } from '../system/candidate.ts';
import type { CandidateId, Prompt } from '../system/prompt.ts';
import type { AgentId, Answer, Item, Message, Output, OutputContract, Sampling, View } from '../types.ts';
import type { FromSchema, OptionsSchema } from './options.ts';

/** The six phases of a run, in life-cycle order. */
export const PHASES = ['init', 'forward', 'score', 'select', 'mutate', 'crossover'] as const;
export type Phase = (typeof PHASES)[number];

/** An agent as operators see it. */
export interface AgentView {
  readonly id: AgentId;
  /** The seed prompt's text: what the agent is for. It does not change during a run. */
  readonly purpose: string;
  readonly contract: OutputContract;
  /** Agents whose outputs this one may read. */
  readonly predecessors: readonly AgentId[];
  /** Agents that read this one's output. */
  readonly successors: readonly AgentId[];
  /** Whether its output is the system's answer. */
  readonly isAnswer: boolean;
  /** Spans that every edit must leave in the prompt. */
  readonly frozen: readonly string[];
}

/** What happened to one training item under a prompt. */
export interface Trace {
  readonly item: Item;
  /** The user message that the agent got. */
  readonly input: string;
  readonly output: Output;
  /** Outputs of the agents that read it. */
  readonly next: readonly { readonly agent: AgentId; readonly output: Output }[];
  /** The system's answer. */
  readonly answer: Output;
  /** Score of the answer in [0, 1] where an absolute global scorer is configured, else null. */
  readonly score: number | null;
}

/**
 * An item where a candidate did better locally and worse for the next agents or the answer (MASPO, misalignment case).
 * Verdicts are comparisons with the incumbent in [0, 1]; 0.5 = no difference.
 */
export interface MisalignmentCase {
  /** The candidate that caused it. */
  readonly prompt: Prompt;
  /** What came of it. */
  readonly trace: Trace;
  /** What the incumbent's system produced on the same item. */
  readonly reference: Trace;
  readonly local: number;
  readonly lookahead: number | null;
  readonly global: number | null;
}

/** A candidate with the evidence gathered against the incumbent, on items that its siblings share. */
export interface ScoredCandidate {
  readonly id: CandidateId;
  /** With the companions that it is tried with, if any. */
  readonly prompt: Candidate;
  /** Mean joint reward shrunk to 0.5 by n / (n + 20). In [0, 1]; 0.5 = as good as the incumbent. */
  readonly score: number;
  /** Items compared. */
  readonly n: number;
  /** Posterior probability that it beats the incumbent, in [0, 1]. */
  readonly better: number;
  /** Joint reward by item id, each in [0, 1]. */
  readonly rewards: Readonly<Record<string, number>>;
  /** What rewards are made of: comparisons by item id and view, each in [0, 1]; null = does not apply, or abstained. */
  readonly verdicts: Readonly<Record<string, Readonly<Record<View, number | null>>>>;
}

/** What every `run` gets beside its own inputs. */
export interface Toolbox<Options> {
  /** The validated options, defaults filled in. */
  readonly options: Options;
  /** A stream of its own, derived from the place in the run: the same on every resume. */
  readonly rng: Rng;
  readonly signal: AbortSignal;
  /** Folder of the config, absolute: relative paths in options start there. Left out where there is no config: the working directory. */
  readonly dir?: string;
  /** Adds a note to the run's events. */
  log(message: string): void;
  /**
   * A journaled, budgeted model call. The operator must declare `maxCalls`.
   * @param model Name of a model in the config.
   * @param sample Distinguishes repeated identical calls; 0 by default.
   * @throws MaspoError when more than `maxCalls` calls are made or the call failed for good.
   */
  ask(
    model: string,
    messages: readonly Message[],
    settings?: Partial<Pick<Sampling, 'temperature' | 'maxTokens' | 'schema'>> & { readonly sample?: number },
  ): Promise<Answer>;
  /**
   * Any other effect (a program, HTTP, a person), done once per run and answered from the journal ever after.
   * @param key Name of the effect. `input` is part of its identity.
   */
  once<T extends Json>(key: string, input: Json, effect: () => Promise<T>): Promise<T>;
}

/** A prompt together with new prompts of other agents: tried as one, adopted as one. */
export interface JointProposal {
  readonly prompt: Prompt;
  /** By agent id. */
  readonly companions: Readonly<Record<string, Prompt>>;
}

/** A proposed prompt (or a joint one), or the reason why there is none (counted and shown). */
export type Proposal = Prompt | JointProposal | { readonly rejected: string };

/** The prompts of another agent. */
export interface OtherPopulation {
  readonly agent: AgentView;
  /** What it runs with now. */
  readonly incumbent: Prompt;
  /** Its beam, best first, as of its last turn. */
  readonly population: readonly ScoredCandidate[];
}

/** Why the core would not try a prompt. */
export interface Refusal {
  /** `empty`, `too-long`, `frozen-span-lost`, `placeholder`, `leak` or `duplicate`; proposals are counted by it. */
  readonly reason: string;
  /** The same as a clause, for a model that may try once more. */
  readonly say: string;
}

/** What every operator that proposes prompts is given. */
export interface ProposeRequest {
  readonly agent: AgentView;
  /** All agents of the system, in topological order. */
  readonly agents: readonly AgentView[];
  /** Training items. Held-out items are never shown to an operator. */
  readonly items: readonly Item[];
  /** Fields that scorers compare with: labels. Agents do not see them. */
  readonly labelFields: readonly string[];
  /**
   * What the core would say to a proposal of this run; null if it may be tried. Whatever an operator proposes is checked,
   * so asking is of use only to mend it. Of held-out items it tells no more than the prompt itself holds.
   */
  refusal(prompt: Prompt): Refusal | null;
}

export interface InitRequest extends ProposeRequest {
  readonly seed: Prompt;
}

export interface MutateRequest extends ProposeRequest {
  readonly parent: Prompt;
  /** Prompts of the agent that were tried beside the present prompts of the others, the latest first. Each is a duplicate now. */
  readonly tried: readonly Prompt[];
  /** The agent's beam, best first. */
  readonly population: readonly ScoredCandidate[];
  /** The other agents with prompts, in topological order: what a joint proposal is made of. */
  readonly others: readonly OtherPopulation[];
  /** Runs of the parent on training items, worst first; empty if it was not run yet. */
  readonly traces: readonly Trace[];
  /** At most three, to be shown with priority. */
  readonly misalignments: readonly MisalignmentCase[];
}

export interface CrossoverRequest extends ProposeRequest {
  readonly parents: readonly [Prompt, Prompt];
  readonly population: readonly ScoredCandidate[];
  /** The other agents with prompts, in topological order: what a joint proposal is made of. */
  readonly others: readonly OtherPopulation[];
}

export interface ForwardRequest {
  /** Name of the model in the config. */
  readonly model: string;
  readonly messages: readonly Message[];
  readonly sampling: Sampling;
}

export interface ScoreRequest {
  readonly view: View;
  /** The agent whose output is scored. */
  readonly agent: AgentView;
  /** All agents of the system, in topological order: what a judge may be told of those that read the output. */
  readonly agents: readonly AgentView[];
  readonly item: Item;
  /** The user message that the agent got. */
  readonly input: string;
  readonly output: Extract<Output, { kind: 'text' }>;
  /** The incumbent's output on the same item; null for an absolute scorer. Never equal in canonical form to `output`: equal outputs tie without a call. */
  readonly reference: Extract<Output, { kind: 'text' }> | null;
  /**
   * `first`: a pairwise judge may leave its second look for later and answer with `least` and the most that it may leave. It
   * is asked again, for `full` looks, if that can change what the search decides; what it asked a model before is not repaid.
   */
  readonly looks: 'first' | 'full';
}

/** One look of a judge: which answer stood first, and what it chose. */
export interface Vote {
  readonly model: string;
  readonly first: 'candidate' | 'reference';
  readonly choice: 'first' | 'second' | 'tie' | 'abstained';
  /** What it chose when it was asked the very same once more; left out where it was not: at temperature 0 that is one call. */
  readonly again?: Vote['choice'];
}

/** One grade of a judge that looks at one output: null where it could not be read. */
export interface Grade {
  readonly model: string;
  readonly grade: number | null;
}

/**
 * Absolute scorer: quality in [0, 1]. Pairwise scorer: 1 = the candidate is better, 0.5 = a tie, 0 = the reference is better.
 * null = does not apply, or abstained; never averaged in.
 */
export type Score = number | null | Judgement;

/** A score with what its judges did, which is counted and shown. */
export interface Judgement {
  readonly score: number | null;
  readonly votes: readonly Vote[];
  /** Where a look is left for later: the least that it may leave, in [0, 1]; `score` is then the most. */
  readonly least?: number | null;
  /** Of an absolute judge: one a sample. */
  readonly grades?: readonly Grade[];
}

export interface SelectRequest {
  readonly agent: AgentView;
  /** Incumbent, beam and offspring, each once. */
  readonly candidates: readonly ScoredCandidate[];
  readonly incumbent: CandidateId;
}

/** A mistake in the options of an operator that its schema cannot tell. */
export interface OptionProblem {
  /** The option to point at; where it is not set, the operator is. */
  readonly option: string;
  /** What is wrong, without the name of the operator: `its pattern cannot be read: …`. */
  readonly message: string;
  /** What to do. */
  readonly fix: string;
}

interface Operator<Options, Request, Result> {
  /** One sentence for `maspo plugins` and the editor. */
  readonly description: string;
  /** JSON schema of the options: an object with a description per property (see `OptionsSchema`). */
  readonly options?: Options & OptionsSchema;
  /** Most model calls that one `run` makes with `ask`, as far as the options tell; 0 by default. Budgets are reserved by it. */
  readonly maxCalls?: number | ((options: FromSchema<Options>) => number);
  /** Problems of options that fit the schema: they are mistakes of the config, told before anything runs. */
  check?(options: FromSchema<Options>): readonly OptionProblem[];
  run(request: Request & Toolbox<FromSchema<Options>>): Result | Promise<Result>;
}

interface ProposeOperator<Options, Request> extends Operator<Options, Request, readonly Proposal[]> {
  /** Whether its prompts may quote training items (worked examples). Text of held-out items is refused in any case. */
  readonly quotes?: boolean;
  /** Whether it may propose prompts of other agents with its own (`companions`): estimates of calls count on it. */
  readonly joint?: boolean;
}

export type InitOperator<Options = unknown> = ProposeOperator<Options, InitRequest>;
export type MutateOperator<Options = unknown> = ProposeOperator<Options, MutateRequest>;
export type CrossoverOperator<Options = unknown> = ProposeOperator<Options, CrossoverRequest>;
export interface ScoreOperator<Options = unknown> extends Operator<Options, ScoreRequest, Score> {
  /** `absolute` scores one output; `pairwise` compares it with the incumbent's. */
  readonly kind: 'absolute' | 'pairwise';
}
export interface SelectOperator<Options = unknown> extends Operator<Options, SelectRequest, readonly CandidateId[]> {
  /** Whether a beam is compared anew when its agent's turn comes again and its neighbours changed; true by default. */
  refresh?(options: FromSchema<Options>): boolean;
  /**
   * Whether better evidence never costs a candidate its place, and worse evidence never gains it one, whatever the others
   * have. Then candidates are offered at the best that their judges may still say, and only those that are returned are
   * judged to the end. false by default: all of them are, before the selector is asked.
   */
  readonly monotone?: boolean;
}

/** What a provider's `run` gets: a request, and no way to call other models. */
export type ProviderTools<Options> = Pick<Toolbox<Options>, 'options' | 'signal' | 'dir' | 'log'>;

/** A model provider, or a program that answers like one: one call of `run` is one model call. */
export interface ForwardOperator<Options = unknown> {
  readonly description: string;
  readonly options?: Options & OptionsSchema;
  /**
   * Makes the call once; retries and concurrency are the gateway's.
   * @throws CallError whose kind says whether to retry, to stop or to fail the item.
   */
  run(request: ForwardRequest & ProviderTools<FromSchema<Options>>): Promise<Answer>;
  /**
   * What decides the answers beside the request: endpoint and model digest. Part of every call's hash. No secrets.
   * Asked once a run, before the first call: the place to say that the server is down or the model is missing, within
   * about three seconds. Makes no model call.
   */
  identify?(tools: ProviderTools<FromSchema<Options>>): Promise<Json>;
  /** Where calls go. Models of one endpoint share what is learned of its limits; by default each model is on its own. */
  endpoint?(options: FromSchema<Options>): string;
  /** What the model costs, from the plugin's dated table; undefined = not known. `price` in the config wins over it. */
  price?(options: FromSchema<Options>): Price | undefined;
}

/** USD per million tokens; both 0 where nothing is charged. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** A plugin as its author writes it. Keys of a phase are operator names, used as `use: <name>` in the config. */
export interface PluginDefinition<I, F, S, B, M, C> {
  /** Lower case, kebab-case. Shown in lineage and errors. */
  readonly name: string;
  readonly init?: { readonly [K in keyof I]: InitOperator<I[K]> };
  readonly forward?: { readonly [K in keyof F]: ForwardOperator<F[K]> };
  readonly score?: { readonly [K in keyof S]: ScoreOperator<S[K]> };
  readonly select?: { readonly [K in keyof B]: SelectOperator<B[K]> };
  readonly mutate?: { readonly [K in keyof M]: MutateOperator<M[K]> };
  readonly crossover?: { readonly [K in keyof C]: CrossoverOperator<C[K]> };
  /** For overrides, waterfalls and observers. Called after all options have been validated. */
  apply?(context: { readonly hooks: Hooks }): void;
  /** Frees what `run` opened. Called once, at the end. */
  dispose?(): void | Promise<void>;
}

type Any = Record<string, unknown>;

const BRAND = Symbol.for('@maspo/plugin');
/** Version of this contract. A plugin built for another major version is refused with a clear message. */
export const CONTRACT_VERSION = 1;

/** A plugin as the core sees it: the types of single options are gone, the schemas remain. */
export interface Plugin {
  readonly name: string;
  readonly init?: Readonly<Record<string, InitOperator>>;
  readonly forward?: Readonly<Record<string, ForwardOperator>>;
  readonly score?: Readonly<Record<string, ScoreOperator>>;
  readonly select?: Readonly<Record<string, SelectOperator>>;
  readonly mutate?: Readonly<Record<string, MutateOperator>>;
  readonly crossover?: Readonly<Record<string, CrossoverOperator>>;
  apply?(context: { readonly hooks: Hooks }): void;
  dispose?(): void | Promise<void>;
}

/** Makes a plugin. The types of `options` in each `run` are inferred from that operator's schema. */
export function definePlugin<
  const I extends Any = Any,
  const F extends Any = Any,
  const S extends Any = Any,
  const B extends Any = Any,
  const M extends Any = Any,
  const C extends Any = Any,
>(definition: PluginDefinition<I, F, S, B, M, C>): Plugin {
  return Object.freeze({ ...definition, [BRAND]: CONTRACT_VERSION }) as unknown as Plugin;
}

/** The contract version of a plugin, or undefined if `value` is none. Works across copies of the core (no instanceof). */
export const contractVersionOf = (value: unknown): number | undefined =>
  typeof value === 'object' && value !== null ? (value as { [BRAND]?: number })[BRAND] : undefined;
