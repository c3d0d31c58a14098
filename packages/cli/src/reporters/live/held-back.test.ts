import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { holdBack } from './held-back.ts';

const test = suite('held back output');

test('what others write waits for the end, in its order, and writing is as before', () => {
  let shown = '';
  const output = () => ({
    write: (text: string | Uint8Array): boolean => {
      shown += String(text);
      return true;
    },
  });
  const [out, err] = [output(), output()];
  const { write } = out;
  const letGo = holdBack([out, err]);
  let done = 0;
  out.write('one ');
  err.write('two ');
  (out.write as NodeJS.WriteStream['write'])('three ', () => done++);
  assert.equal([shown, done], ['', 1]);
  letGo();
  assert.is(shown, 'one two three ');
  assert.is(out.write, write);
  letGo();
  assert.is(shown, 'one two three ');
});

test.run();
