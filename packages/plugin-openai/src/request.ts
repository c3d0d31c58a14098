import { CallError, type ForwardRequest, type Json } from '@maspo/core/plan';
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions';
import { DEFAULT_BASE_URL, type Options } from './options.ts';

/** Fields that are the core's to say: setting them in `extraBody` would make the journal lie. */
const RESERVED = ['model', 'messages', 'stream', 'n', 'seed', 'max_tokens', 'max_completion_tokens'];

/**
 * The body of a chat completion.
 * @throws CallError if `extraBody` sets a field that the config has another place for.
 */
export function bodyOf(
  { messages, sampling }: Pick<ForwardRequest, 'messages' | 'sampling'>,
  options: Options,
): ChatCompletionCreateParamsNonStreaming {
  const extra = checkExtraBody(options);
  const custom = options.baseURL !== DEFAULT_BASE_URL;
  const maxTokensField = options.maxTokensField ?? (custom ? 'max_tokens' : 'max_completion_tokens');
  const fields = {
    model: options.model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    [maxTokensField]: sampling.maxTokens,
    temperature: sampling.temperature,
    top_p: sampling.topP,
    stop: sampling.stop?.length ? [...sampling.stop] : undefined,
    seed: sampling.seed,
    reasoning_effort: options.reasoningEffort,
    response_format: sampling.schema === undefined ? undefined : responseFormat(sampling.schema),
    ...extra,
  };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given) as unknown as ChatCompletionCreateParamsNonStreaming;
}

/** The `extraBody` option. @throws CallError if it sets a reserved field. */
export function checkExtraBody({ extraBody = {} }: Options): Readonly<Record<string, unknown>> {
  const reserved = Object.entries(extraBody)
    .filter(([field, value]) => RESERVED.includes(field) && !(field === 'seed' && value === null))
    .map(([field]) => field)[0];
  if (reserved === undefined) return extraBody;
  throw new CallError(
    'permanent',
    `extraBody may not set \`${reserved}\``,
    'Say it by the model’s own settings: model, maxTokens, maxTokensField; the seed is the run’s.',
  );
}

const responseFormat = (schema: Json) => ({
  type: 'json_schema',
  json_schema: { name: 'reply', schema, strict: isStrict(schema) },
});

type Schema = { readonly [key: string]: Json | undefined };
const isSchema = (value: Json | undefined): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Whether OpenAI's strict mode takes the schema: an object at the root, every object closed and all its properties
 * required. It refuses any other schema as a whole, so those go as a wish. Other servers enforce either.
 */
function isStrict(schema: Json, root = true): boolean {
  if (!isSchema(schema) || (root && schema.type !== 'object')) return false;
  const properties = isSchema(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const closed =
    schema.type !== 'object' ||
    (schema.additionalProperties === false && Object.keys(properties).every((name) => required.includes(name)));
  const inner = [...Object.values(properties), schema.items].filter((value) => value !== undefined);
  return closed && inner.every((value) => isStrict(value, false));
}
