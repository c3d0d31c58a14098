import { type ModelFile, openModelFile } from './open.ts';
import { type OnProgress, showProgress } from './progress.ts';

export interface PullOptions {
  /** Called as bytes arrive; by default progress is shown on stderr. */
  readonly onProgress?: OnProgress;
  /** Folder of the store; by default MASPO_MODELS, else the user's cache folder. */
  readonly directory?: string;
  readonly signal?: AbortSignal;
  /** Called with notes for people: what was fetched from where, what was removed. */
  log?(message: string): void;
}

/**
 * Makes sure that a model is there: a name of the store, a path, an https address or `hf:owner/repo/file.gguf`.
 * @returns the verified file.
 * @throws CallError (permanent) with every source that was tried and what to do.
 */
export function pullModel(model: string, options: PullOptions = {}): Promise<ModelFile> {
  const {
    onProgress = showProgress(process.stderr),
    signal = new AbortController().signal,
    log = () => {},
    directory,
  } = options;
  return openModelFile({ model, directory, sha256: undefined }, { signal, onProgress, log });
}
