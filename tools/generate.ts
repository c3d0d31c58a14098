// Writes what is derived from schemas, comments and help: `node -C @maspo/source tools/generate.ts [--check]`.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PHASES, type Plugin } from '@maspo/core';
import { compile, type JSONSchema } from 'json-schema-to-typescript';
import { baseSchema, resolvedSchema } from '../packages/core/src/config/schema.ts';
import { composeSchema } from '../packages/core/src/plugin/compose.ts';
import { diagnosticsPage } from './lib/diagnostics-page.ts';
import { sourcesIn } from './lib/imports.ts';
import { withOptions } from './lib/options-table.ts';
import { apiPage } from './lib/reference/api-page.ts';
import { cliPage } from './lib/reference/cli-page.ts';
import { configPage } from './lib/reference/config-page.ts';
import { withEvents } from './lib/reference/events.ts';
import { exitPage } from './lib/reference/exit-page.ts';
import { operatorsPage } from './lib/reference/operators-page.ts';

const repo = join(import.meta.dirname, '..');

const check = process.argv.includes('--check');
for (const [file, text] of Object.entries(await generate())) {
  if (text === null) fail(`${file} has no place for what is generated: the comments that begin and end it`);
  else if (contentOf(file) !== text) {
    if (check) fail(`${file} is not what its source says: run "npm run generate"`);
    else write(file, text);
  }
}

function fail(problem: string): void {
  console.error(problem);
  process.exitCode = 1;
}

/** Each generated file with the text that it should have, null where there is no place for it. */
async function generate(): Promise<Readonly<Record<string, string | null>>> {
  const plugins = await loadPlugins();
  return {
    'schemas/config.schema.json': json(baseSchema),
    'schemas/maspo.schema.json': json(composeSchema(plugins.map(({ plugin }) => plugin))),
    'packages/core/src/config/config.generated.ts': await configTypes(),
    'packages/cli/src/first-party.generated.ts': operatorOwners(plugins.map(({ plugin }) => plugin)),
    ...Object.fromEntries(
      sourcesIn(repo, 'packages/*/package.json').map((file) => [licenseBeside(file), contentOf('LICENSE')]),
    ),
    'docs/reference/config.md': configPage(),
    'docs/reference/operators.md': operatorsPage(plugins),
    'docs/reference/cli.md': await cliPage(),
    'docs/reference/plugin-api.md': apiPage(repo),
    'docs/reference/exit-codes.md': exitPage(repo),
    'docs/reference/run-folder.md': withEvents(contentOf('docs/reference/run-folder.md'), repo),
    'docs/reference/diagnostics.md': diagnosticsPage(),
    ...Object.fromEntries(plugins.map(({ readme, plugin }) => [readme, withOptions(contentOf(readme), plugin)])),
  };
}

/** Each tarball carries the licence, and npm takes files of the package's own folder only. */
function licenseBeside(manifest: string): string {
  return join(dirname(manifest), 'LICENSE');
}

async function loadPlugins(): Promise<{ readonly readme: string; readonly plugin: Plugin }[]> {
  const entries = sourcesIn(join(repo, 'packages'), 'plugin-*/src/index.ts');
  return Promise.all(
    entries.map(async (entry) => {
      const { default: plugin } = await import(join(repo, 'packages', entry));
      return { readme: `packages/${dirname(dirname(entry))}/README.md`, plugin };
    }),
  );
}

/** Which first-party plugin has an operator, for a config that uses it and does not name the plugin. */
function operatorOwners(plugins: readonly Plugin[]): string {
  const phases = PHASES.map((phase) => {
    const owners = plugins.flatMap((plugin) =>
      Object.keys(plugin[phase] ?? {}).map((use) => [use, plugin.name] as const),
    );
    return `  ${phase}: {\n${owners.map(([use, plugin]) => `    ${literalKey(use)}: '${plugin}',\n`).join('')}  },\n`;
  });
  return [
    '// Generated from the plugins of this repository by `npm run generate`: do not edit.\n\n',
    '/** The first-party plugin that has an operator, by phase and name. */\n',
    `export const FIRST_PARTY_OPERATORS = {\n${phases.join('')}} as const;\n`,
  ].join('');
}

function literalKey(name: string): string {
  return /^[a-z]+$/.test(name) ? name : `'${name}'`;
}

async function configTypes(): Promise<string> {
  const banner = '// Generated from schema.ts by `npm run generate`: do not edit.\n\n';
  const written = await typesOf('Config', baseSchema, 'A config as its author writes it.');
  return banner + written + (await typesOf('ResolvedConfig', resolvedSchema, 'A valid config with all defaults.'));
}

function typesOf(name: string, schema: object, description: string): Promise<string> {
  const { title: _, ...named } = structuredClone(schema) as JSONSchema;
  return compile({ ...named, description }, name, {
    bannerComment: '',
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 120 },
  });
}

/** `tsType` is for the generator of types only. */
function json(value: unknown): string {
  return `${JSON.stringify(value, (key, entry: unknown) => (key === 'tsType' ? undefined : entry), 2)}\n`;
}

function contentOf(file: string): string {
  const path = join(repo, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function write(file: string, text: string): void {
  const path = join(repo, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(`wrote ${file}`);
}
