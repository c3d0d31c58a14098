import { CallError, type FromSchema, publicUrl } from '@maspo/core/plan';

export const DEFAULT_BASE_URL = 'https://api.openai.com/v1';

export const schema = {
  type: 'object',
  properties: {
    model: { type: 'string', minLength: 1, description: 'Name of the model, as the endpoint knows it.' },
    baseURL: {
      type: 'string',
      pattern: '^https?://',
      default: DEFAULT_BASE_URL,
      description: 'Address of an OpenAI-compatible API, most often ending in /v1.',
    },
    apiKey: {
      type: 'string',
      maspoSecret: true,
      description:
        'Key of the endpoint, as ${env:NAME}. Without it OPENAI_API_KEY is read; a server of your own may need none.',
    },
    organization: { maspoNeutral: true, type: 'string', description: 'Organization that is charged (OpenAI).' },
    reasoningEffort: {
      enum: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
      description: 'How long a reasoning model thinks, where it can be told.',
    },
    maxTokensField: {
      enum: ['max_tokens', 'max_completion_tokens'],
      description: 'Field that carries maxTokens: max_completion_tokens for the OpenAI API, max_tokens for any other.',
    },
    extraBody: {
      type: 'object',
      additionalProperties: true,
      description: 'Further fields of the request, as the endpoint names them; null leaves a field out.',
    },
  },
  required: ['model'],
} as const;

export type Options = FromSchema<typeof schema>;

/** Where a call goes, and with what key. */
export interface Endpoint {
  readonly baseURL: string;
  /** The address without secrets: for messages and identity. */
  readonly address: string;
  /** Whether it is not OpenAI's own. */
  readonly custom: boolean;
  /** undefined where the server of one's own needs none. */
  readonly apiKey: string | undefined;
}

/**
 * Reads the endpoint and its key. The environment is read at each call, so that a key may arrive after the plugin.
 * @throws CallError if a key is needed and missing, or is no key at all.
 */
export function endpointOf(options: Options, env: NodeJS.ProcessEnv = process.env): Endpoint {
  const baseURL = options.baseURL.replace(/\/+$/, '');
  if (!URL.canParse(baseURL))
    throw new CallError('permanent', 'baseURL is not an address', `Write it like ${DEFAULT_BASE_URL}.`);
  const custom = baseURL !== DEFAULT_BASE_URL;
  const apiKey = (options.apiKey || env.OPENAI_API_KEY || '').trim() || undefined;
  if (apiKey === undefined && !custom)
    throw new CallError(
      'permanent',
      'there is no API key for the OpenAI API',
      'Set OPENAI_API_KEY, or give the model an `apiKey: ${env:NAME}`, or a `baseURL` of your own server.',
    );
  // Said here, because the SDK would quote the key in its complaint.
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey))
    throw new CallError('permanent', 'the API key has a character that no key has', 'Copy it again, without spaces.');
  return { baseURL, address: publicUrl(baseURL), custom, apiKey };
}
