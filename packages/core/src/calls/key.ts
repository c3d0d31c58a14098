import { canonicalJson, contentHash, type Json, sha256 } from '../canonical.ts';
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

/** Hashes the calls of one model, whose own part of the content is printed once (DESIGN §7). */
export function keysOf(model: ModelIdentity): (request: CallRequest) => CallKey {
  const printedModel = canonicalJson(model);
  // Canonical JSON, member by member: a key is the content hash of all this, as anybody can compute it.
  return ({ role, messages, sampling, sample = 0 }) =>
    sha256(
      `{"kind":"call","messages":${canonicalJson(messages)},"model":${printedModel},"role":${canonicalJson(role)},"sample":${canonicalJson(sample)},"sampling":${canonicalJson(sampling)}}`,
    ) as CallKey;
}

/** The hash of a call. The run's seed enters through `sampling.seed`, at temperature > 0 only. */
export const callKey = (request: CallRequest, model: ModelIdentity): CallKey => keysOf(model)(request);

/** The hash of an effect that is no model call. */
export const effectKey = (operator: string, name: string, input: Json): CallKey =>
  contentHash({ kind: 'effect', operator, name, input }) as CallKey;
