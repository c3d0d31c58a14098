export const PROVIDERS = ['llama', 'ollama', 'openai'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** Models to begin with: small ones, where they run on one's own machine. */
export const FIRST_MODEL: Readonly<Record<Provider, string>> = {
  llama: 'smollm2-135m',
  ollama: 'qwen2.5:0.5b',
  openai: 'gpt-4.1-nano',
};

/** The plugins that the config of a provider needs. */
export const pluginsFor = (provider: Provider): readonly string[] => [provider, 'mutators', 'scorers', 'selectors'];
