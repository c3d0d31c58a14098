import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGateway } from '../../packages/core/src/calls/gateway.ts';
import { openJournal } from '../../packages/core/src/calls/journal.ts';
import type { CallRequest } from '../../packages/core/src/calls/key.ts';
import { createHooks } from '../../packages/core/src/hooks.ts';
import { definePlugin } from '../../packages/core/src/plugin/contract.ts';
import { tapPlugins } from '../../packages/core/src/plugin/tap.ts';
import { model, scratchFolder, testPlan } from '../../packages/core/src/test/plan.fixture.ts';
import { answer } from '../../packages/core/src/test/toy.fixture.ts';

export const IN_FLIGHT = 64;

export const journalIn = (dir: string): string => join(dir, 'journal.db');

/** The real gateway on a provider in this process, with a journal of its own on disk. */
export interface EngineGateway {
  /** Makes calls number `first` … `first + count - 1` in steps of `size`. @throws RangeError if an answer is wrong. */
  makeCalls(first: number, count: number, size: number): Promise<void>;
  /** What reached the provider, and how much of it had been asked before. */
  seen(): { readonly calls: number; readonly duplicates: number; readonly inFlight: number };
  /** Mean seconds that the provider took for an answer. */
  latency(): number;
  close(): Promise<void>;
}

/** @param most Numbers of calls are below this. @param latency Seconds that an answer takes; 0 = none, not even a timer. */
export function openEngine({ dir = scratchFolder(), most = 1_000_000, latency = 0 } = {}): EngineGateway {
  const provider = createProvider(most, latency);
  const plugin = definePlugin({
    name: 'instant',
    forward: {
      toy: {
        description: 'Answers at once.',
        run: provider.run,
        identify: async () => ({ digest: 'instant-1', baseUrl: 'http://localhost' }),
      },
    },
  });
  const plan = testPlan({ plugins: [plugin], models: [model('small')], dir, run: { concurrency: IN_FLIGHT } });
  const hooks = createHooks();
  tapPlugins(hooks, plan.plugins);
  const journal = openJournal(journalIn(dir));
  const gateway = createGateway({
    plan,
    runId: 'bench',
    hooks,
    journal,
    signal: new AbortController().signal,
    interrupted: () => false,
    elapsedBefore: 0,
    log: () => undefined,
  });
  return {
    makeCalls: async (first, count, size) => {
      for (let start = first; start < first + count; start += size) {
        const numbers = Array.from({ length: Math.min(size, first + count - start) }, (_, index) => start + index);
        const results = await gateway.step(numbers.map(requestOf));
        numbers.forEach((number, index) => {
          const result = results[index];
          if (result?.kind !== 'answer' || result.answer.text !== replyTo(number))
            throw new RangeError(`call ${number} has a wrong result`);
        });
      }
    },
    seen: provider.seen,
    latency: provider.latency,
    close: () => journal.close(),
  };
}

/** A system prompt of 500 bytes and a message of 300: what small agents send. */
const PROMPT = `You are a careful reader. ${'Read the message and decide which team gets it. '.repeat(10)}`.slice(
  0,
  500,
);
const FILLER = 'The customer says that the invoice of May was charged twice and asks for a refund. '
  .repeat(4)
  .slice(0, 280);

const requestOf = (number: number): CallRequest => ({
  role: 'agent',
  model: 'small',
  messages: [
    { role: 'system', content: PROMPT },
    { role: 'user', content: `${number} ${FILLER}` },
  ],
  sampling: { temperature: 0, maxTokens: 24 },
});

const replyTo = (number: number): string => `Message ${number} is about billing: an invoice that was charged twice.`;

function createProvider(most: number, seconds: number) {
  // A byte a call: a set of texts would be the largest thing in the memory that is measured.
  const asked = new Uint8Array(most);
  const count = { calls: 0, duplicates: 0, now: 0, inFlight: 0, seconds: 0 };
  return {
    run: async ({ messages }: { readonly messages: CallRequest['messages'] }) => {
      const number = Number.parseInt(messages[1]?.content ?? '', 10);
      count.calls++;
      if (asked[number] === 1) count.duplicates++;
      asked[number] = 1;
      count.inFlight = Math.max(count.inFlight, ++count.now);
      if (seconds > 0) {
        const started = performance.now();
        await sleep(1000 * seconds);
        count.seconds += (performance.now() - started) / 1000;
      }
      count.now--;
      return answer(replyTo(number));
    },
    seen: () => ({ calls: count.calls, duplicates: count.duplicates, inFlight: count.inFlight }),
    latency: () => count.seconds / count.calls,
  };
}
