import type { Json } from './canonical.ts';

declare const agentBrand: unique symbol;
/** The `id` of an agent in the config. */
export type AgentId = string & { readonly [agentBrand]: true };

/** One record of the data set. `{{item.<field>}}` in an agent's input reads `fields`. */
export interface Item {
  /** The record's own `id` field as text, otherwise its 1-based line or position; unique in the data set. */
  readonly id: string;
  readonly fields: Readonly<Record<string, Json>>;
}

/** One chat message. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Generation settings that every provider understands; all of them are part of a call's identity. */
export interface Sampling {
  /** 0 = greedy. Range 0 … 2. */
  readonly temperature: number;
  /** Upper bound of generated tokens, ≥ 1. */
  readonly maxTokens: number;
  readonly topP?: number;
  /** The reply ends before the first of these strings. */
  readonly stop?: readonly string[];
  /** Given at temperature > 0 only: derived from the run's seed and the sample index. A non-negative 31-bit integer. */
  readonly seed?: number;
  /** JSON schema that the reply must satisfy, where the provider can enforce it. */
  readonly schema?: Json;
}

/** Tokens of one call, as the provider counted them. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A model's reply. */
export interface Answer {
  /** The reply without any reasoning text. May be ''. */
  readonly text: string;
  /** Reasoning (“thinking”) text, where the model gave it apart. Never handed to another agent. */
  readonly reasoning?: string;
  /** `length`: cut at maxTokens. */
  readonly finish: 'stop' | 'length';
  /** null where the provider does not count. */
  readonly usage: Usage | null;
}

/** What the output of an agent must look like (`output:` in the config). */
export type OutputContract =
  | { readonly kind: 'text'; readonly maxWords?: number }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'regex'; readonly pattern: string }
  | { readonly kind: 'json'; readonly schema: Json };

/** What an agent produced for an item. */
export type Output =
  | {
      readonly kind: 'text';
      /** The reply, trimmed. This is what the next agents read. */
      readonly text: string;
      /** The reply in canonical form (choice as declared, parsed JSON, regex match, text by `normaliseText`); null where the contract is broken. */
      readonly value: Json;
      /** Why the contract is broken, null where it holds. */
      readonly problem: string | null;
    }
  /** The call failed for this item (refused, too long): never a score, left out on both sides of a comparison. */
  | { readonly kind: 'failed'; readonly reason: string };

/** From where a candidate is looked at (MASPO eq. 2): its own output, the next agents' outputs, the system's answer. */
export const VIEWS = ['local', 'lookahead', 'global'] as const;
export type View = (typeof VIEWS)[number];

/** Who pays for a call. */
export const ROLES = ['agent', 'judge', 'mutator'] as const;
export type Role = (typeof ROLES)[number];

/** The search split, the split that decides what is returned, the split that is opened once. */
export const SPLITS = ['train', 'validation', 'test'] as const;
export type Split = (typeof SPLITS)[number];
