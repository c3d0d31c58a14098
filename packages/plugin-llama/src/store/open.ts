import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CallError } from '@maspo/core/plan';
import type { Options } from '../options.ts';
import { storeDirectory } from './directory.ts';
import { fetchFile, type Wanted } from './fetch-file.ts';
import { type KnownModel, knownModel, MODELS } from './models.ts';
import type { OnProgress } from './progress.ts';
import { parseReference } from './reference.ts';
import { type Outside, outside, sourceOf, urlSource } from './sources.ts';
import { knownHash, removeModel } from './verify.ts';

/** A model file that is there and verified. */
export interface ModelFile {
  readonly path: string;
  /** For messages. */
  readonly name: string;
  readonly sha256: string;
}

export interface OpenTools {
  /** Where relative paths start: the config's folder; the working directory if there is none. */
  readonly dir?: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  log(message: string): void;
}

type Request = Pick<Options, 'model' | 'directory' | 'sha256'>;

/**
 * The file of a model: a path as it is, a name or an address from the store, fetched if it is not there yet.
 * @throws CallError (permanent) if there is no such model, it cannot be fetched, or it is not the file expected.
 */
export async function openModelFile(request: Request, tools: OpenTools, out: Outside = outside): Promise<ModelFile> {
  const dir = tools.dir ?? process.cwd();
  const reference = parseReference(request.model, dir, out.env);
  const directory = storeDirectory(request.directory, dir, out.env);
  switch (reference.kind) {
    case 'path':
      return openPath(reference.path, request);
    case 'url': {
      const path = join(directory, reference.file);
      if (await isFile(path)) return openPath(path, request);
      const sources = [urlSource(reference.url, true, out)];
      return fetchWanted({ name: reference.file, path, size: null, sha256: request.sha256 ?? null, sources }, tools);
    }
    case 'name': {
      const path = join(directory, `${reference.name}.gguf`);
      const known = knownModel(reference.name);
      if (known !== undefined) await openKnown(wantedOf(known, path, out), tools);
      else if (!(await isFile(path))) throw unknownName(reference.name, path);
      return { ...(await openPath(path, request)), name: reference.name };
    }
    default:
      return reference satisfies never;
  }
}

const wantedOf = ({ name, size, sha256, sources }: KnownModel, path: string, out: Outside): Wanted => ({
  name,
  path,
  size,
  sha256,
  sources: sources.map((source, index) => sourceOf(source, index === sources.length - 1, out)),
});

/** Makes sure that the file is there and the one expected: what it is not, is removed and fetched. */
async function openKnown(wanted: Wanted, tools: OpenTools): Promise<void> {
  const { name, path } = wanted;
  if (await isFile(path)) {
    const sha256 = await knownHash(path);
    if (wanted.sha256 === sha256) return;
    await removeModel(path);
    tools.log(`removed ${path}: it is not the file of ${name} that is expected (SHA-256 ${sha256.slice(0, 12)}…)`);
  }
  await fetchWanted(wanted, tools);
}

async function fetchWanted(wanted: Wanted, tools: OpenTools): Promise<ModelFile> {
  const { name, path } = wanted;
  const source = await fetchFile(wanted, tools);
  tools.log(`fetched ${name} from ${source}`);
  return { path, name, sha256: await knownHash(path) };
}

async function openPath(path: string, { model, sha256: expected }: Request): Promise<ModelFile> {
  if (!(await isFile(path)))
    throw new CallError(
      'permanent',
      `there is no model file ${path}`,
      `Check the path "${model}", or take a model of the store: ${names()}.`,
    );
  const sha256 = await knownHash(path);
  if (expected !== undefined && expected !== sha256)
    throw new CallError(
      'permanent',
      `the model file ${path} has another SHA-256 than the option sha256: ${sha256}`,
      'Correct the option, or get the right file.',
    );
  return { path, name: basename(path), sha256 };
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );

const names = (): string => MODELS.map(({ name }) => name).join(', ');

const unknownName = (name: string, path: string): CallError =>
  new CallError(
    'permanent',
    `the model store knows no "${name}"`,
    `It knows ${names()}. Or give a path, an https address or hf:owner/repo/file.gguf, or place the file at ${path}.`,
  );
