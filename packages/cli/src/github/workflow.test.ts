import type { Diagnostic } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diagnosticCommand, guard, guardJson, workflowCommand } from './workflow.ts';

const test = suite('workflow commands');
const same = (text: string): string => text;

test('a mistake is an error at its line, named from the repository, with what to do', () => {
  const mistake: Diagnostic = {
    code: 'MASPO-C012',
    file: '/repo/bots/a,b: 100%.yaml',
    line: 3,
    column: 7,
    message: 'unknown key "modell"',
    expected: 'model, prompt',
    fix: 'Did you mean "model"?',
  };
  assert.is(
    diagnosticCommand(mistake, same, { GITHUB_WORKSPACE: '/repo' }),
    '::error title=MASPO-C012,file=bots/a%2Cb%3A 100%25.yaml,line=3,col=7::unknown key "modell"%0Aexpected: model, prompt%0Afix: Did you mean "model"?',
  );
});

test('no text can end a command, begin another or set a property', () => {
  const hostile = 'x::error::y\r\n::set-output name=a::b\u2028%0A::stop-commands::z';
  const command = workflowCommand('warning', hostile, { title: `${hostile},file=/etc/passwd` });
  assert.is(command.split(/[\r\n]/).length, 1);
  // What the runner takes for the properties ends at the first colons.
  const [, properties = '', message = ''] = /^::warning ([^:]*)::(.*)$/.exec(command) ?? [];
  assert.match(properties, /^title=[^,]*$/);
  assert.match(message, '%0A::set-output name=a::b·%250A::stop');
});

test('a line of a model that begins like a command is none any more', () => {
  for (const line of [
    '::error::x',
    '  ::add-mask::x',
    '\u0085\u00a0::group::x',
    'a\n::debug::x',
    'a\r::debug::x',
    '::::',
  ])
    assert.not.match(guard(line), /(^|[\r\n])[\s\u0085]*::/);
  assert.not.match(guard('see ##[error]x and ##[group]y'), /##\[/);
  for (const plain of ['a :: b', 'C++ std::string', '{"a": "::error::"}', '## [x]']) assert.is(guard(plain), plain);
});

test('JSON is the same JSON without the old form of a command', () => {
  const value = { text: '##[error]x', other: '###[' };
  const json = guardJson(JSON.stringify(value));
  assert.not.match(json, '##[');
  assert.equal(JSON.parse(json), value);
});

test.run();
