import { CallError } from '../errors.ts';
import type { ForwardRequest, Price } from '../plugin/contract.ts';
import type { Role, Usage } from '../types.ts';
import { hash, type ToyOptions, textOf } from './toy.fixture.ts';

/** Which role a model of these tests works for: none works for two. */
export const ROLE_OF: Readonly<Record<string, Role>> = { small: 'agent', judge: 'judge', writer: 'mutator' };

/** What the provider counted; `usd` as the bill will say. */
export interface Count {
  /** Attempts, answered or not. */
  attempts: number;
  /** Attempts that were answered. */
  answered: number;
  /** Attempts that hung until they were given up: they are on the bill at their bound. */
  hung: number;
  tokens: number;
  usd: number;
}

/** What the provider does to a run, in percent of the requests. */
export interface Trouble {
  readonly salt: number;
  /** Charged with all that they may cost. */
  readonly greedy: number;
  readonly refused: number;
  readonly hung: number;
}

/** The books of a provider that honours its limits and often uses them up. */
export interface Books {
  readonly toy: ToyOptions;
  readonly of: (role: Role | 'all') => Count;
}

/** Tokens that a chat template may add for each message and each call. */
const OVERHEAD = 16;

/** Between a quarter of a token for each byte and the most that there can be. */
function usageOf(request: ForwardRequest, greedy: number): Usage {
  const { messages, sampling } = request;
  const bytes = messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  const most = bytes + OVERHEAD * (messages.length + 1);
  const draw = hash(`usage ${textOf(request)}`, 100);
  if (draw < greedy) return { inputTokens: most, outputTokens: sampling.maxTokens };
  return { inputTokens: Math.ceil(most / 4), outputTokens: draw % (sampling.maxTokens + 1) };
}

/** Opens books for a run at these prices, with this trouble. */
export function openBooks(prices: Readonly<Record<string, Price>>, trouble: Trouble): Books {
  const empty = (): Count => ({ attempts: 0, answered: 0, hung: 0, tokens: 0, usd: 0 });
  const counts: Record<Role | 'all', Count> = { agent: empty(), judge: empty(), mutator: empty(), all: empty() };
  const failures = new Map<string, number>();
  const draw = (what: string, text: string): number => hash(`${what} ${trouble.salt} ${text}`, 100);

  const write = ({ model }: ForwardRequest, change: (count: Count) => void): void => {
    change(counts.all);
    change(counts[ROLE_OF[model] ?? 'agent']);
  };
  const bill = (request: ForwardRequest, { inputTokens, outputTokens }: Usage): number => {
    const { input, output } = prices[request.model] ?? { input: 0, output: 0 };
    return (inputTokens * input + outputTokens * output) / 1e6;
  };
  const firstTime = (request: ForwardRequest, most: number): boolean => {
    const text = textOf(request);
    const before = failures.get(text) ?? 0;
    failures.set(text, before + 1);
    return before < most;
  };
  const before = (request: ForwardRequest): void => {
    write(request, (count) => count.attempts++);
    const text = textOf(request);
    if (draw('refused', text) >= trouble.refused || !firstTime(request, 1 + (draw('often', text) % 2))) return;
    throw new CallError('transient', 'slow down', 'Wait.', { retryAfter: 0 });
  };
  const hangs = (request: ForwardRequest): boolean => {
    if (draw('hung', textOf(request)) >= trouble.hung || !firstTime(request, 1)) return false;
    // Nobody reads the answer, but it was made and is charged.
    const usage = usageOf(request, trouble.greedy);
    write(request, (count) => {
      count.hung++;
      count.usd += bill(request, usage);
    });
    return true;
  };
  const usage = (request: ForwardRequest): Usage => {
    const used = usageOf(request, trouble.greedy);
    write(request, (count) => {
      count.answered++;
      count.tokens += used.inputTokens + used.outputTokens;
      count.usd += bill(request, used);
    });
    return used;
  };
  return { toy: { before, hangs, usage }, of: (role) => counts[role] };
}
