import type { FromSchema, OptionsSchema } from '@maspo/core';
import { JUDGES } from './parts/judge.ts';
import { WORLDS } from './world/worlds.ts';

const share = { type: 'number', minimum: 0, maximum: 1 } as const;

export const schema = {
  type: 'object',
  properties: {
    world: { enum: WORLDS, description: 'The world whose system this is.' },
    part: {
      enum: ['agent', 'judge', 'writer'],
      default: 'agent',
      description:
        'What the model plays: all agents of the world, the judge of two outputs, or the one that writes prompts.',
    },
    seed: {
      type: 'integer',
      minimum: 0,
      default: 1,
      description: 'Draws which phrase does what, the items and all luck of the world. The same for all parts.',
    },
    noise: {
      ...share,
      description: 'Agent: share of items on which any change of wording draws the luck anew. Default: the world’s.',
    },
    judge: {
      enum: JUDGES,
      default: 'honest',
      description: 'Judge: honest within its error; always-first says A; coin says anything; mute cannot be parsed.',
    },
    judgeError: {
      ...share,
      description: 'Judge: share of pairs that it sees the wrong way, in both orders. Default: the world’s.',
    },
    positionBias: {
      ...share,
      description:
        'Judge: share of looks in which it takes the answer shown first, whatever it is. Default: the world’s.',
    },
    skill: {
      ...share,
      default: 0.15,
      description:
        'Writer: probability that an edit is one that helps. Misaligned cases in the request raise it to 0.45.',
    },
    latency: {
      type: 'integer',
      minimum: 0,
      default: 0,
      maspoNeutral: true,
      description: 'Milliseconds that a call takes.',
    },
  },
  required: ['world'],
} as const satisfies OptionsSchema;

export type Options = FromSchema<typeof schema>;
