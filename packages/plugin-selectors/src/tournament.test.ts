import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { kept, named } from '../test/candidates.ts';

const seed = named('seed', { n: 0 });
const field = Array.from({ length: 8 }, (_, index) => named(`c${index}`, { score: 0.9 - index / 10, better: 0.5 }));

async function draws(options: Readonly<Record<string, unknown>>): Promise<string[]> {
  const runs = Array.from({ length: 40 }, (_, randomSeed) =>
    kept('tournament', [...field, seed], { incumbent: seed, options, randomSeed }),
  );
  return (await Promise.all(runs)).map((tasks) =>
    tasks
      .filter((task) => task !== 'seed')
      .sort()
      .join(' '),
  );
}

test('a group of all is a ranking', async () => {
  assert.equal([...new Set(await draws({ size: 64, width: 3 }))], ['c0 c1']);
});

test('a group of one is chance', async () => {
  assert.ok(new Set(await draws({ size: 1, width: 2 })).size > 5);
});

test('in groups of three the two worst of a field never win while others are left', async () => {
  const winners = new Set((await draws({ size: 3, width: 3 })).flatMap((tasks) => tasks.split(' ')));
  assert.ok(winners.size > 2);
  assert.not.ok(winners.has('c7') || winners.has('c6'), [...winners].join(' '));
});

test('if there is room for all, all stay, and who is not probably better stands behind the incumbent', async () => {
  const best = named('best', { score: 0.7, better: 0.9 });
  const unsure = named('unsure', { score: 0.6, better: 0.6 });
  const worse = named('worse', { score: 0.3, better: 0.1 });
  assert.equal(await kept('tournament', [worse, seed, unsure, best], { incumbent: seed }), [
    'best',
    'seed',
    'unsure',
    'worse',
  ]);
});

test('the best that probably beats the incumbent is kept, whoever it is drawn against', async () => {
  const best = named('best', { score: 0.95, better: 0.9 });
  for (let randomSeed = 0; randomSeed < 20; randomSeed++) {
    const options = { size: 1, width: 2 };
    const tasks = await kept('tournament', [...field, best, seed], { incumbent: seed, options, randomSeed });
    assert.equal(tasks, ['best', 'seed']);
  }
});

test.run();
