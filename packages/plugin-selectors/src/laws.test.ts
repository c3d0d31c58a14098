import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fields, kept } from '../test/candidates.ts';
import plugin from './index.ts';

/** The laws of all selectors. */
for (const name of Object.keys(plugin.select ?? {})) {
  test(`${name}: never wider than its width, nobody twice, and the incumbent stays where there are two places`, () =>
    fc.assert(
      fc.asyncProperty(fields, async ({ candidates, incumbent, ...rest }) => {
        const tasks = await kept(name, candidates, { incumbent, ...rest });
        assert.ok(tasks.length >= 1 && tasks.length <= rest.options.width);
        assert.is(new Set(tasks).size, tasks.length);
        assert.ok(!tasks.includes('unknown'));
        assert.ok(rest.options.width === 1 || tasks.includes(incumbent.prompt.get('task')));
      }),
      { numRuns: 60 },
    ));

  test(`${name}: the order of the candidates, and meeting one twice, do not matter`, () =>
    fc.assert(
      fc.asyncProperty(fields, fc.nat(9), async ({ candidates, incumbent, ...rest }, shift) => {
        const straight = await kept(name, candidates, { incumbent, ...rest });
        const at = shift % candidates.length;
        for (const other of [
          candidates.toReversed(),
          [...candidates.slice(at), ...candidates.slice(0, at)],
          [...candidates, ...candidates.slice(at)],
        ])
          assert.equal(await kept(name, other, { incumbent, ...rest }), straight);
      }),
      { numRuns: 40 },
    ));

  test(`${name}: who leads is no matter of chance, and the same as in a beam`, () =>
    fc.assert(
      fc.asyncProperty(fields, async ({ candidates, incumbent, options, randomSeed }) => {
        const [leader] = await kept(name, candidates, { incumbent, options, randomSeed });
        assert.is(leader, (await kept('beam', candidates, { incumbent, options }))[0]);
      }),
      { numRuns: 60 },
    ));

  test(`${name}: without its incumbent something is kept, and of nothing nothing`, () =>
    fc.assert(
      fc.asyncProperty(fields, async ({ candidates, incumbent, ...rest }) => {
        const others = candidates.filter((candidate) => candidate !== incumbent);
        const tasks = await kept(name, others, { incumbent, ...rest });
        assert.ok(tasks.length <= rest.options.width);
        assert.is(tasks.length === 0, others.length === 0);
      }),
      { numRuns: 40 },
    ));

  test(`${name}: refresh is what its option says, true by default`, () => {
    const operator = plugin.select?.[name];
    assert.is(operator?.refresh?.({ refresh: true }), true);
    assert.is(operator?.refresh?.({ refresh: false }), false);
    const properties = Object(operator?.options).properties as Readonly<Record<string, { readonly default?: unknown }>>;
    assert.is(properties.refresh?.default, true);
  });
}

test.run();
