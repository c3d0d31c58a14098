import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Json } from '../canonical.ts';
import { agentId } from '../testing/fakes.ts';
import { lookUp, parseTemplate, placeholders, renderTemplate } from './template.ts';

type Values = Readonly<Record<string, Json>>;

/** Fills a template in; outputs are `{ agent: value }`. */
const render = (source: string, fields: Values = {}, outputs: Values = {}, previous: Values = {}): string =>
  renderTemplate(parseTemplate(source), {
    item: { id: '1', fields },
    output: (agent, path) => lookUp(outputs, [agent, ...path]),
    previous: (agent) => String(previous[agent] ?? ''),
  });

test('fields, outputs and the round before are filled in', () => {
  assert.is(
    render(
      'Q: {{item.text}} / {{ reader.output }} / {{b.previous}}',
      { text: 'why?' },
      { reader: 'a note' },
      { b: 'no' },
    ),
    'Q: why? / a note / no',
  );
});

const PLAIN = [
  'Answer as {"team": "bug", "why": {"short": true}}.',
  'Put it in \\boxed{42} or \\frac{1}{2}.',
  '{{ "a": 1 }}',
  '{{"item.text"}}',
  '{{}} {{ }} {item.text} { {item.text} }',
  '{{item .text}} {{item..text}} {{item.text.}} {{.text}} {{1.output}}',
  '{{item.text\n}}',
  '{{\nitem.text}}',
  '{{{{',
  '}} {{',
  'function f() { return {}; }',
  '${item.text} %s {0}',
];
for (const source of PLAIN) {
  test(`${JSON.stringify(source)} is text`, () => {
    assert.equal(placeholders(parseTemplate(source)), []);
    assert.is(render(source, { text: 'FILLED' }), source);
  });
}

test('braces around a placeholder stay where they are', () => {
  assert.is(render('{{{item.text}}}', { text: 'x' }), '{x}');
  assert.is(render('\\boxed{{{item.text}}}', { text: 'x' }), '\\boxed{x}');
  assert.is(render('{"q": "{{item.text}}"}', { text: 'x' }), '{"q": "x"}');
});

test('whatever the text around it, one placeholder is filled in once', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (before, value, after) => {
      fc.pre(!/[{}]/.test(before + after));
      assert.is(render(`${before}{{item.text}}${after}`, { text: value }), before + value + after);
    }),
  );
});

test('what is filled in is never expanded again', () => {
  const hostile = '{{item.secret}} {{reader.output}} $& $1 {{';
  const fields = { text: hostile, secret: 'SECRET' };
  assert.is(render('{{item.text}}|{{reader.output}}', fields, { reader: hostile }), `${hostile}|${hostile}`);
  // Nor do two values join into a placeholder.
  assert.is(render('{{item.a}}{{item.b}}', { a: '{{item', b: '.secret}}', secret: 'SECRET' }), '{{item.secret}}');
});

test('a value that is not there is nothing', () => {
  assert.is(render('[{{item.none}}{{item.a.b}}{{nobody.output}}{{nobody.previous}}{{unknown}}]', { a: 1 }), '[]');
  assert.is(render('[{{item.nothing}}]', { nothing: null }), '[]');
});

test('values that are no text are printed as JSON', () => {
  assert.is(
    render('{{item.n}} {{item.yes}} {{item.list}} {{item.map}}', {
      n: 1.5,
      yes: false,
      list: [1, 'a'],
      map: { a: null },
    }),
    '1.5 false [1,"a"] {"a":null}',
  );
});

test('a path goes into objects, arrays and JSON outputs, by their own keys only', () => {
  const fields = { deep: { list: [{ name: 'x' }] } };
  assert.is(render('{{item.deep.list.0.name}}', fields), 'x');
  assert.is(render('{{reader.output.team.name}}', {}, { reader: { team: { name: 'bug' } } }), 'bug');
  for (const path of [
    '__proto__',
    'constructor',
    'constructor.name',
    'deep.__proto__.constructor',
    'deep.list.map',
    'text.length',
  ])
    assert.is(render(`[{{item.${path}}}]`, { ...fields, text: 'abc' }), '[]');
});

test('a field that is really named __proto__ is read', () => {
  const fields = JSON.parse('{"__proto__": {"x": "own"}}') as Values;
  assert.is(render('{{item.__proto__.x}}', fields), 'own');
});

test('a placeholder knows what it reads and where it stands', () => {
  const template = parseTemplate('é {{item.a.b}} {{reader.output}} {{reader.output.team}} {{b.previous}}');
  assert.equal(placeholders(template), [
    { name: 'item.a.b', offset: 2, reference: { kind: 'item', path: ['a', 'b'] } },
    { name: 'reader.output', offset: 15, reference: { kind: 'output', agent: agentId('reader'), path: [] } },
    { name: 'reader.output.team', offset: 33, reference: { kind: 'output', agent: agentId('reader'), path: ['team'] } },
    { name: 'b.previous', offset: 56, reference: { kind: 'previous', agent: agentId('b') } },
  ]);
});

test('a name that can be nothing is unknown, for the config to refuse', () => {
  for (const name of ['item', 'text', 'reader', 'reader.outptu', 'b.previous.x', 'output'])
    assert.equal(placeholders(parseTemplate(`{{${name}}}`)), [{ name, offset: 0, reference: { kind: 'unknown' } }]);
});

test('fields may be named in any script', () => {
  assert.is(
    render('{{item.größe}} {{item.问题}} {{ item.प्रश्न }}', { größe: 'XL', 问题: '为什么', प्रश्न: 'क्यों' }),
    'XL 为什么 क्यों',
  );
});

test('the parts of a template give its source again', () => {
  const piece = fc.constantFrom('{{item.a}}', '{{b.output}}', '{', '}', '{{', '}}', ' ', 'x', '{{ c.previous }}');
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => pieces.join('')),
      (source) => {
        const { parts } = parseTemplate(source);
        let end = 0;
        for (const part of parts) {
          const start = typeof part === 'string' ? end : part.offset;
          assert.is(start, end);
          end += typeof part === 'string' ? part.length : source.indexOf('}}', start) + 2 - start;
        }
        assert.is(end, source.length);
      },
    ),
  );
});

test.run();
