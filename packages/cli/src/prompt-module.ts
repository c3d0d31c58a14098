import type { Result } from '@maspo/core';
import { jsonText } from './terminal.ts';

/** Where prompts can go as a module of a program, by the name of the format: the file, and how it is written. */
const MODULES = {
  typescript: {
    file: 'prompts.ts',
    text: ({ about, texts }) =>
      `// ${about}\nexport const prompts = ${jsonText(texts, 2)} as const;\n\nexport type AgentName = keyof typeof prompts;\n`,
  },
  python: {
    file: 'prompts.py',
    text: ({ about, texts }) => `# ${about}\nPROMPTS = ${jsonText(texts, 4)}\n`,
  },
  'ai-sdk': {
    file: 'agents.ts',
    text: ({ about, texts }) => {
      const settings = Object.fromEntries(Object.entries(texts).map(([id, system]) => [id, { system }]));
      return `// ${about}\n// generateText({ model, ...agents.<name>, prompt })\nexport const agents = ${jsonText(settings, 2)} as const;\n`;
    },
  },
} as const satisfies Record<string, { file: string; text(prompts: Texts): string }>;

export type ModuleFormat = keyof typeof MODULES;

export const MODULE_FORMATS = Object.keys(MODULES) as readonly ModuleFormat[];

interface Texts {
  readonly about: string;
  /** System messages by agent. */
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * The system messages of a run's agents as source text. JSON literals mean the same in TypeScript and in Python, and
 * what could hide or reorder code is escaped in them.
 */
export function promptModule(
  format: ModuleFormat,
  { runId, verdict }: Pick<Result, 'runId' | 'verdict'>,
  texts: Readonly<Record<string, string>>,
): { readonly file: string; readonly text: string } {
  const { file, text } = MODULES[format];
  return {
    file,
    text: text({ about: `System messages by agent. Written by maspo export: run ${runId}, ${verdict}.`, texts }),
  };
}
