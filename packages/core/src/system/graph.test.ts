import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agentId } from '../testing/fakes.ts';
import type { AgentId } from '../types.ts';
import { type AgentDraft, buildSystem, findCycle, predecessorsOf, type System, unusedAgents } from './graph.ts';
import { createPrompt } from './prompt.ts';
import { parseTemplate } from './template.ts';

/** An agent whose input reads what it is given; `after` adds edges that the input does not show. */
const draft = (id: string, input = '{{item.text}}', after: readonly string[] = []): AgentDraft => ({
  id: agentId(id),
  model: 'small',
  prompt: createPrompt({ task: `Do ${id}.` }),
  frozen: [`Do ${id}`],
  input: parseTemplate(input),
  contract: { kind: 'text' },
  after: after.map(agentId),
});
const reads = (...ids: readonly string[]): string => ids.map((id) => `{{${id}.output}}`).join('\n');

const build = (drafts: readonly AgentDraft[], answer: string, rounds = 1): System =>
  buildSystem(drafts, agentId(answer), rounds);
const levels = (system: System): string[][] => system.levels.map((level) => level.map(({ id }) => id));
const affected = (system: System, id: string): string[] => [...system.affectedBy(agentId(id))];

test('a chain runs one agent a level', () => {
  const system = build([draft('c', reads('b')), draft('b', reads('a')), draft('a')], 'c');
  assert.equal(levels(system), [['a@1'], ['b@1'], ['c@1']]);
  assert.equal(
    system.agents.map(({ id }) => id),
    ['a', 'b', 'c'],
  );
  assert.equal(affected(system, 'a'), ['a@1', 'b@1', 'c@1']);
  assert.equal(affected(system, 'c'), ['c@1']);
});

test('agents that one agent reads run side by side (fan-in)', () => {
  const system = build([draft('judge', reads('x', 'y', 'z')), draft('x'), draft('y'), draft('z')], 'judge');
  assert.equal(levels(system), [['x@1', 'y@1', 'z@1'], ['judge@1']]);
  assert.equal(affected(system, 'y'), ['y@1', 'judge@1']);
  assert.equal(system.related(agentId('y')), ['judge']);
});

test('agents that read one agent run side by side (fan-out)', () => {
  const system = build(
    [draft('a'), draft('x', reads('a')), draft('y', reads('a')), draft('out', reads('x', 'y'))],
    'out',
  );
  assert.equal(levels(system), [['a@1'], ['x@1', 'y@1'], ['out@1']]);
  assert.equal(system.agent(agentId('a')).view.successors, ['x', 'y']);
});

test('an agent runs after the longest way to it (a diamond with a short and a long side)', () => {
  const drafts = [draft('a'), draft('out', reads('a', 'far')), draft('mid', reads('a')), draft('far', reads('mid'))];
  const system = build(drafts, 'out');
  assert.equal(levels(system), [['a@1'], ['mid@1'], ['far@1'], ['out@1']]);
  assert.equal(affected(system, 'mid'), ['mid@1', 'far@1', 'out@1']);
  assert.equal(system.related(agentId('mid')), ['a', 'far', 'out']);
});

test('`after` makes an edge that the input does not show, and an edge shown twice is one', () => {
  const both = draft('b', `${reads('a')} ${reads('a')}`, ['a']);
  assert.equal(predecessorsOf(both), ['a']);
  assert.equal(levels(build([draft('b', 'x', ['a']), draft('a')], 'b')), [['a@1'], ['b@1']]);
});

test('in a debate each agent reads what the others said in the round before', () => {
  const system = build(
    [draft('a', '{{b.previous}}'), draft('b', '{{a.previous}}'), draft('judge', reads('a', 'b'))],
    'judge',
    2,
  );
  assert.equal(levels(system), [['a@1', 'b@1'], ['a@2', 'b@2'], ['judge@2']]);
  assert.is(system.lastNode(agentId('a')), 'a@2');
  assert.equal(affected(system, 'a'), ['a@1', 'a@2', 'b@2', 'judge@2']);
  const view = system.agent(agentId('a')).view;
  assert.equal([view.predecessors, view.successors], [['b'], ['b', 'judge']]);
});

test('a judge after a debate runs once, however many rounds there are', () => {
  const drafts = [draft('a', '{{b.previous}}'), draft('b', '{{a.previous}}'), draft('judge', reads('a', 'b'))];
  for (const rounds of [1, 2, 3, 5]) {
    const nodes = levels(build(drafts, 'judge', rounds)).flat();
    assert.equal(
      nodes.filter((id) => id.startsWith('judge')),
      [`judge@${rounds}`],
    );
    assert.is(nodes.length, 2 * rounds + 1);
  }
});

test('an agent that reads itself of the round before is no neighbour of itself', () => {
  const system = build([draft('a', '{{a.previous}}')], 'a', 2);
  assert.equal(levels(system), [['a@1'], ['a@2']]);
  assert.equal(system.agent(agentId('a')).view.predecessors, []);
  assert.equal(system.agent(agentId('a')).view.successors, []);
  assert.equal(system.related(agentId('a')), []);
});

test('an agent that only a later round reads runs in its round alone', () => {
  const system = build([draft('draft'), draft('final', '{{draft.previous}}')], 'final', 2);
  assert.equal(levels(system), [['draft@1'], ['final@2']]);
  assert.is(system.lastNode(agentId('draft')), 'draft@1');
});

test('where the graph leaves a choice, agents keep the order of the config', () => {
  const system = build(
    [draft('z'), draft('m', reads('k')), draft('k'), draft('a'), draft('out', reads('a', 'm', 'z'))],
    'out',
  );
  assert.equal(
    system.agents.map(({ id }) => id),
    ['z', 'k', 'm', 'a', 'out'],
  );
  assert.equal(levels(system)[0], ['z@1', 'k@1', 'a@1']);
});

test('operators see what an agent is for, what it reads and who reads it', () => {
  const system = build([draft('a'), draft('out', reads('a'))], 'out');
  assert.equal(system.agent(agentId('a')).view, {
    id: agentId('a'),
    purpose: 'Do a.',
    contract: { kind: 'text' },
    predecessors: [],
    successors: [agentId('out')],
    isAnswer: false,
    frozen: ['Do a'],
  });
  assert.is(system.agent(agentId('out')).view.isAnswer, true);
});

test('a cycle is found, as the ids along it', () => {
  const cycle = findCycle([
    draft('out', reads('a')),
    draft('a', reads('b')),
    draft('b', reads('c')),
    draft('c', 'x', ['a']),
  ]);
  assert.equal(cycle, ['a', 'b', 'c', 'a']);
  assert.equal(findCycle([draft('a', reads('a'))]), ['a', 'a']);
  assert.throws(() => build([draft('a', reads('b')), draft('b', reads('a'))], 'a'), /cycle/);
});

test('a debate is no cycle, nor is a diamond or a name that nobody has', () => {
  assert.is(findCycle([draft('a', '{{b.previous}}'), draft('b', '{{a.previous}}')]), null);
  assert.is(findCycle([draft('d', reads('b', 'c')), draft('b', reads('a')), draft('c', reads('a')), draft('a')]), null);
  assert.is(findCycle([draft('a', reads('nobody'))]), null);
});

test('agents that the answer does not need are found', () => {
  const drafts = [draft('a'), draft('side', reads('a')), draft('deeper', reads('side')), draft('out', reads('a'))];
  assert.equal(unusedAgents(drafts, agentId('out'), 1), ['side', 'deeper']);
  assert.equal(unusedAgents(drafts, agentId('deeper'), 1), ['out']);
});

test('an agent that is read in the round before is unused if there is one round', () => {
  const drafts = [draft('a'), draft('out', '{{a.previous}}')];
  assert.equal(unusedAgents(drafts, agentId('out'), 1), ['a']);
  assert.equal(unusedAgents(drafts, agentId('out'), 2), []);
});

test('an agent that is not there is an error, not a hole', () => {
  const system = build([draft('a')], 'a');
  assert.throws(() => system.agent(agentId('b')), /no agent "b"/);
  assert.throws(() => system.lastNode(agentId('b')), /no agent "b"/);
});

/** Random systems: agent k may read any of the agents before it, and anyone's last round; the config's order is shuffled. */
const systems = fc
  .integer({ min: 1, max: 8 })
  .chain((size) =>
    fc.record({
      edges: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 16 }),
      previous: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 4 }),
      order: fc.shuffledSubarray([...Array(size).keys()], { minLength: size, maxLength: size }),
      rounds: fc.integer({ min: 1, max: 3 }),
      size: fc.constant(size),
    }),
  )
  .map(({ edges, previous, order, rounds, size }) => {
    const input = (agent: number): string =>
      [
        ...edges.filter(([from, to]) => to === agent && from < to).map(([from]) => `{{n${from}.output}}`),
        ...previous.filter(([, to]) => to === agent).map(([from]) => `{{n${from}.previous}}`),
      ].join(' ');
    const all = order.map((agent) => draft(`n${agent}`, input(agent)));
    const answer = agentId(`n${size - 1}`);
    const unused = unusedAgents(all, answer, rounds);
    return { drafts: all.filter(({ id }) => !unused.includes(id)), answer, rounds };
  });

/** Everything behind a node, by its edges alone. */
function ancestors(system: System, id: string): Set<string> {
  const nodes = new Map<string, readonly string[]>(system.levels.flat().map((node) => [node.id, node.before]));
  const seen = new Set<string>();
  const visit = (node: string): void => {
    for (const before of nodes.get(node) ?? []) {
      if (seen.has(before)) continue;
      seen.add(before);
      visit(before);
    }
  };
  visit(id);
  return seen;
}

test('levels never put a node before what it depends on, and hold each node once', () => {
  fc.assert(
    fc.property(systems, ({ drafts, answer, rounds }) => {
      const system = buildSystem(drafts, answer, rounds);
      const ran = new Set<string>();
      for (const level of system.levels) {
        assert.ok(level.length > 0);
        for (const node of level)
          for (const before of node.before) assert.ok(ran.has(before), `${node.id} before ${before}`);
        for (const { id } of level) {
          assert.not.ok(ran.has(id));
          ran.add(id);
        }
      }
      // Every node serves the answer, and every agent that was given has one.
      const needed = ancestors(system, system.lastNode(answer));
      for (const id of ran) assert.ok(id === system.lastNode(answer) || needed.has(id), id);
      for (const { id } of drafts) assert.ok(ran.has(system.lastNode(id)));
    }),
  );
});

test('an edit re-runs an agent and its descendants, and nothing else', () => {
  fc.assert(
    fc.property(systems, ({ drafts, answer, rounds }) => {
      const system = buildSystem(drafts, answer, rounds);
      for (const { id } of drafts) {
        const expected = system.levels
          .flat()
          .filter(
            (node) => node.agent.id === id || [...ancestors(system, node.id)].some((other) => agentOf(other) === id),
          )
          .map((node) => node.id);
        assert.equal([...system.affectedBy(id)].sort(), expected.sort());
      }
    }),
  );
});

const agentOf = (node: string): AgentId => agentId(node.slice(0, node.lastIndexOf('@')));

test('the order of agents is topological', () => {
  fc.assert(
    fc.property(systems, ({ drafts, answer, rounds }) => {
      const ids = buildSystem(drafts, answer, rounds).agents.map(({ id }) => id);
      for (const each of drafts)
        for (const before of predecessorsOf(each)) assert.ok(ids.indexOf(before) < ids.indexOf(each.id));
    }),
  );
});

test.run();
