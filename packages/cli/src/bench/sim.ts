import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MaspoError } from '@maspo/core/plan';

type Prompts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A simulated system, as `@maspo/plugin-sim` makes it. */
export interface SimSystem {
  readonly system: object;
  readonly models: Readonly<Record<string, object>>;
  items(count: number): readonly object[];
  /** Exact probability in [0, 1] that the answer is right. */
  quality(prompts?: Prompts): number;
  readonly seedQuality: number;
  readonly optimum: number;
}

/** What `maspo bench` needs of `@maspo/plugin-sim`, which is no dependency of the command line. */
export interface Sim {
  readonly WORLDS: readonly string[];
  simSystem(options: { readonly world: string; readonly seed: number }): SimSystem;
}

/** @throws MaspoError with the install line where the package is not installed for `folder`. */
export async function loadSim(folder: string): Promise<Sim> {
  const name = '@maspo/plugin-sim';
  try {
    return (await import(pathToFileURL(createRequire(join(folder, 'x.js')).resolve(name)).href)) as Sim;
  } catch (cause) {
    throw new MaspoError('MASPO-BENCH', `${name} cannot be loaded from ${folder}`, `Install it: npm install ${name}`, {
      cause,
    });
  }
}
