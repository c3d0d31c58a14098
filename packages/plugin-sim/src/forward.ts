import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, ForwardRequest, ProviderTools } from '@maspo/core';
import type { Options } from './options.ts';
import { agentReply } from './parts/agent.ts';
import { judgeReply } from './parts/judge.ts';
import { writerReply } from './parts/writer.ts';
import type { World } from './world/world.ts';
import { buildWorld, type WorldName } from './world/worlds.ts';

/** Answers a call. The reply is a function of options and request alone: no clock, no memory of other calls. */
export async function complete({
  options,
  messages,
  sampling,
  signal,
}: ForwardRequest & ProviderTools<Options>): Promise<Answer> {
  if (options.latency > 0) await wait(options.latency, undefined, { signal });
  const text = replyOf(options, messages, sampling);
  const longest = sampling.maxTokens * CHARACTERS_A_TOKEN;
  const said = text.slice(0, longest);
  const read = messages.reduce((sum, { content }) => sum + content.length, 0);
  return {
    text: said,
    finish: said.length < text.length ? 'length' : 'stop',
    usage: { inputTokens: tokensIn(read), outputTokens: tokensIn(said.length) },
  };
}

const CHARACTERS_A_TOKEN = 4;
const tokensIn = (characters: number): number => Math.ceil(characters / CHARACTERS_A_TOKEN);

function replyOf(
  options: Options,
  messages: ForwardRequest['messages'],
  sampling: Pick<ForwardRequest['sampling'], 'seed'>,
): string {
  const world = worldOf(options.world, options.seed);
  const { noise, judgeError, positionBias } = world.faults;
  switch (options.part) {
    case 'agent':
      return agentReply(world, { noise: options.noise ?? noise }, messages);
    case 'judge': {
      const own = { judgeError: options.judgeError ?? judgeError, positionBias: options.positionBias ?? positionBias };
      return judgeReply(world, { judge: options.judge, ...own }, messages);
    }
    case 'writer':
      return writerReply(world, options, messages, sampling);
  }
}

/** Building a world takes as long as a hundred replies. It is a constant of name and seed, so remembering it is no state. */
const built = new Map<string, World>();
const MOST_BUILT = 64;

function worldOf(name: WorldName, seed: number): World {
  const key = `${name} ${seed}`;
  const known = built.get(key);
  if (known !== undefined) return known;
  const world = buildWorld(name, seed);
  if (built.size >= MOST_BUILT) built.clear();
  built.set(key, world);
  return world;
}
