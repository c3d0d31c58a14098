import { definePlugin } from '@maspo/core';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withOptions } from './lib/options-table.ts';

const test = suite('options table');

const plugin = definePlugin({
  name: 'sample',
  mutate: {
    swap: {
      description: 'Swaps phrases.',
      options: {
        type: 'object',
        required: ['model'],
        properties: {
          model: { type: 'string', maspoRef: 'model', description: 'Who rewrites.' },
          share: { type: 'number', exclusiveMinimum: 0, maximum: 1, default: 0.5, description: 'How much | of it.' },
          how: { enum: ['first', 'last'], default: 'first', description: 'Which one.' },
          words: { type: 'array', items: { type: 'string' }, description: 'Which words.' },
        },
      },
      run: () => [],
    },
  },
  init: { plain: { description: 'Takes the seed.', run: () => [] } },
});

const EXPECTED = `# Title

<!-- options -->

### \`plain\` (init)

Takes the seed.

No options.

### \`swap\` (mutate)

Swaps phrases.

| option | type | default | description |
|---|---|---|---|
| \`model\` | name of a model | required | Who rewrites. |
| \`share\` | number, > 0, ≤ 1 | \`0.5\` | How much \\| of it. |
| \`how\` | \`first\` \\| \`last\` | \`"first"\` | Which one. |
| \`words\` | list of strings |  | Which words. |

<!-- /options -->

The end.
`;

test('every operator has its table, in the order of the phases, and the text around stays', () => {
  const readme = '# Title\n\n<!-- options -->\nold\n<!-- /options -->\n\nThe end.\n';
  assert.is(withOptions(readme, plugin), EXPECTED);
});

test('writing twice changes nothing', () => {
  assert.is(withOptions(EXPECTED, plugin), EXPECTED);
});

test('a README without a place for options is told apart', () => {
  assert.is(withOptions('# Title\n<!-- options -->\n', plugin), null);
});

test.run();
