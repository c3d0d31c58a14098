import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toldRun } from '../../test/told-run.ts';
import { painter } from '../terminal.ts';
import { compareRuns } from './compare.ts';
import { comparisonLines } from './comparison.ts';
import { storyOf } from './story/story.ts';

const test = suite('two runs side by side');
const withPlan = (plan: object, rest: object = {}) => {
  const files = toldRun();
  return storyOf({ ...files, saved: { ...files.saved, plan: plan as typeof files.saved.plan, ...rest } });
};

test('a run and itself differ in nothing', () => {
  const { settings, prompts, sameTest } = compareRuns(storyOf(toldRun()), storyOf(toldRun()));
  assert.equal(settings, []);
  assert.ok(sameTest && Object.values(prompts).every(({ same }) => same));
  assert.equal(Object.keys(prompts), ['reader', 'router']);
});

test('settings are told by their paths, agents by their ids', () => {
  const a = { system: { agents: [{ id: 'reader', model: 'small' }] }, mutate: [{ use: 'drop' }], same: [1, {}] };
  const b = { system: { agents: [{ id: 'reader', model: 'large' }] }, mutate: [], same: [1, {}] };
  const { settings } = compareRuns(withPlan(a), withPlan(b, { data: 'other' }));
  assert.equal(settings, [
    { path: 'system.agents[reader].model', values: ['small', 'large'] },
    { path: 'mutate[0].use', values: ['drop', undefined] },
    { path: 'items (content hash)', values: ['d0d0d0d0d0d0', 'other'] },
    { path: 'mutate', values: [undefined, []] },
  ]);
});

test('what a run hands out is compared: the seed where nothing was proven', () => {
  const { prompts } = compareRuns(storyOf(toldRun()), storyOf(toldRun({ verdict: 'no-gain' })));
  assert.is(prompts.router?.same, false);
  assert.is(prompts.router?.values[1]?.task, 'Sort it. plain');
});

test('results stand side by side, and other test items are a warning', () => {
  const comparison = compareRuns(storyOf(toldRun()), withPlan({}, { test: 'other' }));
  const text = comparisonLines(comparison, painter(false), 80).join('\n');
  assert.match(text, /^verdict +improved +improved$/m);
  assert.match(text, 'other test items: their scores do not compare.');
  assert.match(text, /run\.seed: 7 → \(not there\)/);
});

test.run();
