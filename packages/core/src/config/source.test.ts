import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { baseFolder, frameOf, lineSpan, positionOf, readSource, type Source } from './source.ts';

const source = (text: string): Source => ({ file: '/p/x.yaml', text });
const spanOf = (text: string, piece: string) => {
  const start = text.indexOf(piece);
  return { source: source(text), start, end: start + piece.length };
};

test('positions are 1-based and count UTF-16 units, whatever ends the lines', () => {
  assert.equal(positionOf(spanOf('a\nbc', 'c')), { line: 2, column: 2 });
  assert.equal(positionOf(spanOf('é\r\n\r\n😀c', 'c')), { line: 3, column: 3 });
  assert.equal(positionOf(spanOf('abc', 'a')), { line: 1, column: 1 });
});

test('a frame shows the line between its neighbours, with carets below the place', () => {
  assert.is(
    frameOf(spanOf('one: 1\ntwo: 2\nthree: 3\nfour: 4\n', '2')),
    ['  1 | one: 1', '> 2 | two: 2', '    |      ^', '  3 | three: 3'].join('\n'),
  );
});

test('the first and the last line have one neighbour, and line numbers are aligned', () => {
  assert.is(frameOf(spanOf('one\ntwo\n', 'one')), ['> 1 | one', '    | ^^^', '  2 | two'].join('\n'));
  const ten = Array.from({ length: 10 }, (_, index) => `l${index + 1}`).join('\n');
  assert.is(frameOf(spanOf(ten, 'l9')), ['   8 | l8', '>  9 | l9', '     | ^^', '  10 | l10'].join('\n'));
});

test('a long line is cut so that the place can be seen', () => {
  const frame = frameOf(spanOf(`${'x'.repeat(500)}HERE${'y'.repeat(500)}`, 'HERE'));
  const [line = '', carets = ''] = frame.split('\n');
  assert.ok(line.length < 120);
  assert.is(carets.indexOf('^'), line.indexOf('HERE'));
});

test('carets stay on the line when the place covers several', () => {
  assert.is(frameOf(spanOf('a: [1,\n  2]\n', '[1,\n  2]')), ['> 1 | a: [1,', '    |    ^^^', '  2 |   2]'].join('\n'));
});

test('control characters of hostile text are not written to a terminal', () => {
  assert.is(frameOf(spanOf('\u001b[31mred\u0007\tx', 'red')), '> 1 | ·[31mred· x\n    |      ^^^');
});

test('a line is found without its indentation, and lines beyond the end are the last', () => {
  assert.equal(positionOf(lineSpan(source('a\n  b\n'), 2)), { line: 2, column: 3 });
  assert.equal(positionOf(lineSpan(source('a\nb'), 9)), { line: 2, column: 1 });
});

test('relative paths start at the folder of their file, for .config at the one above', () => {
  assert.is(baseFolder('/project/maspo.config.yaml'), '/project');
  assert.is(baseFolder('/project/.config/maspo.config.yaml'), '/project');
});

test('a file that cannot be read says why; a byte that is no UTF-8 is found behind real replacement characters', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'maspo-source-'));
  const at = (name: string): string => join(folder, name);
  symlinkSync(at('loop'), at('loop'));
  assert.equal(await readSource(at('none')), { kind: 'missing' });
  assert.equal(await readSource(folder), { kind: 'closed', why: 'is a folder' });
  assert.equal(await readSource(at('loop')), { kind: 'closed', why: 'is a symbolic link to itself' });
  writeFileSync(at('latin'), Buffer.concat([Buffer.from('é \ufffd\n'), Buffer.from('für', 'latin1')]));
  const read = await readSource(at('latin'));
  assert.is('at' in read && positionOf(read.at).line, 2);
  assert.is('at' in read && positionOf(read.at).column, 2);
  writeFileSync(at('mac'), '\ufeffa\rb\r\nc');
  const mac = await readSource(at('mac'));
  assert.is('text' in mac && mac.text, 'a\nb\r\nc');
  rmSync(folder, { recursive: true });
});

test.run();
