import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A declaration of a TypeScript source. */
export interface Declaration {
  readonly name: string;
  /** The text of its TSDoc, a line each, without the stars; '' without one. */
  readonly doc: string;
  /** As it stands, without bodies of functions, and without `export`. */
  readonly signature: string;
  readonly exported: boolean;
}

/** The declarations that a barrel exports, by the file that has them, in the barrel's order. */
export interface Exported {
  /** Path as the barrel writes it. */
  readonly from: string;
  readonly declarations: readonly Declaration[];
}

/** Biome's format makes sources regular: a declaration begins in the first column and ends there. That is all this reads. */
const DECLARATION =
  /^(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?(export )?((?:abstract |async )?(?:interface|type|const|function|class) (\w+)[\s\S]*?)(?=^(?:\/\*\*|export |const |function |async |type |interface |class |let |import |\/\/|\/\* )|$(?![\s\S]))/gm;
const LIST = /^export (type )?\{([^}]*)\} from '([^']+)';/gm;
const STAR = /^export \* from '([^']+)';/gm;

/** What a barrel (`index.ts`) exports. @throws Error for a name that its file does not declare in a form that is known here. */
export function exportsOf(barrel: string): Exported[] {
  const source = readFileSync(barrel, 'utf8');
  const found: { at: number; from: string; names: readonly string[] | null }[] = [
    ...[...source.matchAll(LIST)].map(({ index, 2: names = '', 3: from = '' }) => ({
      at: index,
      from,
      names: names.split(',').flatMap((name) => name.replace(/\btype\b/, '').trim() || []),
    })),
    ...[...source.matchAll(STAR)].map(({ index, 1: from = '' }) => ({ at: index, from, names: null })),
  ];
  return found
    .sort((a, b) => a.at - b.at)
    .flatMap(({ from, names }) => {
      const file = join(dirname(barrel), from);
      // A barrel of the same folder: its paths are written as this one's are.
      const inner = names === null && dirname(from) === '.' ? exportsOf(file) : [];
      return inner.length > 0 ? inner : [{ from, declarations: pick(file, names) }];
    });
}

function pick(file: string, names: readonly string[] | null): readonly Declaration[] {
  const all = declarationsIn(readFileSync(file, 'utf8'));
  const exported = all.filter((one) => one.exported).map(({ name }) => name);
  const wanted = new Set(names ?? exported);
  for (const name of wanted) {
    if (names?.includes(name) === true && !exported.includes(name)) missing(name, file);
    // What a declaration is made of belongs to it, also where the file keeps it to itself.
    const { signature = '' } = all.find((one) => one.name === name) ?? {};
    for (const part of all) if (isTypeIn(part, signature) && !exported.includes(part.name)) wanted.add(part.name);
  }
  return all.filter(({ name }) => wanted.has(name));
}

const isTypeIn = ({ name, signature: own }: Declaration, signature: string): boolean =>
  /^(interface|type) /.test(own) && new RegExp(`\\b${name}\\b`).test(signature);

function missing(name: string, file: string): never {
  throw new Error(`${file} does not declare ${name} in a form that the reference can read`);
}

/** All declarations of the first level, in order. */
export function declarationsIn(source: string): Declaration[] {
  return [...source.matchAll(DECLARATION)].map(([, doc = '', word, text = '', name = '']) => ({
    name,
    exported: word !== undefined,
    doc: doc
      .split('\n')
      .map((line) => line.replace(/^\s*\*? ?/, ''))
      .join('\n')
      .trim(),
    signature: signatureOf(text.trim()),
  }));
}

/** Longer values say little that the type does not. */
const LONGEST_VALUE = 300;

function signatureOf(text: string): string {
  if (/^(async )?function/.test(text)) return text.replace(/ \{\n[\s\S]*$/, '').replace(/ \{ [^\n]* \}$/, '');
  if (text.startsWith('class')) return withoutBodies(text);
  const arrow = /^const \w+(?:: [^=]+)? = (?:async )?(?:<[^>]*>)?\((?:[^()]|\([^()]*\))*\)(?:: [^=]+?)? =>/.exec(text);
  if (arrow !== null) return arrow[0].replace(/ =>$/, '');
  return text.startsWith('const') && text.length > LONGEST_VALUE ? text.slice(0, text.indexOf(' = ')) : text;
}

/** Members of a class by their first lines. */
const withoutBodies = (text: string): string => text.replace(/^( {2}\S.*?) \{\n[\s\S]*?^ {2}\}$/gm, '$1;');
