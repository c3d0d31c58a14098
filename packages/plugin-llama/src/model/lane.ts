import type { LlamaContext, LlamaContextSequence, Token } from 'node-llama-cpp';
import { evaluateInBatches } from './batch.ts';

/** One context: it evaluates one request at a time and keeps the evaluated prefixes of the last ones. */
export interface Lane {
  holds(prefix: readonly Token[]): boolean;
  /** A sequence that holds this prefix and nothing else. */
  prepare(prefix: readonly Token[], signal: AbortSignal): Promise<LlamaContextSequence>;
  dispose(): Promise<void>;
}

interface Slot {
  readonly sequence: LlamaContextSequence;
  key: string | null;
  usedAt: number;
}

/**
 * The prefix is evaluated in batches of its own, whether it is already there or not: floating-point sums may depend on
 * what is in a batch, and a reply must not depend on which requests came before (law 2). For the same reason requests
 * are never batched together; it would save nothing (measured on 2 cores: 306 instead of 314 ms a request).
 */
export function createLane(context: LlamaContext): Lane {
  const slots = Array.from(
    { length: context.totalSequences },
    (): Slot => ({
      sequence: context.getSequence(),
      key: null,
      usedAt: 0,
    }),
  );
  let clock = 0;
  // A state of a recurrent model cannot be cut back to the prefix.
  const { isRecurrent, isHybrid } = context.model.fileInsights;
  const keeps = !isRecurrent && !isHybrid;
  const find = (key: string): Slot | undefined => (keeps ? slots.find((slot) => slot.key === key) : undefined);

  return {
    holds: (prefix) => find(keyOf(prefix)) !== undefined,
    prepare: async (prefix, signal) => {
      const key = keyOf(prefix);
      const slot = find(key) ?? leastRecent(slots);
      slot.usedAt = ++clock;
      const held = slot.key === key;
      // Until the prefix is whole again: an error in between leaves a slot that is not believed.
      slot.key = null;
      if (!held || !(await cutBack(slot.sequence, prefix.length))) await refill(slot.sequence, prefix, signal);
      slot.key = keeps ? key : null;
      return slot.sequence;
    },
    dispose: () => context.dispose(),
  };
}

const keyOf = (prefix: readonly Token[]): string => prefix.join(' ');

const leastRecent = (slots: readonly Slot[]): Slot =>
  slots.reduce((oldest, slot) => (slot.usedAt < oldest.usedAt ? slot : oldest));

async function cutBack(sequence: LlamaContextSequence, length: number): Promise<boolean> {
  if (length === 0) return false;
  await sequence.eraseContextTokenRanges([{ start: length, end: sequence.nextTokenIndex }]);
  return sequence.nextTokenIndex === length;
}

async function refill(sequence: LlamaContextSequence, prefix: readonly Token[], signal: AbortSignal): Promise<void> {
  await sequence.clearHistory();
  await evaluateInBatches(sequence, prefix, signal);
}
