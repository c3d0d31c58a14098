import type { LlamaContextSequence, Token } from 'node-llama-cpp';

/** Tokens of one batch: on a CPU larger ones are not faster (measured: 64 … 512), and they take more memory. */
export const BATCH = 128;

/** Evaluates tokens batch by batch, so that a long text can be aborted in between. */
export async function evaluateInBatches(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  signal: AbortSignal,
): Promise<void> {
  for (let start = 0; start < tokens.length; start += BATCH) {
    signal.throwIfAborted();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(start, start + BATCH));
  }
  signal.throwIfAborted();
}
