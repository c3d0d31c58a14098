import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MaspoError } from '../errors.ts';
import type { ForwardRequest } from '../plugin/contract.ts';
import { definePlugin } from '../plugin/contract.ts';
import { openSession } from '../session.ts';
import { agent, budget, messages, type PlanParts, scratchFolder, testPlan } from '../test/plan.fixture.ts';
import { partsOf, randomSearch } from '../test/random-plan.fixture.ts';
import { createToy, operators } from '../test/toy.fixture.ts';
import { probe } from './probe.ts';
import { designProbe } from './probe-design.ts';
import type { ProbedAgent, ProbeReport } from './probe-report.ts';

const TEAMS = ['billing', 'bug', 'account'] as const;

/** Four first prompts of each agent, told apart by a word. */
const variants = definePlugin({
  name: 'variants',
  init: {
    four: { description: 'Four.', run: ({ seed }) => [1, 2, 3, 4].map((n) => seed.append('task', `variant${n}`)) },
  },
});

/** `lead` decides and `idle` is not listened to; `router` says what the lead said, whatever its own prompt. */
const AGENTS = [
  agent('lead', 'Read it.', 'lead {{item.text}}'),
  agent('idle', 'Comment.', 'idle {{lead.output}}'),
  agent('router', 'Choose.', 'router {{lead.output}} {{idle.output}}', {
    contract: { kind: 'choice', choices: TEAMS },
  }),
];

/** The reply of each agent; the lead names the right team where `isRight` says so of its prompt. */
const systemReply =
  (isRight: (prompt: string) => boolean) =>
  ({ messages: sent }: ForwardRequest): string => {
    const [prompt = '', input = ''] = ['system', 'user'].map((role) => sent.find((one) => one.role === role)?.content);
    const [team = ''] = TEAMS.filter((name) => input.includes(name));
    if (input.startsWith('lead ')) return isRight(prompt) ? `told ${team}` : 'told nothing';
    if (input.startsWith('idle ')) return `comment by ${prompt}`;
    return /told (billing|bug|account)/.exec(input)?.[1] ?? 'I do not know';
  };

const PARTS = {
  agents: AGENTS,
  items: { train: messages('train', 30) },
  init: [{ use: 'four', options: {} }],
  mutate: [],
};

async function probed(parts: Partial<PlanParts>, isRight: (prompt: string) => boolean, calls?: number) {
  const toy = createToy({ reply: systemReply(isRight) });
  const plan = testPlan({ ...PARTS, ...parts, plugins: [toy.plugin, operators, variants] });
  return { toy, plan, report: await probe(plan, calls === undefined ? {} : { calls }) };
}

const agentIn = ({ agents }: ProbeReport, id: string): ProbedAgent => {
  const found = agents.find((one) => one.agent === id);
  if (found === undefined) throw new Error(`no agent ${id}`);
  return found;
};

test('the agent that decides pays, the one that nobody listens to and the one that ignores its prompt do not', async () => {
  const { report } = await probed({}, (prompt) => /variant[12]/.test(prompt), 120);
  const [lead, idle, router] = ['lead', 'idle', 'router'].map((id) => agentIn(report, id));
  assert.equal([lead?.verdict, idle?.verdict, router?.verdict], ['pays', 'inert', 'inert']);
  assert.equal([lead?.variants, lead?.changing], [4, 2]);
  assert.equal(lead?.bestPrompt?.task.match(/variant[12]/)?.length, 1);
  assert.is(lead?.worse.count, 0);
  assert.equal([idle?.own.count, idle?.answer.count], [idle?.own.of, 0], 'it speaks, and nobody listens');
  assert.is(router?.own.count, 0);
  assert.is(report.prospect, 'pays');
  assert.is(report.score?.mean, 0);
  assert.equal(router?.seed, { valid: 0, broken: report.items, failed: 0 });
});

test('coupling tells on how many items a changed prompt reaches the next agents, and the answer through them', async () => {
  const { report } = await probed({}, (prompt) => /variant[12]/.test(prompt), 120);
  const coupling = Object.fromEntries(
    report.coupling.map(({ from, to, changes, reachesAnswer }) => [
      `${from} ${to}`,
      [changes.count, reachesAnswer.count],
    ]),
  );
  const moved = agentIn(report, 'lead').answer.count;
  assert.ok(moved > 0);
  assert.equal(coupling, { 'lead idle': [0, 0], 'lead router': [moved, moved], 'idle router': [0, 0] });
});

test('a seed that is always right has no room, one that is never right has no ground', async () => {
  const right = await probed({}, () => true);
  assert.equal([right.report.prospect, right.report.score?.mean], ['ceiling', 1]);
  const wrong = await probed({}, () => false);
  assert.equal([wrong.report.prospect, wrong.report.score?.mean], ['floor', 0]);
});

test('on a few items nothing is said, but how many calls would tell', async () => {
  const { report } = await probed({}, (prompt) => !prompt.includes('variant4'), 24);
  assert.ok(report.items < 8, `${report.items} items`);
  assert.is(report.prospect, 'too-few');
  const calls = report.callsToTell ?? 0;
  assert.ok(calls > 24, `${calls} calls`);
  const { report: more } = await probed({}, (prompt) => !prompt.includes('variant4'), calls);
  assert.is.not(more.prospect, 'too-few');
});

test('where a judge compares there is no score, and preferences are counted', async () => {
  const score = { global: { use: 'judge', options: {}, weight: 1 } };
  const { report, toy } = await probed({ score }, (prompt) => /variant[12]/.test(prompt), 300);
  assert.is(report.score, null);
  assert.is(agentIn(report, 'lead').verdict, 'pays');
  assert.ok(toy.requests.some(({ model }) => model === 'judge'));
});

test('an agent whose prompt cannot be changed is shown with no variant, and nothing is said of it', async () => {
  const lone = [agent('router', 'Choose.', 'lead {{item.text}}', { contract: { kind: 'choice', choices: TEAMS } })];
  const { report } = await probed({ agents: lone, init: [{ use: 'seed', options: {} }] }, () => true, 20);
  const { variants: tried, verdict } = agentIn(report, 'router');
  assert.equal([tried, verdict, report.callsToTell], [0, 'too-few', null]);
});

test('without operators that cost nothing, parts of the prompt are dropped', async () => {
  const two = [agent('router', 'Choose. Be brief.', 'lead {{item.text}}')];
  const mutate = [{ use: 'ask-word', options: {}, weight: 1 }];
  const { report, toy } = await probed({ agents: two, init: [{ use: 'seed', options: {} }], mutate }, () => true, 20);
  assert.is(agentIn(report, 'router').variants, 2);
  assert.not.ok(toy.requests.some(({ model }) => model === 'writer'));
});

test('what validation can prove is told by its size, for a single look and for one with spare items', async () => {
  const { report } = await probed({ items: { ...PARTS.items, validation: messages('validation', 40) } }, () => true);
  assert.equal([report.validation.items, report.validation.drawn, report.validation.confidence], [40, 0, 0.95]);
  assert.ok((report.validation.detectable ?? 0) > 0.15 && (report.validation.detectable ?? 1) < 0.22);
  const spare = { ...PARTS.items, validation: messages('validation', 40), spare: messages('train', 80) };
  const { report: more } = await probed({ items: spare }, () => true);
  assert.is(more.validation.drawn, 80);
  assert.ok((more.validation.detectable ?? 1) < (report.validation.detectable ?? 0));
});

test('a probe never makes more calls than was said, and one that is refused makes none', async () => {
  let measured = 0;
  await fc.assert(
    fc.asyncProperty(randomSearch, fc.integer({ min: 1, max: 120 }), async (random, calls) => {
      const toy = createToy();
      const plan = testPlan({ ...partsOf(random), plugins: [toy.plugin, operators] });
      try {
        const { most } = designProbe(plan, calls);
        const report = await probe(plan, { calls });
        measured++;
        assert.ok(report.calls <= most.calls && most.calls <= calls, `${report.calls} of ${most.calls} of ${calls}`);
        assert.ok(toy.requests.length <= report.calls, `${toy.requests.length} requests`);
      } catch (error) {
        if ((error as MaspoError).code !== 'MASPO-BUDGET-SMALL') throw error;
        assert.is(toy.requests.length, 0);
      }
    }),
    { numRuns: 40, seed: 1 },
  );
  assert.ok(measured > 10, `${measured} were measured`);
});

test('budget.calls holds, and another cap that is reached ends the probe with what there is', async () => {
  const small = await probed({ budget: budget({ calls: 30 }) }, () => true, 90);
  assert.ok(small.report.calls <= 30 && small.report.cap === 30);
  const { report } = await probed({ budget: budget({ tokens: 1500 }) }, (prompt) => /variant1/.test(prompt), 200);
  assert.match(report.stopped ?? '', 'budget of tokens');
  assert.ok(report.calls > 0 && report.calls < 200);
  const none = await probed({ budget: budget({ tokens: 10 }) }, () => true).catch((error: MaspoError) => error);
  assert.is((none as MaspoError).code, 'MASPO-BUDGET-SMALL');
});

test('a second probe asks nothing, and a run that follows has the calls for free and ends the same', async () => {
  const search = { cycles: 1, rounds: 1, offspring: 1, batch: [3, 6], patience: 9 };
  const mutate = [{ use: 'add-word', options: {}, weight: 1 }];
  const { toy, plan, report } = await probed({ search, mutate }, (prompt) => /variant[12]/.test(prompt));
  const asked = toy.requests.length;
  const { paid: _, ...again } = await probe(plan);
  const { paid: __, ...first } = report;
  assert.equal(again, first);
  assert.is(toy.requests.length, asked);

  const result = await openSession(plan).run();
  const withProbe = toy.requests.length - asked;
  const alone = createToy({ reply: systemReply((prompt) => /variant[12]/.test(prompt)) });
  const fresh = testPlan({
    ...PARTS,
    search,
    mutate,
    dir: scratchFolder(),
    plugins: [alone.plugin, operators, variants],
  });
  assert.equal(await openSession(fresh).run(), result);
  // The seed on its first batch, at the least.
  assert.ok(alone.requests.length - withProbe >= 6, `${alone.requests.length} without, ${withProbe} with`);
});

test('how many calls are in flight changes nothing', async () => {
  const at = async (concurrency: number) => {
    const { report } = await probed({ run: { concurrency } }, (prompt) => /variant[12]/.test(prompt));
    const { paid: _, ...same } = report;
    return same;
  };
  assert.equal(await at(1), await at(64));
});

test.run();
