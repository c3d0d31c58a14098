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

/** A config that runs: two agents, of which the second decides. */
export const configFile = (
  provider: Provider,
  model: string,
): string => `# yaml-language-server: $schema=./maspo.schema.json
version: 1
plugins: [${pluginsFor(provider).join(', ')}]

models:
  small: { use: ${provider}, model: ${JSON.stringify(model)}, temperature: 0, maxTokens: 24 }

system:
  agents:
    - id: reader
      model: small
      prompt:
        role: You read messages to a support desk.
        task: Write one short note on what the message is about.
      input: "Message: {{item.text}}"
    - id: router
      after: [reader]
      model: small
      prompt:
        role: You assign messages to teams.
        task: Which team should get this message?
      input: "Message: {{item.text}}\\nNote: {{reader.output}}\\nTeam:"
      output: { choice: [billing, bug, account] }
  answer: router

# One JSON object a line; \`team\` is the right answer, which the agents never see.
data: { file: messages.jsonl, split: { train: 20, validation: 14, test: 14 } }

init:      [{ use: seed }, { use: variants, count: 6 }]
mutate:    [{ use: phrase-swap, weight: 2 }, { use: keyword-insert }, { use: drop-section }${
  provider === 'llama' ? '' : ', { use: rewrite, model: small }'
}]
crossover: [{ use: section-recombine, rate: 0.3 }]
score:
  local:     { use: contract, weight: 0.4 }
  lookahead: { use: contract, weight: 0.4 }
  global:    { use: exact-match, field: team, weight: 0.2 }
select: { use: beam, width: 4 }

search: { cycles: 2, rounds: 2, offspring: 2, batch: [4, 10, 20] }
budget: { calls: 600 }
run:    { concurrency: 4, seed: 7 }
`;
