import { treeOfValue } from '../config/module.ts';
import { type ConfigNode, mergeNodes } from '../config/node.ts';

/** Values that the command line may set. */
export interface Overrides {
  readonly seed?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly calls?: number | undefined;
  readonly tokens?: number | undefined;
  readonly usd?: number | undefined;
  readonly minutes?: number | undefined;
  readonly cycles?: number | undefined;
  readonly rounds?: number | undefined;
}

/** The config with the values of the command line merged over it; a mistake in them is placed on the command line. */
export function withOverrides(root: ConfigNode, overrides: Overrides): ConfigNode {
  const { seed, concurrency, calls, tokens, usd, minutes, cycles, rounds } = overrides;
  const sections = {
    run: { seed, concurrency },
    budget: { calls, tokens, usd, minutes },
    search: { cycles, rounds },
  };
  const given = Object.fromEntries(
    Object.entries(sections).filter(([, section]) => Object.values(section).some(isGiven)),
  );
  if (Object.keys(given).length === 0) return root;
  const over = treeOfValue({ file: 'command line', text: JSON.stringify(given) }, given).root;
  return over === undefined ? root : mergeNodes(root, over);
}

const isGiven = (value: unknown): boolean => value !== undefined;
