import { type Answer, CallError, type ForwardRequest, splitThinking } from '@maspo/core/plan';
import { InsufficientMemoryError, type LlamaModel } from 'node-llama-cpp';
import { reasonOf } from '../reason.ts';
import { BATCH } from './batch.ts';
import { createEncode, type EncodedChat } from './encode.ts';
import { generate } from './generate.ts';
import { createGrammars, type Grammars } from './grammar.ts';
import { ggufProblem } from './header.ts';
import { createLane } from './lane.ts';
import { createLanes, type Lanes } from './lanes.ts';
import type { Native } from './native.ts';
import { createRender } from './template.ts';

/** How a model is held in memory. */
export interface ModelSettings {
  readonly path: string;
  /** For messages. */
  readonly name: string;
  readonly contextSize: number;
  readonly prefixes: number;
  readonly think: boolean;
  /** Over all lanes. */
  readonly threads: number;
  readonly parallel: number;
}

type Request = Omit<ForwardRequest, 'model'> & { readonly signal: AbortSignal };

export interface LoadedModel {
  complete(request: Request): Promise<Answer>;
  dispose(): Promise<void>;
}

/**
 * Reads the model into memory and opens its lanes.
 * @throws CallError (permanent) if it is no chat model or memory is short.
 */
export async function loadModel(
  { llama, complaints }: Native,
  settings: ModelSettings,
  log: (message: string) => void,
): Promise<LoadedModel> {
  const problem = await ggufProblem(settings.path);
  if (problem !== null) throw loadFailure(settings, new Error(problem), []);
  log(`loading ${settings.name}`);
  const started = performance.now();
  const model = await llama
    .loadModel({ modelPath: settings.path, gpuLayers: 0 })
    .catch((thrown: unknown) => Promise.reject(loadFailure(settings, thrown, complaints)));
  try {
    const encode = encoderOf(model, settings);
    const lanes = await openLanes(model, settings);
    log(`loaded ${settings.name} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return loadedModel({ model, lanes, encode, grammars: createGrammars(llama) }, settings);
  } catch (thrown) {
    await model.dispose();
    throw thrown instanceof CallError ? thrown : loadFailure(settings, thrown, complaints);
  }
}

interface Parts {
  readonly model: LlamaModel;
  readonly lanes: Lanes;
  readonly encode: (messages: ForwardRequest['messages']) => EncodedChat;
  readonly grammars: Grammars;
}

function loadedModel({ model, lanes, encode, grammars }: Parts, settings: ModelSettings): LoadedModel {
  return {
    complete: async ({ messages, sampling, signal }) => {
      const { prefix, suffix, opening } = encode(messages);
      const inputTokens = prefix.length + suffix.length;
      // The last generated token is never evaluated; the library keeps one place free.
      const limit = Math.min(sampling.maxTokens, settings.contextSize - inputTokens);
      if (limit < 1) throw tooLong(inputTokens, settings);
      const grammar = sampling.schema === undefined ? undefined : await grammars.of(sampling.schema);
      return lanes.run(prefix, signal, async (lane) => {
        const sequence = await lane.prepare(prefix, signal);
        const { text, finish, count } = await generate({ sequence, suffix, sampling, grammar, limit, signal });
        return { ...splitThinking(opening + text), finish, usage: { inputTokens, outputTokens: count } };
      });
    },
    dispose: async () => {
      await lanes.dispose();
      await model.dispose();
    },
  };
}

function encoderOf(model: LlamaModel, { name, think }: ModelSettings) {
  const source = model.fileInfo.metadata.tokenizer.chat_template;
  if (source === undefined)
    throw new CallError(
      'permanent',
      `the model ${name} has no chat template`,
      'It is not made for chats: take the “instruct” or “chat” file of the model.',
    );
  const { bosString: bos, eosString: eos, shouldPrependBosToken, bos: bosToken } = model.tokens;
  const render = createRender(source, { bos, eos, think });
  return createEncode(
    render,
    (text, special) => model.tokenize(text, special),
    shouldPrependBosToken ? bosToken : null,
  );
}

/**
 * Several lanes with few threads each, and not one with all: threads that share a batch wait for each other some hundred
 * times a token, which costs a quarter on an idle machine and three quarters where another program takes a core.
 */
async function openLanes(
  model: LlamaModel,
  { contextSize, prefixes, threads, parallel }: ModelSettings,
): Promise<Lanes> {
  const each = Math.max(1, Math.floor(threads / parallel));
  const lanes = [];
  for (let lane = 0; lane < parallel; lane += 1) {
    const context = await model.createContext({
      contextSize,
      sequences: prefixes,
      batchSize: BATCH,
      threads: { ideal: each, min: each },
      // With it the probabilities change with the number of threads once 512 tokens are in the context (measured: 8
      // tokens of 12 requests, 4 differ between 1 and 2 threads; without it none). It would be 4 % faster.
      flashAttention: false,
      swaFullCache: true,
      failedCreationRemedy: false,
    });
    lanes.push(createLane(context));
  }
  return createLanes(lanes);
}

const tooLong = (tokens: number, { contextSize }: ModelSettings): CallError =>
  new CallError(
    'item',
    `the request has ${tokens} tokens, the context ${contextSize}`,
    `The item counts as failed; shorten the input, or raise the model’s contextSize to more than ${tokens}.`,
  );

function loadFailure({ name }: ModelSettings, cause: unknown, complaints: readonly string[]): CallError {
  const isMemory = cause instanceof InsufficientMemoryError;
  const said = complaints.findLast((line) => line.includes('error loading model: '))?.split('error loading model: ')[1];
  return new CallError(
    'permanent',
    `the model ${name} could not be loaded: ${isMemory ? cause.message : (said ?? reasonOf(cause))}`,
    isMemory
      ? 'Lower contextSize, prefixes or parallel of the model, or take a smaller model.'
      : 'Check that the file is a whole GGUF file of an architecture that llama.cpp knows.',
    { cause },
  );
}
