import type { AgentId, CandidateId, RunEvent } from '@maspo/core';
import { createPrompt } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toldRun } from '../../../test/told-run.ts';
import { storyOf } from './story.ts';

const test = suite('story of a run');
const agentIn = (story: ReturnType<typeof storyOf>, id: string) => story.agents.find((agent) => agent.id === id);

test('a lineage says which operator, from what, on which evidence, and when it was adopted', () => {
  const [seed, child] = agentIn(storyOf(toldRun()), 'router')?.lineage ?? [];
  assert.is(seed?.operator, null);
  assert.equal([child?.operator, child?.by, child?.parents], ['rewrite', 'mutators', [seed?.candidate]]);
  assert.equal([child?.evidence?.n, child?.evidence?.views.local], [20, 0.7]);
  assert.equal(child?.adopted, { cycle: 1, turn: 1, agent: 'router' });
});

test('each agent has its fate, as the verdict decides', () => {
  const fates = (verdict: 'improved' | 'no-gain' | null) =>
    storyOf(toldRun({ verdict })).agents.map(({ fate }) => fate);
  assert.equal(fates('improved'), ['kept', 'changed', 'program']);
  assert.equal(fates('no-gain'), ['kept', 'found', 'program']);
  assert.equal(fates(null), ['kept', 'found', 'program']);
});

test('a prompt that came with a joint candidate has the evidence of that candidate', () => {
  const files = toldRun();
  const joint = 'c'.repeat(64) as CandidateId;
  const events = files.events.flatMap((event): RunEvent[] => {
    if (event.type === 'adopt') return [{ ...event, to: { ...event.to, candidate: joint } }];
    if (event.type !== 'proposal' || event.candidate === null) return [event];
    const companions = { reader: createPrompt({ task: 'Read well.' }).sections };
    return [event, { ...event, operator: 'system-merge', candidate: joint, companions }];
  });
  const step = agentIn(storyOf({ ...files, events }), 'reader')?.lineage.at(-1);
  assert.is(step?.operator, 'system-merge');
  assert.equal([step?.evidence?.n, step?.adopted], [20, { cycle: 1, turn: 1, agent: 'router' as AgentId }]);
});

test('where turns run side by side, an adoption belongs to the turn of its agent', () => {
  const files = toldRun();
  const beside: RunEvent = { type: 'turn', cycle: 1, turn: 2, agent: 'reader' as AgentId, beam: 1, refreshed: true };
  const events = files.events.flatMap((event): RunEvent[] => (event.type === 'turn' ? [event, beside] : [event]));
  const story = storyOf({ ...files, events });
  assert.is(agentIn(story, 'router')?.lineage.at(-1)?.adopted?.turn, 1);
  assert.is(story.course.adoptions[0]?.turn, 1);
});

test('the course counts calls, and an adoption stands where it happened', () => {
  const { course } = storyOf(toldRun());
  assert.equal([course.calls, course.searched], [60, 60]);
  assert.equal(course.rounds[0]?.scores, [0.62]);
  assert.equal(course.adoptions[0]?.operator, 'rewrite');
});

test('cases and items know who made the candidate and what became of it', () => {
  const { cases, items } = storyOf(toldRun());
  assert.is(cases[0]?.operator, 'rewrite');
  assert.equal(
    items.slice(0, 7).map(({ outcome }) => outcome),
    ['better', 'equal', 'better', 'equal', 'better', 'equal', 'worse'],
  );
});

test.run();
