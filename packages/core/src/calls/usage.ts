import type { ModelPlan } from '../plan.ts';
import { type Answer, type Message, ROLES, type Role } from '../types.ts';

/** What calls cost. All integers; `nanoUsd` is 1e-9 USD, so that sums do not depend on their order. */
export interface Spend {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly nanoUsd: number;
}

export const NOTHING: Spend = Object.freeze({ calls: 0, inputTokens: 0, outputTokens: 0, nanoUsd: 0 });

export const add = (a: Spend, b: Spend): Spend => ({
  calls: a.calls + b.calls,
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  nanoUsd: a.nanoUsd + b.nanoUsd,
});

export const scale = (spend: Spend, factor: number): Spend => ({
  calls: spend.calls * factor,
  inputTokens: spend.inputTokens * factor,
  outputTokens: spend.outputTokens * factor,
  nanoUsd: spend.nanoUsd * factor,
});

/** The larger of each number: what is the most, whichever of the two it is. */
export const larger = (a: Spend, b: Spend): Spend => ({
  calls: Math.max(a.calls, b.calls),
  inputTokens: Math.max(a.inputTokens, b.inputTokens),
  outputTokens: Math.max(a.outputTokens, b.outputTokens),
  nanoUsd: Math.max(a.nanoUsd, b.nanoUsd),
});

export type SpendByRole = Readonly<Record<Role, Spend>>;

export const byRole = (make: (role: Role) => Spend): Record<Role, Spend> =>
  Object.fromEntries(ROLES.map((role) => [role, make(role)])) as Record<Role, Spend>;

export const nothingByRole = (): Record<Role, Spend> => byRole(() => NOTHING);

export const sumByRole = (spends: readonly SpendByRole[]): SpendByRole =>
  byRole((role) => spends.map((spend) => spend[role]).reduce(add, NOTHING));

/** All roles together; one that is left out has spent nothing. */
export const totalSpend = (spend: Partial<SpendByRole>): Spend =>
  ROLES.reduce((sum, role) => add(sum, spend[role] ?? NOTHING), NOTHING);

/** Tokens that chat templates add, at most, for each message and each call. */
const OVERHEAD_TOKENS = 16;

const bytesOf = (messages: readonly Message[]): number =>
  messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);

const priced = (inputTokens: number, outputTokens: number, price: ModelPlan['price']): Spend => ({
  calls: 1,
  inputTokens,
  outputTokens,
  // USD per million tokens is 1e-6 USD a token: 1,000 nano-dollars.
  nanoUsd: price === null ? 0 : Math.ceil((inputTokens * price.input + outputTokens * price.output) * 1000),
});

/** The most that a call can cost: no tokenizer makes more tokens than there are bytes (DESIGN §7). */
export const boundOf = (messages: readonly Message[], maxTokens: number, price: ModelPlan['price']): Spend =>
  priced(bytesOf(messages) + OVERHEAD_TOKENS * (messages.length + 1), maxTokens, price);

/** The bound of a call whose messages are not known yet, only their size. */
export const boundOfBytes = (bytes: number, maxTokens: number, price: ModelPlan['price']): Spend =>
  priced(bytes + OVERHEAD_TOKENS * 3, maxTokens, price);

/** What an answer cost. Where the provider does not count, four bytes are taken for a token. */
export function costOf(messages: readonly Message[], answer: Answer, price: ModelPlan['price']): Spend {
  const usage = answer.usage ?? {
    inputTokens: Math.ceil(bytesOf(messages) / 4),
    outputTokens: Math.ceil(Buffer.byteLength(answer.text) / 4),
  };
  return priced(usage.inputTokens, usage.outputTokens, price);
}
