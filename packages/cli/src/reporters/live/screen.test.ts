import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createScreen } from './screen.ts';

const test = suite('screen');

const written: string[] = [];
const screen = createScreen({ write: (text) => written.push(text) });
const writes = (act: () => void): string[] => {
  written.length = 0;
  act();
  return [...written];
};

test('the terminal gets a screen of its own without a cursor, in one write', () => {
  const [first = '', ...more] = writes(() => screen.show(['one', 'two']));
  assert.equal(more, []);
  assert.ok(first.startsWith('\u001b[?1049h\u001b[?25l'), 'another screen, no cursor');
  assert.ok(first.endsWith('\u001b[1;1H\u001b[Kone\u001b[2;1H\u001b[Ktwo'));
});

test('only lines that have changed are written, and nothing where none has', () => {
  assert.equal(
    writes(() => screen.show(['one', 'two'])),
    [],
  );
  assert.equal(
    writes(() => screen.show(['one', '2', 'three'])),
    ['\u001b[2;1H\u001b[K2\u001b[3;1H\u001b[Kthree'],
  );
  assert.equal(
    writes(() => screen.show(['one'])),
    ['\u001b[2;1H\u001b[K\u001b[3;1H\u001b[K'],
  );
});

test('after something else wrote over it all is drawn anew', () => {
  screen.blur();
  assert.equal(
    writes(() => screen.show(['one'])),
    ['\u001b[H\u001b[2J\u001b[1;1H\u001b[Kone'],
  );
});

test('it is left once, with the cursor', () => {
  assert.equal(
    writes(() => screen.leave()),
    ['\u001b[?7h\u001b[?25h\u001b[?1049l'],
  );
  assert.equal(
    writes(() => screen.leave()),
    [],
  );
});

test.run();
