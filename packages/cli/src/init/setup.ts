import { resolve } from 'node:path';
import type { ModelChoice } from './config.ts';
import { detectProviders, type Found, firstModel, firstProvider, thinks } from './detect.ts';
import type { Setup } from './files.ts';
import { ownJob, sampleJob } from './job.ts';
import type { Provider } from './providers.ts';
import { type Asking, askData, askFields, askModel, askProvider } from './questions.ts';
import { fieldsIn, readOwnData, type Said } from './said.ts';

/** Without questions: what the user said, else what is there. */
export async function foundSetup(said: Said, dir: string, cwd: string): Promise<Setup> {
  const there = await providersFor(said);
  const provider = said.provider ?? firstProvider(there);
  const choice = await modelChoice(there, provider, said.model ?? firstModel(provider, there));
  if (said.data === undefined) return { dir, choice, there, job: sampleJob(), isSample: true };
  const data = await readOwnData(resolve(cwd, said.data));
  const { input, label } = fieldsIn(data, said);
  return { dir, choice, there, job: ownJob(dir, data, input, label), isSample: false };
}

/** With questions for what the user did not say. @throws Left */
export async function askedSetup(asking: Asking, said: Said, dir: string, cwd: string): Promise<Setup> {
  const there = await providersFor(said);
  const provider = said.provider ?? (await askProvider(asking, there));
  const model = said.model ?? (await askModel(asking, provider, there));
  const data = said.data === undefined ? await askData(asking, dir, cwd) : await readOwnData(resolve(cwd, said.data));
  const choice = await modelChoice(there, provider, model);
  if (data === null) return { dir, choice, there, job: sampleJob(), isSample: true };
  const { input, label } = await askFields(asking, data, said);
  return { dir, choice, there, job: ownJob(dir, data, input, label), isSample: false };
}

const NOTHING_FOUND: Found = { ollama: null, openaiKey: false };

/** Nobody is looked for whom the user does not want. */
const providersFor = async ({ provider }: Said): Promise<Found> =>
  provider === undefined || provider === 'ollama' ? detectProviders() : NOTHING_FOUND;

const modelChoice = async (there: Found, provider: Provider, model: string): Promise<ModelChoice> => ({
  provider,
  model,
  thinks: provider === 'ollama' && there.ollama !== null && (await thinks(model)),
});
