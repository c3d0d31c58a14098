import { definePlugin } from '@maspo/core';

export default definePlugin({
  name: 'polite',
  mutate: {
    polite: {
      description: 'Adds a courtesy line to the task.',
      options: {
        type: 'object',
        properties: { line: { type: 'string', default: 'Please be brief.', description: 'What to add.' } },
      },
      run: ({ parent, options }) => [parent.append('task', options.line)],
    },
  },
});
