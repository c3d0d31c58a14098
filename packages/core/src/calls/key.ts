import { contentHash, type Json } from '../canonical.ts';
import type { Message, Role, Sampling } from '../types.ts';

declare const keyBrand: unique symbol;
/** Identity of a paid or non-deterministic action: SHA-256 of everything that decides its result. */
export type CallKey = string & { readonly [keyBrand]: true };

/** A model call before it is made. */
export interface CallRequest {
  readonly role: Role;
  /** Name of a model in the plan. */
  readonly model: string;
  readonly messages: readonly Message[];
  readonly sampling: Sampling;
  /** Tells repeated samples of one request apart; matters at temperature > 0 and for a judge's second try. */
  readonly sample?: number;
}

/** What beside the request decides a model's answers: the operator, its options, and what it says of itself. */
export interface ModelIdentity {
  readonly use: string;
  readonly plugin: string;
  readonly version: string | null;
  /** Secrets blotted out: another key to the same model changes no answer. */
  readonly options: Json;
  readonly identity: Json;
}

/** The hash of a call (DESIGN §7). The run's seed enters through `sampling.seed`, at temperature > 0 only. */
export const callKey = (request: CallRequest, model: ModelIdentity): CallKey =>
  contentHash({
    kind: 'call',
    role: request.role,
    model,
    messages: request.messages,
    sampling: request.sampling,
    sample: request.sample ?? 0,
  }) as CallKey;

/** The hash of an effect that is no model call. */
export const effectKey = (operator: string, name: string, input: Json): CallKey =>
  contentHash({ kind: 'effect', operator, name, input }) as CallKey;
