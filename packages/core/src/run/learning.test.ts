import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createPrompt, type Prompt } from '../system/prompt.ts';
import { id } from '../test/plan.fixture.ts';
import type { RunEvent } from './events.ts';
import { learn, NOTHING_LEARNED } from './learning.ts';

const [A, B, C] = ['A.', 'B.', 'C.'].map((task) => createPrompt({ task })) as [Prompt, Prompt, Prompt];
const proposal = (child: Prompt, operator = 'rewrite', agent = 'reader', rejected: string | null = null): RunEvent => ({
  ...{ type: 'proposal', agent: id(agent), operator, by: 'mutators', parents: [] },
  ...{ candidate: child.id, prompt: child.sections, rejected },
});
const round = (number: number, beam: readonly Prompt[], agent = 'reader'): RunEvent => ({
  ...{ type: 'round', cycle: 1, turn: 1, agent: id(agent), round: number, standings: [] },
  beam: beam.map((prompt) => prompt.id),
});
const after = (...events: readonly RunEvent[]) => events.reduce(learn, NOTHING_LEARNED);
const payoffsAfter = (...events: readonly RunEvent[]) => Object.fromEntries(after(...events).payoffs);

test('what the selection of its round takes into the beam is kept, the rest is lost; before it neither', () => {
  assert.equal(payoffsAfter(proposal(A), proposal(B)), {});
  assert.equal(payoffsAfter(proposal(A), proposal(B), round(1, [C, A])), { rewrite: { kept: 1, lost: 1 } });
});

test('a rejected proposal is lost at once', () => {
  assert.equal(payoffsAfter(proposal(A, 'rewrite', 'reader', 'duplicate')), { rewrite: { kept: 0, lost: 1 } });
});

test('what stays in the beam for rounds is counted once', () => {
  const events = [proposal(A), round(1, [A]), round(2, [A]), round(0, [A])];
  assert.equal(payoffsAfter(...events), { rewrite: { kept: 1, lost: 0 } });
});

test('what is proposed again after it was lost counts for who proposed it then', () => {
  const events = [proposal(A), round(1, [C]), proposal(A, 'splice'), round(1, [A])];
  assert.equal(payoffsAfter(...events), { rewrite: { kept: 0, lost: 1 }, splice: { kept: 1, lost: 0 } });
});

test('the round of one agent decides nothing for another, whose turn may run beside it', () => {
  const events = [proposal(A), proposal(A, 'splice', 'router'), round(1, [A])];
  assert.equal(payoffsAfter(...events), { rewrite: { kept: 1, lost: 0 } });
  assert.equal(payoffsAfter(...events, round(1, [], 'router')).splice, { kept: 0, lost: 1 });
});

test('an operator that had no chance in the last round is told with none', () => {
  const { chances } = after(
    { type: 'operators', chances: { rewrite: 0.6, splice: 0.4 } },
    { type: 'operators', chances: { rewrite: 1 } },
  );
  assert.equal(chances, { rewrite: 1, splice: 0 });
});

test('evidence of views adds up, and weights stay with the evidence that they were learned from', () => {
  const views = (agreed: number) => ({
    local: { decided: 3, agreed, opposed: 1 },
    lookahead: { decided: agreed, agreed: 0, opposed: 0 },
  });
  const weights = { local: 0.1, lookahead: 0.3, global: 0.6 };
  const told: RunEvent = { type: 'weights', turn: 2, weights, views: views(1) };
  const state = after({ type: 'views', views: views(1) }, told, { type: 'views', views: views(2) });
  assert.equal(state.views, {
    local: { decided: 6, agreed: 3, opposed: 2 },
    lookahead: { decided: 3, agreed: 0, opposed: 0 },
  });
  assert.equal(state.learned, { weights, views: views(1) });
});

test.run();
