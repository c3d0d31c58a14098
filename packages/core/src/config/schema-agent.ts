import { callSettings, count, list, map, type Schema, text } from './schema-parts.ts';

/** The sections of a prompt; a test holds them equal to those of `system/prompt.ts`. */
export const SECTION_MEANINGS = {
  role: 'Who the agent is.',
  task: 'What it has to do.',
  context: 'What it should know.',
  format: 'What its reply looks like.',
};

const prompt: Schema = {
  type: ['object', 'string'],
  description:
    'The seed prompt: its sections, a Markdown file with `## role`, `## task`, `## context`, `## format`, or the text of the task.',
  minLength: 1,
  minProperties: 1,
  properties: Object.fromEntries(
    Object.entries(SECTION_MEANINGS).map(([name, description]) => [name, { type: 'string', description }]),
  ),
  additionalProperties: false,
  tsType: `string | { ${Object.keys(SECTION_MEANINGS)
    .map((name) => `${name}?: string`)
    .join('; ')} }`,
};

const contracts: Readonly<Record<string, Schema>> = {
  choice: list(
    'The reply names exactly one of these.',
    { type: 'string', minLength: 1, description: 'A choice.' },
    { minItems: 2 },
  ),
  regex: text('The reply matches this regular expression; its first group, if it has one, is the value.'),
  json: { type: 'object', description: 'The reply is JSON that satisfies this JSON schema.' },
  text: map('Any text.', { maxWords: count('Words at most.') }),
};

const output: Schema = {
  type: ['string', 'object'],
  description: 'What the output must look like: `text`, or one of choice, regex, json, text as a map.',
  default: 'text',
  if: { type: 'string' },
  // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
  then: { enum: ['text'] },
  else: { properties: contracts, additionalProperties: false, minProperties: 1, maxProperties: 1 },
  tsType:
    "'text' | { choice: string[] } | { regex: string } | { json: { [keyword: string]: unknown } } | { text: { maxWords?: number } }",
};

/** What agents may be called: templates can name it, and `item` is the record of the data. */
export const AGENT_ID = '^(?!item$)[a-z][a-z0-9_-]*$';

/** The keys that every agent has. */
export const agentIdentity: Readonly<Record<string, Schema>> = {
  id: text('Its name: small letters, digits, `-` and `_`. Other agents read `{{id.output}}`.', {
    pattern: AGENT_ID,
  }),
  after: list('Agents that run before it, beside those whose output its input names.', text('An agent.'), {
    default: [],
    uniqueItems: true,
  }),
  input: text(
    "The message that it gets. `{{item.field}}` is a field of the data, `{{agent.output}}` another agent's output; other braces are text.",
  ),
  output,
};

/** The keys of an agent that is a prompt on a model. */
export const agentOnModel: Readonly<Record<string, Schema>> = {
  model: text('Which of `models` it runs on.'),
  prompt,
  frozen: list('Texts in the prompt that no edit may change.', text('A text that stands in the prompt.'), {
    default: [],
  }),
};

/** The keys of a program agent that the core reads itself. */
export const programSettings: Readonly<Record<string, Schema>> = callSettings;
