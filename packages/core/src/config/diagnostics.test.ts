import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CODES } from './codes.ts';
import {
  ConfigError,
  closestName,
  type Diagnostic,
  diagnose,
  formatDiagnostics,
  listNames,
  sortDiagnostics,
} from './diagnostics.ts';

const at = (line: number, column: number, file = '/p/a.yaml'): Diagnostic => ({
  code: CODES.unknownKey,
  file,
  line,
  column,
  message: 'unknown key "serach"',
  fix: 'Did you mean "search"?',
});

test('a near name is proposed, a far one is not', () => {
  const names = ['temperature', 'maxTokens', 'topP', 'mix'];
  assert.is(closestName('temprature', names), 'temperature');
  assert.is(closestName('MAXTOKENS', names), 'maxTokens');
  assert.is(closestName('mxi', names), 'mix');
  assert.is(closestName('weight', names), undefined);
  // Both are one letter away.
  assert.is(closestName('olama', ['llama', 'ollama']), 'ollama');
  assert.is(closestName('x', []), undefined);
});

test('long lists of names are cut, and say so', () => {
  assert.is(listNames(['a', 'b', 'c'], 2), 'a, b and 1 more');
  assert.is(listNames(['a', 'b'], 2), 'a, b');
});

test('diagnostics come in the order of the text, those of the config first, each once', () => {
  const sorted = sortDiagnostics([at(9, 1), at(1, 1, '/p/0.yaml'), at(2, 5), at(2, 1), at(2, 5)], '/p/a.yaml');
  assert.equal(
    sorted.map(({ file, line, column }) => `${file}:${line}:${column}`),
    ['/p/a.yaml:2:1', '/p/a.yaml:2:5', '/p/a.yaml:9:1', '/p/0.yaml:1:1'],
  );
});

test('paths are shown from the folder where the user is', () => {
  const place = (file: string, cwd: string): string | undefined =>
    formatDiagnostics([at(2, 5, file)], { color: false, cwd }).split(' ')[0];
  assert.is(place('/p/a.yaml', '/p'), 'a.yaml:2:5');
  assert.is(place('/p/a.yaml', '/p/q'), '../a.yaml:2:5');
  assert.is(place('/elsewhere/far/a.yaml', '/p/q/r/s'), '/elsewhere/far/a.yaml:2:5');
  assert.is(
    formatDiagnostics([at(1, 1, 'command line')], { color: false, cwd: '/p' }).startsWith('command line:'),
    true,
  );
});

test('colour adds escapes and no text', () => {
  const colored = formatDiagnostics([at(1, 1)], { color: true, cwd: '/p' });
  assert.ok(colored.includes('\u001b['));
  const plain = formatDiagnostics([at(1, 1)], { color: false, cwd: '/p' });
  assert.not(plain.includes('\u001b['));
  assert.is(colored.replace(/\u001b\[\d+m/g, ''), plain);
});

test('hostile names cannot write to the terminal', () => {
  const source = { file: '/p/a.yaml', text: 'x' };
  const { message } = diagnose(
    'unknownKey',
    { source, start: 0, end: 1 },
    { message: 'key "\u001b[2J"', fix: 'Remove it.' },
  );
  assert.is(message, 'key "·[2J"');
});

test('the error says everything, for those who only print its message', () => {
  const error = new ConfigError([at(2, 5), at(3, 1)]);
  assert.match(error.message, 'unknown key "serach"');
  assert.match(error.message, '2 mistakes, nothing was run.');
  assert.match(error.hint, 'maspo validate');
});

test('no code is used for two kinds of mistakes', () => {
  const codes = Object.values(CODES);
  assert.is(new Set(codes).size, codes.length);
});

test.run();
