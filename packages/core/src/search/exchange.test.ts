import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Json } from '../canonical.ts';
import type { Episode } from '../system/execute.ts';
import type { NodeId } from '../system/graph.ts';
import { id, testPlan } from '../test/plan.fixture.ts';
import { createToy, operators } from '../test/toy.fixture.ts';
import type { Output } from '../types.ts';
import { exchangesOf, fieldsOf } from './exchange.ts';

const SECRET = 'sk-0123456789abcdef';
const PLAN = { ...testPlan({ plugins: [createToy().plugin, operators] }), secrets: [SECRET] };
const AGENTS = [id('reader'), id('router')];

const text = (value: string): Output => ({ kind: 'text', text: value, value, problem: null });
const item = (fields: Readonly<Record<string, Json>>) => ({ id: '1', fields });
const episode = (reader: Output, router: Output): Episode => ({
  item: item({}),
  turns: new Map([
    ['reader@1' as NodeId, { input: '', output: reader }],
    ['router@1' as NodeId, { input: '', output: router }],
  ]),
});

test('an output that stayed the same is told once, one that failed says why', () => {
  const before = episode(text('a note'), text('bug'));
  const after = episode(text('a note'), { kind: 'failed', reason: 'refused' });
  assert.equal(exchangesOf(PLAN, AGENTS, before, after), [
    { agent: 'reader', before: 'a note', after: null },
    { agent: 'router', before: 'bug', after: { failed: 'refused' } },
  ]);
});

test('a long text is cut between characters and says how much is missing', () => {
  const long = `${'x'.repeat(1999)}😀${'y'.repeat(98)}`;
  const [first] = exchangesOf(PLAN, AGENTS, episode(text(long), text('')), episode(text(long), text('')));
  assert.is(first?.before, `${'x'.repeat(1999)} … (100 more characters)`);
  const { list, short } = fieldsOf(PLAN, item({ list: Array.from({ length: 2000 }, () => 1), short: [1, null] }));
  assert.match(String(list), /^\[1,1,.* … \(2001 more characters\)$/);
  assert.equal(short, [1, null]);
});

test('no half of a secret is left at the cut', () => {
  const { about } = fieldsOf(PLAN, item({ about: `${'x'.repeat(1990)}${SECRET}${'y'.repeat(50)}` }));
  assert.not.match(String(about), /sk-/);
});

test.run();
