import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { definePlugin } from '../plugin/contract.ts';
import { agent, messages, model, type PlanParts, testPlan } from '../test/plan.fixture.ts';
import { operators } from '../test/toy.fixture.ts';
import { runIdOf } from './identity.ts';

const idOf = (parts: Partial<PlanParts> = {}): string => runIdOf(testPlan({ plugins: [operators], ...parts }));

test('a run is known by twelve hex digits, the same wherever the project lies', () => {
  assert.match(idOf(), /^[0-9a-f]{12}$/);
  assert.is(idOf({ dir: '/elsewhere' }), idOf({ dir: '/here' }));
});

test('what changes a result makes another run', () => {
  const ids = [
    idOf(),
    idOf({ run: { seed: 2 } }),
    idOf({ search: { cycles: 5 } }),
    idOf({ mutate: [{ use: 'same', options: {}, weight: 1 }] }),
    idOf({ models: [model('small', { sampling: { temperature: 1, maxTokens: 16 } })] }),
    idOf({ items: { train: messages('train', 7) } }),
    idOf({ items: { test: messages('test', 7) } }),
    idOf({ agents: [agent('router', 'Choose.', '{{item.text}}')] }),
    idOf({ agents: [agent('router', 'Choose well.', '{{item.text}}')] }),
    idOf({ agents: [agent('router', 'Choose.', '{{item.text}}', { contract: { kind: 'text', maxWords: 3 } })] }),
    idOf({ plugins: [operators, definePlugin({ name: 'more' })] }),
  ];
  assert.is(new Set(ids).size, ids.length);
});

test('another version of a plugin makes another run', () => {
  const plan = testPlan({ plugins: [operators] });
  const plugins = plan.plugins.map((loaded) => ({ ...loaded, version: '2.0.0' }));
  assert.is.not(runIdOf({ ...plan, plugins }), runIdOf(plan));
});

test('how patiently and how wide calls are made changes no result, and not the run', () => {
  assert.is(idOf({ run: { concurrency: 64, tolerate: 0.5 } }), idOf());
  const models = (parts: Parameters<typeof model>[1]) => ['small', 'judge', 'writer'].map((name) => model(name, parts));
  assert.is(idOf({ models: models({ timeout: 600, retries: 9, concurrency: 1 }) }), idOf());
});

test.run();
