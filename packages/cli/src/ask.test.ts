import { PassThrough } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { confirmed } from './ask.ts';

const test = suite('questions on a terminal');

function answeredWith(text: string): Promise<boolean> {
  const input = new PassThrough();
  input.end(text);
  return confirmed('Write?', { input, output: new PassThrough() });
}

test('y and yes are a yes', async () => {
  for (const answer of ['y\n', 'YES\n', ' Yes \n']) assert.is(await answeredWith(answer), true, answer);
});

test('all else is a no: an empty line, other words, the end of the input', async () => {
  for (const answer of ['\n', 'n\n', 'yet\n', '']) assert.is(await answeredWith(answer), false, answer);
});

test.run();
