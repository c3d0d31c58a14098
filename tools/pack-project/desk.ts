import { definePlugin } from '@maspo/core';

/** A model of one trick: it names the right team when it was told to answer with one word. */
const answer = (system: string, message: string): string => {
  if (!system.includes('Answer with one word.')) return 'I think that billing or bug could be right.';
  return message.includes('invoice') ? 'billing' : 'bug';
};

export default definePlugin({
  name: 'desk',
  forward: {
    desk: {
      description: 'A scripted model.',
      run: async ({ messages }) => {
        const [system, message] = ['system', 'user'].map(
          (role) => messages.find((entry) => entry.role === role)?.content,
        );
        return { text: answer(system ?? '', message ?? ''), finish: 'stop', usage: null };
      },
    },
  },
});
