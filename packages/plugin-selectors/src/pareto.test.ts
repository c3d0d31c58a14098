import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kept, rewarded } from '../test/candidates.ts';

const seed = rewarded('seed', []);

test('who is best on an item stays, however bad elsewhere; who is beaten everywhere goes', async () => {
  const allRound = rewarded('all-round', [1, 1, 0.6, 0.5], 0.9);
  const specialist = rewarded('specialist', [0, 0, 0, 1], 0.2);
  const beaten = rewarded('beaten', [0.9, 1, 0.6, 0.5], 0.8);
  assert.equal(await kept('pareto', [seed, beaten, specialist, allRound], { incumbent: seed }), [
    'all-round',
    'seed',
    'specialist',
  ]);
});

test('a good compromise stays although it is best on no item', async () => {
  const left = rewarded('left', [1, 1, 0, 0]);
  const right = rewarded('right', [0, 0, 1, 1]);
  const both = rewarded('both', [0.8, 0.8, 0.8, 0.8], 0.9);
  assert.is((await kept('pareto', [left, right, both, seed], { incumbent: seed }))[0], 'both');
});

test('who only equals the incumbent adds nothing, and neither does the second of two that do the same', async () => {
  const same = rewarded('same', [0.5, 0.5, 0.5]);
  const won = rewarded('won', [1, 0.5, 0.5], 0.7);
  const alike = rewarded('won alike', [1, 0.5, 0.5], 0.7);
  assert.equal(await kept('pareto', [same, won, alike, seed], { incumbent: seed }), ['won', 'seed']);
});

test('who does not probably beat the incumbent stands behind it, whatever its score', async () => {
  const lucky = rewarded('lucky', [1, 1, 0.5], 0.6);
  assert.equal(await kept('pareto', [lucky, seed], { incumbent: seed }), ['seed', 'lucky']);
  assert.equal(await kept('pareto', [lucky, seed], { incumbent: seed, options: { minBetter: 0.6 } }), [
    'lucky',
    'seed',
  ]);
});

test('candidates are held against each other only on items that both have met', async () => {
  const early = rewarded('early', [1, null, null]);
  const late = rewarded('late', [null, 0.6, 0.6]);
  const tasks = await kept('pareto', [early, late, seed], { incumbent: seed });
  assert.equal(tasks.toSorted(), ['early', 'late', 'seed']);
});

test('where places are few, those that are best on more items are drawn more often', async () => {
  const many = rewarded('many', [1, 1, 1, 1, 1, 0]);
  const one = rewarded('one', [0, 0, 0, 0, 0, 1]);
  const drawn = { many: 0, one: 0 };
  for (let randomSeed = 0; randomSeed < 80; randomSeed++) {
    const tasks = await kept('pareto', [many, one, seed], { incumbent: seed, options: { width: 2 }, randomSeed });
    drawn[tasks.includes('many') ? 'many' : 'one']++;
  }
  assert.ok(drawn.many > 2 * drawn.one && drawn.one > 0, JSON.stringify(drawn));
});

test('an item may be called like a member of every object', async () => {
  const odd = { ...rewarded('odd', []), rewards: { constructor: 1 } };
  assert.equal((await kept('pareto', [odd, rewarded('plain', [0.4]), seed], { incumbent: seed })).toSorted(), [
    'odd',
    'seed',
  ]);
});

test.run();
