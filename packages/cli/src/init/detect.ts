import { patientFetch, publicUrl, serverAddress } from '@maspo/core/plan';
import { FIRST_MODEL, type Provider } from './providers.ts';

/** A model that an Ollama server has. */
export interface InstalledModel {
  readonly name: string;
  /** On disk, in bytes; 0 = not said. */
  readonly size: number;
}

/** What there is to run models with. */
export interface Found {
  /** A server that answers, with the models that can chat, the smallest first; null if none does. */
  readonly ollama: { readonly address: string; readonly models: readonly InstalledModel[] } | null;
  /** Whether OPENAI_API_KEY is set. */
  readonly openaiKey: boolean;
}

/** A server on one's own machine answers within a few milliseconds; longer than this nobody should wait for a guess. */
const PATIENCE = 1000;
const OLLAMA_PORT = 11434;

/** Looks for a running Ollama (OLLAMA_HOST, else this machine) and for a key. Never fails: what does not answer is not there. */
export async function detectProviders(env: NodeJS.ProcessEnv = process.env, patience = PATIENCE): Promise<Found> {
  const models = await askOllama('api/tags', undefined, env, patience).then(modelsIn);
  return {
    ollama: models === null ? null : { address: publicUrl(serverAddress(env.OLLAMA_HOST ?? '', OLLAMA_PORT)), models },
    openaiKey: (env.OPENAI_API_KEY ?? '').trim() !== '',
  };
}

/** Whether a model thinks before it answers, as far as the server says. */
export async function thinks(
  model: string,
  env: NodeJS.ProcessEnv = process.env,
  patience = PATIENCE,
): Promise<boolean> {
  const { capabilities } = membersOf(await askOllama('api/show', { model }, env, patience));
  return Array.isArray(capabilities) && capabilities.includes('thinking');
}

/** The provider to begin with: what is there and costs nothing, then what is there, then what needs nothing. */
export function firstProvider({ ollama, openaiKey }: Found): Provider {
  if (ollama !== null && ollama.models.length > 0) return 'ollama';
  return openaiKey ? 'openai' : 'llama';
}

/** The model to begin with: of those that are installed the smallest, since small ones answer fast. */
export const firstModel = (provider: Provider, { ollama }: Found): string =>
  (provider === 'ollama' ? ollama?.models[0]?.name : undefined) ?? FIRST_MODEL[provider];

/** Whether an Ollama that was found has a model; the tag `latest` goes without saying. */
export const isThere = (model: string, { ollama }: Found): boolean =>
  ollama?.models.some(({ name }) => name === model || name === `${model}:latest`) ?? false;

async function askOllama(path: string, body: object | undefined, env: NodeJS.ProcessEnv, patience: number) {
  try {
    const response = await patientFetch(`${serverAddress(env.OLLAMA_HOST ?? '', OLLAMA_PORT)}/${path}`, {
      signal: AbortSignal.timeout(patience),
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    if (response.ok) return (await response.json()) as unknown;
    await response.body?.cancel();
  } catch {
    // Not there, not Ollama, or too slow: all the same to who only wants to know what to begin with.
  }
  return null;
}

/** null: the reply is no list of models. */
function modelsIn(reply: unknown): readonly InstalledModel[] | null {
  const { models } = membersOf(reply);
  if (!Array.isArray(models)) return null;
  return models
    .map(membersOf)
    .filter(isChatModel)
    .map(({ name, size }) => ({ name: String(name), size: typeof size === 'number' ? size : 0 }))
    .sort((a, b) => a.size - b.size || (a.name < b.name ? -1 : 1));
}

type Members = Readonly<Record<string, unknown>>;

const membersOf = (value: unknown): Members => (typeof value === 'object' && value !== null ? (value as Members) : {});

/** A name goes into the config: what is not written like one is left out. Models for embeddings cannot chat. */
function isChatModel({ name, details }: Members): boolean {
  const { family } = membersOf(details);
  const isName = typeof name === 'string' && /^[\w.:/@-]{1,200}$/.test(name);
  return isName && !/embed/i.test(name) && !/bert/i.test(String(family));
}
