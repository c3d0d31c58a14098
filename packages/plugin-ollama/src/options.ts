import { type FromSchema, serverAddress } from '@maspo/core/plan';

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
    numThread: {
      maspoNeutral: true,
      type: 'integer',
      minimum: 1,
      description:
        'CPU threads of the model (num_thread). Default: the server’s, which counts the cores of the machine, also where a container may use fewer.',
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
export const hostOf = ({ host }: Pick<Options, 'host'>, env: NodeJS.ProcessEnv = process.env): string =>
  serverAddress(host ?? env.OLLAMA_HOST ?? '', 11434);
