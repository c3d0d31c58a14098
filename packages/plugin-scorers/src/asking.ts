import type { Answer, Message, Toolbox } from '@maspo/core';

/** A question to a judge: what to ask, what to add after a reply that cannot be read, and how to read it. */
export interface Question<T> {
  readonly messages: readonly Message[];
  reminder(reply: Answer): readonly Message[];
  read(reply: Answer): T | null;
}

interface Settings {
  readonly model: string;
  readonly temperature: number;
  readonly maxTokens: number;
  /** How often the question is asked again if no reply can be read: 0 or 1. */
  readonly retries: number;
}

/**
 * The readings of samples by their numbers, null where the judge abstains. If none can be read, the first is asked for once more.
 * A call that fails for good (refused, too long) is an abstention too, never a vote.
 */
export async function readingsOf<T>(
  ask: Toolbox<unknown>['ask'],
  { messages, reminder, read }: Question<T>,
  samples: readonly number[],
  { model, retries, ...settings }: Settings,
): Promise<(T | null)[]> {
  const askFor = async (sample: number, more: readonly Message[] = []): Promise<Answer | null> => {
    try {
      return await ask(model, [...messages, ...more], { ...settings, sample });
    } catch (error) {
      if (isFailedCall(error)) return null;
      throw error;
    }
  };
  const replies = await Promise.all(samples.map((sample) => askFor(sample)));
  const readings = replies.map((reply) => (reply === null ? null : read(reply)));
  const [first = null, ...others] = replies;
  if (retries === 0 || first === null || readings.some((reading) => reading !== null)) return readings;
  const last = await askFor(samples.length, reminder(first));
  return [last === null ? null : read(last), ...others.map(() => null)];
}

/** By its code, not its class: the core may be there twice. A budget stop or an interruption is not the judge's. */
const isFailedCall = (error: unknown): boolean =>
  error instanceof Error && (error as { readonly code?: unknown }).code === 'MASPO-ASK';
