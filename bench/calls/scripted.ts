import { createHash } from 'node:crypto';
import { definePlugin } from '@maspo/core';

/** Agents, judge and writer whose words depend on all of a request: no two replies are equal but by an equal request. */
export default definePlugin({
  name: 'scripted',
  forward: {
    scripted: {
      description: 'Replies that all differ.',
      run: async ({ model, messages, sampling }) => {
        const digest = createHash('sha256')
          .update(JSON.stringify([messages, sampling.seed ?? 0]))
          .digest('hex');
        return { text: textOf(model, digest), finish: 'stop', usage: null };
      },
    },
  },
});

function textOf(model: string, digest: string): string {
  switch (model) {
    case 'judge':
      return Number.parseInt(digest[0] ?? '0', 16) % 2 === 0 ? 'A' : 'B';
    case 'writer':
      return `<prompt>\n## task\nDo ${digest.slice(0, 12)}.\n</prompt>`;
    default:
      return digest;
  }
}
