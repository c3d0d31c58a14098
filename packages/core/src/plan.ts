import type { Json } from './canonical.ts';
import type { Plugin, Price } from './plugin/contract.ts';
import type { System } from './system/graph.ts';
import type { Item, Role, Sampling, Split, View } from './types.ts';

/** A plugin that the config asked for. */
export interface LoadedPlugin {
  /** As written in the config: `mutators`, `./my-mutator.ts`. */
  readonly request: string;
  readonly plugin: Plugin;
  /** Version of its package; null for a single file. */
  readonly version: string | null;
}

/** An operator with its validated options, defaults filled in. */
export interface OperatorUse {
  readonly use: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A model of the config, or the program of an agent. */
export interface ModelPlan extends OperatorUse {
  readonly name: string;
  readonly sampling: Omit<Sampling, 'seed' | 'schema'>;
  /** Seconds until an attempt is given up. */
  readonly timeout: number;
  /** Attempts after the first for transient failures. */
  readonly retries: number;
  /** Calls in flight at most. */
  readonly concurrency: number;
  /** From the config, else from the provider's table; null = unknown. */
  readonly price: Price | null;
}

/** Caps of a run; null = none. `calls` counts logical calls: first uses of a request in the run. */
export interface Caps {
  readonly calls: number | null;
  readonly tokens: number | null;
  readonly usd: number | null;
}

export interface Budget extends Caps {
  /** Wall-clock minutes, all sessions of a run together. */
  readonly minutes: number | null;
  readonly roles: Readonly<Partial<Record<Role, Caps>>>;
}

export type Order = 'topological' | 'credit' | 'mix' | 'coupling';

/**
 * The hinge between what the user wrote and what runs: validated, resolved, frozen.
 * A run is a pure function of the plan, the data in it, and the results of calls (law 1).
 */
export interface Plan {
  /** Absolute path of the config file. */
  readonly file: string;
  /** Its folder: relative paths start here, `.maspo/` lives here. */
  readonly dir: string;
  /** The resolved config as JSON with `${env:NAME}` left in place: what is hashed, saved and shown. */
  readonly config: Json;
  readonly plugins: readonly LoadedPlugin[];
  readonly models: Readonly<Record<string, ModelPlan>>;
  readonly system: System;
  readonly data: Data;
  readonly init: readonly OperatorUse[];
  readonly mutate: readonly (OperatorUse & { readonly weight: number })[];
  readonly crossover: readonly (OperatorUse & { readonly rate: number })[];
  readonly score: Readonly<Partial<Record<View, OperatorUse & { readonly weight: number }>>>;
  /** Whether the weights of `score` hold for the whole run, or are where learning starts. */
  readonly weights: 'fixed' | 'auto';
  /** What tells, by labels, which of two answers is better, to try judges on; left out where it is not asked for. */
  readonly calibration?: {
    readonly metric: OperatorUse;
    /** Training items at most. */
    readonly items: number;
  };
  readonly select: OperatorUse;
  readonly search: {
    readonly cycles: number;
    readonly rounds: number;
    /** Proposals per parent and round. */
    readonly offspring: number;
    /** Cumulative sizes of the shared batch: all siblings on the first, the better half on each next. */
    readonly batch: readonly number[];
    readonly order: Order;
    /** Turns side by side at most, of agents that no path connects. */
    readonly together: number;
    /** How the operator of a proposal is drawn: by weights and rates alone, or by what has paid off as well. */
    readonly operators: 'weighted' | 'bandit';
    /** Turns that every agent gets after the last new incumbent until the search stops. */
    readonly patience: number;
  };
  readonly gate: Gate;
  readonly budget: Budget;
  readonly run: {
    /** Calls in flight at most, over all models. Never changes a result. */
    readonly concurrency: number;
    readonly seed: number;
    /** Share of failed items (refused, too long) in a step up to which the run goes on, in [0, 1]. */
    readonly tolerate: number;
  };
  /** Secret values that were read from the environment: blotted out wherever text leaves the process. */
  readonly secrets: readonly string[];
}

/** What must hold on the validation split for the new prompts to be returned, and to be called better. */
export interface Gate {
  readonly rule: 'majority' | 'strict';
  /** Of the claim, all looks together, and of intervals; in (0, 1). */
  readonly confidence: number;
  /** Looks at validation at most, each later one with more items from the spare ones; 3 where it is left out. */
  readonly draw?: number;
  /** Whether a judge that is shown to be unfit decides nothing; true where it is left out. */
  readonly fitness?: boolean;
}

/** The items, split; no item is in two splits. */
export interface Data {
  /** `spare`, where there are any: items that no split holds; the gate may draw more validation items from them. */
  readonly splits: Readonly<Record<Split, readonly Item[]>> & { readonly spare?: readonly Item[] };
  /** What was found out about the items that their user should know: near-duplicates, splits that are smaller than asked for. */
  readonly notes?: readonly string[];
  /** Fields that every item has. */
  readonly fields: readonly string[];
  /** Fields that scorers compare with (options marked `maspoRef: field`). */
  readonly labelFields: readonly string[];
}
