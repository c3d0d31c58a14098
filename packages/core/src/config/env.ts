import { type Diagnostic, diagnose } from './diagnostics.ts';
import type { ConfigNode, Entry } from './node.ts';

/** The one interpolation of configs. */
const VARIABLE = /\$\{env:([^}]*)\}/g;
/** A whole value as shells and other tools write a variable. Inside of a longer text it may be meant: prompts hold code. */
const SHELL = /^\$(?:\{([A-Z_][A-Z0-9_]*)(?::?-[^}]*)?\}|([A-Z_][A-Z0-9_]*))$/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Shorter values are no secrets, and blotting them out would blacken ordinary text. */
const SHORTEST_SECRET = 4;

export type Environment = Readonly<Record<string, string | undefined>>;

/** A tree whose `${env:NAME}` are filled in, with the values that came from the environment. */
export interface Interpolated {
  readonly root: ConfigNode;
  readonly secrets: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Fills `${env:NAME}` in, in every text value of the config (not in keys). */
export function interpolate(root: ConfigNode, env: Environment): Interpolated {
  const secrets = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const fill = (node: ConfigNode): ConfigNode => {
    if (node.kind === 'map') return { ...node, entries: new Map([...node.entries].map(fillEntry)) };
    if (node.kind === 'list') return { ...node, items: node.items.map(fill) };
    if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
    const [, braced, bare] = SHELL.exec(node.value) ?? [];
    const shell = braced ?? bare;
    if (shell !== undefined) {
      diagnostics.push(shellForm(shell, braced === undefined ? `$${shell}` : `\${${shell}}`, node));
      return { kind: 'broken', at: node.at };
    }
    if (!node.value.includes('${env:')) return node;
    const names = [...node.value.matchAll(VARIABLE)].map((match) => match[1] ?? '');
    const missing = names.filter((name) => !NAME.test(name) || env[name] === undefined);
    if (missing.length > 0) {
      diagnostics.push(...missing.map((name) => describe(name, node)));
      return { kind: 'broken', at: node.at };
    }
    for (const name of names) if ((env[name] ?? '').length >= SHORTEST_SECRET) secrets.add(env[name] ?? '');
    return { ...node, raw: node.value, value: node.value.replace(VARIABLE, (_, name: string) => env[name] ?? '') };
  };
  const fillEntry = ([key, entry]: readonly [string, Entry]): [string, Entry] => [
    key,
    { key: entry.key, value: fill(entry.value) },
  ];
  return { root: fill(root), secrets: [...secrets], diagnostics };
}

const shellForm = (name: string, written: string, { at }: ConfigNode): Diagnostic =>
  diagnose('envUnset', at, {
    message: `${written} is plain text here, not the variable ${name} of the environment`,
    fix: `Write \${env:${name}}; there is no syntax for defaults.`,
  });

function describe(name: string, node: ConfigNode): Diagnostic {
  const { source, start, end } = node.at;
  const text = `\${env:${name}}`;
  const offset = source.text.slice(start, end).indexOf(text);
  const at = offset === -1 ? node.at : { source, start: start + offset, end: start + offset + text.length };
  return NAME.test(name)
    ? diagnose('envUnset', at, {
        message: `the environment variable ${name} is not set`,
        fix: `Set it: export ${name}=…`,
      })
    : diagnose('envUnset', at, {
        message: `"${name}" is not the name of an environment variable`,
        fix: 'Write ${env:NAME}: letters, digits and _ only; there is no syntax for defaults.',
      });
}
