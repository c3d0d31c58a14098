import { createPrompt, type Proposal } from '@maspo/core';
import { fakeAgent, fakeCandidate, testOperator } from '@maspo/core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import plugin from '../index.ts';

const incumbent = createPrompt({ task: 'Read it.' });
const rival = createPrompt({ task: 'Read it. Use two lines.' });
const reader = fakeAgent({ id: 'reader', successors: ['router'] as never });
const other = (id: string, ...tasks: readonly string[]) => {
  const [first, ...rest] = tasks.map((task) => createPrompt({ task }));
  if (first === undefined) throw new RangeError('an agent has a prompt');
  return {
    agent: fakeAgent({ id }),
    incumbent: first,
    population: [fakeCandidate(first), ...rest.map((prompt) => fakeCandidate(prompt))],
  };
};

const merge = async (others: readonly ReturnType<typeof other>[], randomSeed = 1): Promise<readonly Proposal[]> => {
  const population = [{ ...fakeCandidate(incumbent), n: 0 }, fakeCandidate(rival)];
  const inputs = { agent: reader, parents: [incumbent, rival] as const, population, others, randomSeed };
  return (await testOperator<readonly Proposal[]>(plugin.crossover?.['system-merge'], inputs)).result;
};

test('the challenger goes together with a prompt that a neighbour keeps beside its incumbent', async () => {
  const others = [other('far', 'Far.', 'Far rival.'), other('router', 'Route it.', 'Route the second line.')];
  const [proposal] = await merge(others);
  assert.ok(proposal !== undefined && 'companions' in proposal);
  assert.is(proposal.prompt.text, rival.text);
  assert.equal(
    Object.entries(proposal.companions).map(([id, { text }]) => [id, text]),
    [['router', 'Route the second line.']],
  );
});

test('where no neighbour keeps a second prompt, any other agent will do; where nobody does, there is nothing to merge', async () => {
  const [proposal] = await merge([other('far', 'Far.', 'Far rival.'), other('router', 'Route it.')]);
  assert.equal(proposal !== undefined && 'companions' in proposal && Object.keys(proposal.companions), ['far']);
  assert.equal(await merge([other('router', 'Route it.')]), [{ rejected: 'no other agent keeps a second prompt' }]);
});

test.run();
