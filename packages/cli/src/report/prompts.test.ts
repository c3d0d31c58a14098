import { createPrompt } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { painter } from '../terminal.ts';
import { promptLines } from './prompts.ts';

const test = suite('prompts in the report');

const agent = (seed: object, prompt: object) => ({
  router: {
    changed: true,
    seed: createPrompt(seed).sections,
    prompt: createPrompt(prompt).sections,
    lineage: [
      { candidate: 'a' as never, operator: null, by: null, parents: [] },
      { candidate: 'b' as never, operator: 'rewrite', by: 'mutators', parents: [] },
    ],
  },
});

test('only sections that changed are shown, old above new, within the width', () => {
  const lines = promptLines(
    agent(
      { role: 'Same.', task: 'Name it.' },
      { role: 'Same.', task: `Name it now. ${'Very long. '.repeat(12)}`, format: 'One\nword.' },
    ),
    painter(false),
    60,
  );
  assert.is(lines[0], 'router  by rewrite');
  assert.is(lines[1], '  task');
  assert.is(lines[2], '    - Name it.');
  assert.match(lines[3] ?? '', /^ {4}\+ Name it now\. Very long\./);
  assert.equal(lines.slice(-3), ['  format', '    + One', '      word.']);
  assert.ok(lines.every((line) => line.length <= 60));
});

test('a prompt cannot colour the terminal, and a word longer than the line is cut', () => {
  const lines = promptLines(agent({ task: 'x' }, { task: `\u001b[31m${'y'.repeat(200)}` }), painter(false), 40);
  assert.not.match(lines.join('\n'), '\u001b');
  assert.ok(lines.every((line) => line.length <= 40));
  assert.is(lines.join('').split('y').length - 1, 200 + 1);
});

test.run();
