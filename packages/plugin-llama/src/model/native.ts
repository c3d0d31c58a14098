import { CallError } from '@maspo/core/plan';
import { getLlama, type Llama, LlamaLogLevel } from 'node-llama-cpp';
import { reasonOf } from '../reason.ts';

/** llama.cpp, and what it has complained about. */
export interface Native {
  readonly llama: Llama;
  /** The last lines, oldest first. */
  readonly complaints: readonly string[];
}

const KEPT_COMPLAINTS = 20;

/**
 * Loads the library that came with the package; nothing is built or downloaded.
 * @throws CallError (permanent) if there is none for this machine.
 */
export async function startNative(): Promise<Native> {
  const complaints: string[] = [];
  try {
    const llama = await getLlama({
      gpu: false,
      build: 'never',
      progressLogs: false,
      logLevel: LlamaLogLevel.error,
      // Kept for the error message, and not printed into the progress of the run.
      logger: (_, message) => {
        complaints.push(message.trim());
        if (complaints.length > KEPT_COMPLAINTS) complaints.shift();
      },
      // No limit of the library's own (it defaults to 4): each context gets exactly the threads it is made with.
      maxThreads: 0,
    });
    return { llama, complaints };
  } catch (cause) {
    throw new CallError(
      'permanent',
      `llama.cpp cannot be loaded on ${process.platform} ${process.arch}: ${reasonOf(cause)}`,
      'Install @maspo/plugin-llama again without --omit=optional, or use a model of @maspo/plugin-ollama.',
      { cause },
    );
  }
}
