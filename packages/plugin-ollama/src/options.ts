import { isIPv6 } from 'node:net';
import type { FromSchema } from '@maspo/core';

export const schema = {
  type: 'object',
  properties: {
    model: { type: 'string', minLength: 1, description: 'Name of the model, as `ollama list` shows it.' },
    host: {
      maspoNeutral: true,
      type: 'string',
      minLength: 1,
      description: 'Address of the server, with or without http://. Default: OLLAMA_HOST, else 127.0.0.1:11434.',
    },
    numCtx: {
      type: 'integer',
      minimum: 1,
      description: 'Context window in tokens (num_ctx). Default: what the model or the server says.',
    },
    keepAlive: {
      maspoNeutral: true,
      type: 'string',
      minLength: 1,
      description: 'How long the model stays in memory after a call: 10m, 1h, -1 for ever. Default: the server’s.',
    },
    think: {
      enum: [true, false, 'low', 'medium', 'high'],
      description: 'Whether, or how long, a reasoning model thinks. What it thinks is kept apart from its reply.',
    },
  },
  required: ['model'],
} as const;

export type Options = FromSchema<typeof schema>;

/** The server's address as `http://host:port`, without a slash at its end. The environment is read at each call. */
export function hostOf({ host }: Pick<Options, 'host'>, env: NodeJS.ProcessEnv = process.env): string {
  const given = spelledOut((host ?? env.OLLAMA_HOST ?? '').trim());
  const url = new URL(given.includes('://') ? given : `http://${given}`);
  // Where a server listens (all addresses) is not where it is reached.
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  if (url.hostname === '[::]') url.hostname = '[::1]';
  // Not `url.port`: it is empty for :80 as well.
  if (!given.includes('://') && !/:\d+(\/|$)/.test(given)) url.port = '11434';
  return url.href.replace(/\/+$/, '');
}

/** The short forms that OLLAMA_HOST may have: nothing, a port alone, an IPv6 address without brackets. */
function spelledOut(given: string): string {
  if (given === '') return '127.0.0.1:11434';
  if (isIPv6(given)) return `[${given}]`;
  return /^:\d/.test(given) ? `127.0.0.1${given}` : given;
}
