import { CallError, type Message } from '@maspo/core';
import { type CallSettings, callProvider, operatorOf } from '@maspo/core/testing';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin, { type SimOptions, type SimSystem, simSystem, WORLDS } from './index.ts';
import { readNotes } from './parts/note.ts';
import { textOfPrompt } from './world/traits.ts';

const operator = operatorOf(plugin, 'sim');
const ask = async (
  options: Readonly<Record<string, unknown>>,
  messages: readonly Message[],
  settings: CallSettings = {},
) => callProvider({ operator, options }, messages, { maxTokens: 64, ...settings });
const message = (system: string, user: string): Message[] => [
  { role: 'system', content: system },
  { role: 'user', content: user },
];

/** Runs a system on an item by its own calls, as the core would. */
async function answerOf(
  sim: SimSystem,
  options: SimOptions,
  prompts: Readonly<Record<string, unknown>>,
  item: { id: string; text: string },
) {
  const outputs = new Map<string, string>();
  for (const { id, input, prompt } of sim.system.agents) {
    const user = input
      .replace(/\{\{item\.(id|text)\}\}/g, (_, field: 'id' | 'text') => item[field])
      .replace(/\{\{([\w-]+)\.output\}\}/g, (_, other: string) => outputs.get(other) ?? '');
    const system = textOfPrompt((prompts[id] ?? prompt) as never);
    const { text } = await ask({ ...options }, message(system, user));
    outputs.set(id, text);
  }
  return outputs.get(sim.system.answer) ?? '';
}

async function accuracy(
  options: SimOptions,
  prompts: Readonly<Record<string, unknown>>,
  count: number,
): Promise<number> {
  const sim = simSystem(options);
  let right = 0;
  for (const item of sim.items(count)) if ((await answerOf(sim, options, prompts, item)) === item.team) right++;
  return right / count;
}

/** Four standard errors of a share. */
const within = (n: number): number => 4 * Math.sqrt(0.25 / n);

for (const world of WORLDS.filter((name) => name !== 'fan-48')) {
  test(`${world}: what its agents answer is right as often as the true quality says`, async () => {
    const sim = simSystem({ world, seed: 3 });
    for (const prompts of [{}, sim.bestPrompts]) {
      const measured = await accuracy({ world, seed: 3 }, prompts, 600);
      assert.ok(Math.abs(measured - sim.quality(prompts)) < within(600), `${measured}, ${sim.quality(prompts)}`);
    }
  });
}

test('fan-48 is right as often as its true quality says', async () => {
  const sim = simSystem({ world: 'fan-48' });
  const measured = await accuracy({ world: 'fan-48' }, sim.bestPrompts, 150);
  assert.ok(Math.abs(measured - sim.optimum) < within(150), `${measured}, ${sim.optimum}`);
});

test('the swapped layout of a system is right as often as its true quality says', async () => {
  const sim = simSystem({ world: 'reordered', layout: 'swapped' });
  const options: SimOptions = { world: 'reordered', layout: 'swapped' };
  const measured = await accuracy(options, sim.bestPrompts, 600);
  assert.ok(Math.abs(measured - sim.quality(sim.bestPrompts, 'swapped')) < within(600));
  assert.is(sim.optimum, sim.quality(sim.bestPrompts, 'swapped'));
});

test('a reply depends on options and request alone', () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...WORLDS),
      fc.integer({ min: 0, max: 99 }),
      fc.string(),
      fc.constantFrom('agent', 'judge', 'writer'),
      async (world, seed, prompt, part) => {
        const sim = simSystem({ world, seed });
        const [item] = sim.items(1, 1 + seed);
        const [first] = sim.system.agents;
        const request = message(prompt, `To: ${first?.id}\nTicket ${item?.id}: ${item?.text}`);
        const options = { world, seed, part };
        const replies = [
          await ask(options, request),
          await ask({ ...options, latency: 1 }, request),
          await ask(options, request),
        ];
        assert.equal(replies[1], replies[0]);
        assert.equal(replies[2], replies[0]);
      },
    ),
    { numRuns: 60 },
  ));

test('a rewording flips the share of items that noise says, and no item without noise', async () => {
  const flips = async (noise: number): Promise<number> => {
    const sim = simSystem({ world: 'null' });
    const say = async (prompt: string, id: string, text: string) => {
      const reply = await ask({ world: 'null', noise }, message(prompt, `To: reader\nTicket ${id}: ${text}`));
      return readNotes(reply.text)[0]?.finding;
    };
    let flipped = 0;
    for (const { id, text } of sim.items(800))
      if ((await say('Read it.', id, text)) !== (await say('Do read it.', id, text))) flipped++;
    return flipped / 800;
  };
  assert.is(await flips(0), 0);
  // Either wording draws anew with one half, and two independent draws differ in 2 · .65 · .35 of the cases.
  assert.ok(Math.abs((await flips(0.5)) - 0.75 * 2 * 0.65 * 0.35) < within(800));
});

test('an agent of another world, and an input without an item, are refused with what to write', async () => {
  const refusal = async (user: string): Promise<CallError> => {
    try {
      await ask({ world: 'handoff' }, message('Go.', user));
    } catch (error) {
      if (error instanceof CallError) return error;
    }
    throw new Error('it was answered');
  };
  const stranger = await refusal('To: nobody\nTicket T0001: text');
  assert.is(stranger.kind, 'permanent');
  assert.is(stranger.message, 'the world "handoff" has no agent "nobody"');
  assert.match(stranger.hint, 'Begin the agent\'s input with a line "To: " and one of: reader, analyst, router.');
  assert.is((await refusal('To: reader\nnothing')).message, 'the input of "reader" names no item');
});

test('a reply is cut at its tokens, and says so', async () => {
  const { text, finish, usage } = await ask({ world: 'handoff' }, message('', 'To: reader\nTicket T0001: hello'), {
    maxTokens: 3,
  });
  assert.is(text.length, 12);
  assert.is(finish, 'length');
  assert.is(usage?.outputTokens, 3);
});

test('latency can be aborted', async () => {
  const control = new AbortController();
  const call = ask({ world: 'handoff', latency: 1_000_000 }, message('', 'To: reader\nTicket T0001: hello'), {
    signal: control.signal,
  });
  control.abort();
  try {
    await call;
    assert.unreachable();
  } catch (error) {
    assert.is((error as Error).name, 'AbortError');
  }
});

test('it costs nothing', () => {
  assert.equal(operator.price?.({}), { input: 0, output: 0 });
});

test.run();
