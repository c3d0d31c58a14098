import type { Answer, Sampling } from '@maspo/core';
import type { LlamaContextSequence, LlamaGrammar, SequenceEvaluateOptions, Token } from 'node-llama-cpp';
import { LlamaGrammarEvaluationState } from 'node-llama-cpp';
import { BATCH, evaluateInBatches } from './batch.ts';
import { endedText } from './ending.ts';

/** What a reply is generated with. */
export interface Generation {
  readonly sequence: LlamaContextSequence;
  /** Evaluated after what the sequence holds. */
  readonly suffix: readonly Token[];
  readonly sampling: Sampling;
  readonly grammar: LlamaGrammar | undefined;
  /** Most tokens, ≥ 1: `maxTokens`, or less where the context ends before. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** Generates token by token until the model ends its turn, a stop string appears, or the limit is reached. */
export async function generate(generation: Generation): Promise<Pick<Answer, 'text' | 'finish'> & { count: number }> {
  const { sequence, limit, signal } = generation;
  const { model } = sequence;
  const tokens: Token[] = [];
  let count = 0;
  for await (const token of sequence.evaluate(await evaluateFirst(generation), samplerOf(generation))) {
    signal.throwIfAborted();
    count += 1;
    if (model.isEogToken(token)) return { text: model.detokenize(tokens), finish: 'stop', count };
    tokens.push(token);
    const end = endOf(generation, tokens);
    if (end !== null) return { text: end, finish: 'stop', count };
    if (count >= limit) break;
  }
  // A cut in the midst of a character leaves a replacement character.
  return { text: model.detokenize(tokens).replace(/\uFFFD+$/, ''), finish: 'length', count };
}

/** Evaluates all but the last batch of the suffix. @returns the last batch. */
async function evaluateFirst({ sequence, suffix, signal }: Generation): Promise<Token[]> {
  const last = suffix.length - (suffix.length % BATCH || BATCH);
  await evaluateInBatches(sequence, suffix.slice(0, last), signal);
  return suffix.slice(last);
}

/** The whole reply if it ends after these tokens, else null. */
function endOf({ sampling, grammar, sequence }: Generation, tokens: readonly Token[]): string | null {
  if (sampling.stop === undefined && grammar === undefined) return null;
  return endedText(sequence.model.detokenize(tokens), sampling.stop ?? [], grammar !== undefined);
}

function samplerOf({ sampling, grammar, sequence }: Generation): SequenceEvaluateOptions {
  const state = grammar && new LlamaGrammarEvaluationState({ model: sequence.model, grammar });
  return {
    temperature: sampling.temperature,
    topP: sampling.topP ?? 1,
    // The library's own defaults (40 and 0.95) would cut the distribution without anyone having asked.
    topK: 0,
    minP: 0,
    seed: sampling.seed ?? 0,
    yieldEogToken: true,
    ...(state === undefined ? {} : { grammarEvaluationState: state }),
  };
}
