/** A JSON Schema (draft-07) as a plain value. */
export type Schema = Readonly<Record<string, unknown>>;

export const text = (description: string, more: Schema = {}): Schema => ({
  type: 'string',
  minLength: 1,
  description,
  ...more,
});

export const number = (description: string, more: Schema = {}): Schema => ({ type: 'number', description, ...more });

export const count = (description: string, more: Schema = {}): Schema => ({
  type: 'integer',
  minimum: 1,
  description,
  ...more,
});

export const list = (description: string, items: Schema, more: Schema = {}): Schema => ({
  type: 'array',
  description,
  items,
  ...more,
});

/** A map with these keys and no others. */
export const map = (
  description: string,
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
  more: Schema = {},
): Schema => ({
  type: 'object',
  description,
  properties,
  ...(required.length === 0 ? {} : { required }),
  additionalProperties: false,
  ...more,
});

/** How calls are made, whatever answers them. */
export const callSettings: Readonly<Record<string, Schema>> = {
  timeout: number('Seconds until an attempt is given up.', { exclusiveMinimum: 0, default: 120 }),
  retries: count('Attempts after the first, for failures that may heal.', { minimum: 0, maximum: 20, default: 4 }),
  concurrency: count('Calls in flight at most.', { default: 4 }),
};

/** The keys of a model that the core reads itself. */
export const modelSettings: Readonly<Record<string, Schema>> = {
  temperature: number('0 = always the likeliest token; more = more varied.', { minimum: 0, maximum: 2, default: 0 }),
  maxTokens: count('Tokens of a reply at most.', { default: 512 }),
  topP: number('Nucleus sampling: share of probability that is drawn from.', { exclusiveMinimum: 0, maximum: 1 }),
  stop: list('A reply ends before the first of these texts.', text('A text.'), { minItems: 1 }),
  ...callSettings,
  price: map(
    'What the model costs, in USD per million tokens, where the provider does not know it or is wrong.',
    {
      input: number('USD per million input tokens.', { minimum: 0 }),
      output: number('USD per million output tokens.', { minimum: 0 }),
    },
    ['input', 'output'],
  ),
};
