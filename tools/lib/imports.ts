import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One import of a file. */
export interface Import {
  /** As written: `../errors.ts`, `ajv`, `node:fs`. */
  readonly from: string;
  /** `import type`: gone at run time. */
  readonly typeOnly: boolean;
}

const STATEMENT = /^(?:import|export)\s+(type\s)?(?:[^;'"`]*?\sfrom\s+)?['"]([^'"\n]+)['"]/gm;
const CALL = /\bimport\(\s*['"]([^'"\n]+)['"]/g;

/** All imports and re-exports of a TypeScript source, dynamic ones with a literal name included. */
export function importsOf(source: string): Import[] {
  const code = withoutComments(source);
  return [
    ...[...code.matchAll(STATEMENT)].map(([, type, from = '']) => ({ from, typeOnly: type !== undefined })),
    ...[...code.matchAll(CALL)].map(([, from = '']) => ({ from, typeOnly: false })),
  ];
}

/** Block comments and whole-line comments only: a `//` further right may stand in a string. */
const withoutComments = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^[ \t]*\/\/.*$/gm, '');

/** The package of a bare import (`@maspo/core/testing` → `@maspo/core`); null for files and Node's own modules. */
export function packageOf(from: string): string | null {
  if (from.startsWith('.') || from.startsWith('node:')) return null;
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
}

export const isTest = (file: string): boolean => file.endsWith('.test.ts') || /(^|\/)test\//.test(file);

/** Source files below `folder`, as paths relative to it, sorted. */
export const sourcesIn = (folder: string, pattern = '**/*.{ts,mts,js}'): string[] =>
  globSync(pattern, { cwd: folder, exclude: ['**/node_modules/**', '**/dist/**', '**/*.d.ts'] })
    .map((file) => file.replaceAll('\\', '/'))
    .sort();

export const read = (...parts: readonly string[]): string => readFileSync(join(...parts), 'utf8');
