import { availableParallelism } from 'node:os';
import type { Answer, ForwardRequest, Json, ProviderTools } from '@maspo/core';
import { type LoadedModel, loadModel } from './model/load.ts';
import { type Native, startNative } from './model/native.ts';
import type { Options } from './options.ts';
import { createShared, untilAborted } from './shared.ts';
import { type ModelFile, openModelFile } from './store/open.ts';
import { showProgress } from './store/progress.ts';

/** The models that are in memory. */
export interface Engine {
  /** One reply. The first call of a model fetches and loads it. */
  complete(request: ForwardRequest & ProviderTools<Options>): Promise<Answer>;
  /** Fetches the model where it is not there yet; loads nothing. */
  identify(tools: ProviderTools<Options>): Promise<Json>;
  /** Frees all memory. The engine may be used again afterwards. */
  dispose(): Promise<void>;
}

/** More would take all threads that Node has for files and timers of the operating system (4). */
const MOST_LANES = 4;

/** Version of what computes the answers: they may change with it. */
const ENGINE = 'node-llama-cpp 3.22.1';

export function createEngine(): Engine {
  const files = createShared<ModelFile>();
  const models = new Map<string, Promise<LoadedModel>>();
  const natives = new Map<string, Promise<Native>>();

  const open = ({ options, dir, signal, log }: ProviderTools<Options>): Promise<ModelFile> =>
    files.get(JSON.stringify([options.model, options.directory, options.sha256, dir]), signal, (shared) =>
      openModelFile(options, { dir, signal: shared, log, onProgress: showProgress(process.stderr) }),
    );
  const load = async (tools: ProviderTools<Options>): Promise<LoadedModel> => {
    const { path, name } = await open(tools);
    const { contextSize, prefixes, think, threads = availableParallelism() } = tools.options;
    const parallel = tools.options.parallel ?? Math.min(threads, MOST_LANES);
    const settings = { path, name, contextSize, prefixes, think, threads, parallel };
    const loading = once(models, JSON.stringify(settings), async () => {
      const native = await once(natives, 'cpu', startNative);
      return loadModel(native, settings, tools.log);
    });
    return untilAborted(loading, tools.signal);
  };

  return {
    complete: async (request) => (await load(request)).complete(request),
    identify: async (tools) => {
      const { sha256 } = await open(tools);
      const { contextSize, think } = tools.options;
      // contextSize decides which requests are too long; threads and lanes decide nothing but time.
      return { sha256, contextSize, think, engine: ENGINE };
    },
    dispose: async () => {
      const loaded = await Promise.allSettled(models.values());
      models.clear();
      for (const model of loaded) if (model.status === 'fulfilled') await model.value.dispose();
      const started = await Promise.allSettled(natives.values());
      natives.clear();
      for (const native of started) if (native.status === 'fulfilled') await native.value.llama.dispose();
    },
  };
}

/** The value of a key, made once; a failure is forgotten, so that the next call tries again. */
function once<T>(made: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = made.get(key);
  if (known !== undefined) return known;
  const value = make();
  made.set(key, value);
  value.catch(() => made.delete(key));
  return value;
}
