import { definePlugin } from '@maspo/core/plan';
import type { Engine } from './engine.ts';
import { schema } from './options.ts';
import type { ModelFile } from './store/open.ts';
import type { PullOptions } from './store/pull.ts';

export type { ModelFile } from './store/open.ts';
export type { OnProgress, Progress } from './store/progress.ts';
export type { PullOptions } from './store/pull.ts';

let engine: Promise<Engine> | undefined;

/** The native library is loaded with the first call, not with the plugin: `maspo validate` must stay fast. */
const opened = (): Promise<Engine> => (engine ??= import('./engine.ts').then(({ createEngine }) => createEngine()));

export default definePlugin({
  name: 'llama',
  forward: {
    llama: {
      description: 'A GGUF model run by llama.cpp inside this process: no server, no network once the file is there.',
      options: schema,
      run: async (request) => (await opened()).complete(request),
      identify: async (tools) => (await opened()).identify(tools),
      // All models share one engine and its cores.
      endpoint: () => 'in this process',
      price: () => ({ input: 0, output: 0 }),
    },
  },
  dispose: async () => {
    await (await engine)?.dispose();
    engine = undefined;
  },
});

/**
 * Makes sure that a model is there: a name of the store, a path, an https address or `hf:owner/repo/file.gguf`.
 * @returns the verified file.
 * @throws CallError (permanent) with every source that was tried and what to do.
 */
export async function pullModel(model: string, options: PullOptions = {}): Promise<ModelFile> {
  const store = await import('./store/pull.ts');
  return store.pullModel(model, options);
}
