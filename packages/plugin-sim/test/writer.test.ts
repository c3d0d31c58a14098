import { createPrompt, isPrompt, type MisalignmentCase, type Proposal, parsePrompt, printPrompt } from '@maspo/core';
import {
  callProvider,
  type FakeRequest,
  fakeAgent,
  fakeOutput,
  fakeTrace,
  operatorOf,
  testOperator,
} from '@maspo/core/testing';
import mutators from '@maspo/plugin-mutators';
import plugin, { simSystem, type TraitKind } from '@maspo/plugin-sim';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { textOfPrompt, traitsIn } from '../src/world/traits.ts';

const operator = operatorOf(plugin, 'sim');
const sim = simSystem({ world: 'handoff' });
const [reader] = sim.world.agents;
if (reader === undefined) throw new Error('the world has no agent');
const seed = createPrompt(reader.seed);
const view = fakeAgent({ id: 'reader', purpose: seed.text, isAnswer: false });
const models =
  (options: Readonly<Record<string, unknown>> = {}) =>
  async ({ messages, sampling, sample = 0 }: FakeRequest) =>
    callProvider({ operator, options: { world: 'handoff', part: 'writer', ...options } }, messages, {
      ...sampling,
      seed: sample,
    });

/** What the real operator `rewrite` makes of a world's writer. */
async function rewrite(test: Parameters<typeof testOperator>[1] = {}, options = {}): Promise<readonly Proposal[]> {
  const { result } = await testOperator<readonly Proposal[]>(mutators.mutate?.rewrite, {
    agent: view,
    seed,
    parent: seed,
    ...test,
    options: { model: 'm' },
    replies: models(options),
  });
  return result;
}

const kindsAdded = (text: string): TraitKind[] => {
  const before = new Set(traitsIn(reader, seed.text).map(({ phrase }) => phrase));
  return traitsIn(reader, text)
    .filter(({ phrase }) => !before.has(phrase))
    .map(({ kind }) => kind);
};

async function shareOfHelp(test: Parameters<typeof testOperator>[1], options = {}): Promise<number> {
  const runs = Array.from({ length: 200 }, (_, randomSeed) => rewrite({ ...test, randomSeed }, options));
  const made = (await Promise.all(runs)).flat().filter(isPrompt);
  const better = made.filter((prompt) => sim.quality({ reader: prompt }) > sim.seedQuality + 1e-9);
  return better.length / runs.length;
}

const misaligned: MisalignmentCase = {
  prompt: seed,
  trace: fakeTrace({ output: fakeOutput('a neat note') }),
  reference: fakeTrace({ output: fakeOutput('a note') }),
  local: 1,
  lookahead: 0,
  global: 0,
};

test('the operator rewrite can use every reply: one prompt, changed', () =>
  fc.assert(
    fc.asyncProperty(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), async (randomSeed, skill) => {
      const [proposal, ...more] = await rewrite({ randomSeed }, { skill });
      assert.is(more.length, 0);
      assert.ok(proposal !== undefined && isPrompt(proposal) && proposal.id !== seed.id);
    }),
    { numRuns: 60 },
  ));

test('its edits rarely help, and more often once it has seen misaligned cases', async () => {
  const [blind, seeing, gifted] = [
    await shareOfHelp({}),
    await shareOfHelp({ misalignments: [misaligned] }),
    await shareOfHelp({}, { skill: 1 }),
  ];
  assert.ok(blind > 0.05 && blind < 0.3, `${blind}`);
  assert.ok(seeing > blind + 0.1, `${seeing}`);
  assert.ok(gifted > 0.9, `${gifted}`);
});

test('with misaligned cases it adds no misaligned phrase, and repairs what the readers suffer from', async () => {
  const runs = await Promise.all(
    Array.from({ length: 100 }, (_, randomSeed) => rewrite({ randomSeed, misalignments: [misaligned] })),
  );
  const added = runs
    .flat()
    .filter(isPrompt)
    .flatMap(({ text }) => kindsAdded(text));
  assert.ok(added.includes('useful'));
  assert.not.ok(added.includes('misaligned'));
});

test('it makes no change again that it is told of', async () => {
  const tried = [seed];
  let twice = 0;
  for (let randomSeed = 0; randomSeed < 60; randomSeed++) {
    const [proposal] = await rewrite({ randomSeed, tried: tried.toReversed() });
    if (proposal !== undefined && isPrompt(proposal)) tried.push(proposal);
    else twice++;
  }
  const blind = await Promise.all(Array.from({ length: 60 }, (_, randomSeed) => rewrite({ randomSeed })));
  const ids = blind.flat().map((proposal) => (isPrompt(proposal) ? proposal.id : 'rejected'));
  assert.ok(twice <= 6, `${twice}`);
  assert.ok(60 - new Set(ids).size > 15, `${new Set(ids).size}`);
});

test('frozen text stays', () =>
  fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.constantFrom('Be brief.', 'carefully', 'Write a short note on the message.'),
      async (randomSeed, span) => {
        const [proposal] = await rewrite({ randomSeed, agent: { ...view, frozen: [span] } });
        assert.ok(proposal !== undefined && isPrompt(proposal) && proposal.text.includes(span));
      },
    ),
    { numRuns: 60 },
  ));

test('variants with a model get the variants that they asked for', async () => {
  const { result } = await testOperator<readonly Proposal[]>(mutators.init?.variants, {
    agent: view,
    agents: [view],
    seed,
    options: { model: 'm', count: 6 },
    replies: models(),
  });
  assert.ok(result.filter(isPrompt).length >= 5);
});

test('it tells the agents apart by their seeds where none is named', async () => {
  const request = [
    {
      role: 'user',
      content: `Write 1 different variants.\n<current_prompt>\n${textOfPrompt(sim.bestPrompts.router ?? '')}\n</current_prompt>\nPut each between <variant> and </variant>.`,
    },
  ] as const;
  const { text } = await callProvider({ operator, options: { world: 'handoff', part: 'writer' } }, request, {
    maxTokens: 500,
  });
  assert.match(text, /^<variant>\n[\s\S]*Name the team[\s\S]*<\/variant>$/);
});

/** A request of the form that GEPA's reflection has: the prompt and the examples in fences, the new prompt wanted in one. */
const reflect = async (agent: string, prompt: string, sample = 0): Promise<string> => {
  const examples = `# Example 1\n## Inputs\nTo: ${agent}\nTicket T0001: a lamp.\n\n## Feedback\nWrong.`;
  const content = `The prompt:\n\`\`\`\n${prompt}\n\`\`\`\n\nIts cases:\n\`\`\`\n${examples}\n\`\`\`\n\nGive a better one within \`\`\` blocks.`;
  const sampling = { temperature: 1, maxTokens: 1024 };
  const { text } = await models()({ model: 'm', messages: [{ role: 'user', content }], sampling, sample });
  return text;
};
const inFence = (reply: string): string => /^```\n([\s\S]*)\n```$/.exec(reply)?.[1] ?? '';

test('a request in fences gets a prompt in a fence, for the agent whose input it shows', async () => {
  // The analyst knows phrases that the reader does not; by its words alone the prompt could be anybody's.
  const known = (id: string, text: string) =>
    sim.world.agents.filter((agent) => agent.id === id).flatMap((agent) => traitsIn(agent, text));
  const replies = await Promise.all(
    Array.from({ length: 40 }, (_, sample) => reflect('analyst', '## task\n\nDo it.', sample)),
  );
  for (const reply of replies) assert.match(inFence(reply), 'Do it.');
  const changed = replies.map(inFence).filter((text) => !text.includes('Thank you.'));
  assert.ok(changed.length > 30);
  assert.ok(changed.every((text) => known('analyst', text).length > 0));
});

test('a request in fences is helped as often as one of the operator rewrite', async () => {
  const prompt = printPrompt(seed);
  const replies = await Promise.all(Array.from({ length: 400 }, (_, sample) => reflect('reader', prompt, sample)));
  const better = replies.filter(
    (reply) => sim.quality({ reader: parsePrompt(inFence(reply)).prompt }) > sim.seedQuality + 1e-9,
  );
  // Three standard errors of the difference of two shares of about .15, of 400 and of 200.
  assert.ok(Math.abs(better.length / 400 - (await shareOfHelp({}))) < 0.093);
});

test.run();
