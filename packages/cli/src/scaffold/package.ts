import type { Kind } from './kinds.ts';
import { operatorSources } from './operators.ts';
import { providerSources } from './provider.ts';

/** What a scaffolded package is called, by npm and as a folder. */
export const packageName = (name: string): string => `maspo-plugin-${name}`;

/** The files of a plugin package. @param version Of maspo: the plugin is made for it. */
export function packageFiles(kind: Kind, name: string, version: string): Readonly<Record<string, string>> {
  const sources = kind === 'forward' ? providerSources(name) : operatorSources(kind, name);
  return {
    'package.json': `${JSON.stringify(manifestOf(name, version), null, 2)}\n`,
    'index.js': sources.plugin,
    'index.test.js': sources.test,
    'README.md': readmeOf(kind, name, sources.use),
  };
}

/** What the testing kit of the core works with; a test keeps it equal to the core's own word. */
export const UVU = '^0.5.6';

const manifestOf = (name: string, version: string): object => ({
  name: packageName(name),
  version: '0.1.0',
  description: 'A plugin for maspo.',
  type: 'module',
  exports: './index.js',
  files: ['index.js'],
  scripts: { test: 'node index.test.js' },
  engines: { node: '>=22.18' },
  peerDependencies: { '@maspo/core': `^${version}` },
  devDependencies: { '@maspo/core': `^${version}`, uvu: UVU },
});

const readmeOf = (kind: Kind, name: string, use: string): string => `# ${packageName(name)}

A ${kind === 'forward' ? 'model provider' : `${kind} operator`} for maspo.

\`\`\`sh
npm install && npm test          # here
npm install ./${packageName(name)}${' '.repeat(Math.max(1, 13 - name.length))}# in the project that uses it; or publish it first
\`\`\`

\`\`\`yaml
plugins: [${name}, mutators, scorers, selectors]
${use}
\`\`\`

\`maspo plugins ${name}\` shows its options, \`maspo schema --out maspo.schema.json\` lets editors complete them. The plugin is
\`index.js\`, its test \`index.test.js\`: the testing kit checks what maspo relies on. To write TypeScript, build it to \`index.js\`
before you publish: Node strips types everywhere but in \`node_modules\`.
`;
