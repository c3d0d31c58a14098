import { CallError, definePlugin } from '@maspo/core';

/** The reader passes the message on if it was told to copy it; the router answers in one word if it was told to. */
function answer(system: string, user: string): string {
  if (user.startsWith('Message:')) return system.includes('Copy the message.') ? user.slice(9) : 'A message came in.';
  const team = user.includes('invoice') ? 'billing' : 'bug';
  return system.includes('Answer in one word.') ? team : `It could be ${team}, \u001b[31mor\u0007 bug or billing.`;
}

let calls = 0;

/** What the environment asks for happens at a call of the model: no clock is needed to be in the middle of a run. */
function disturb(): void {
  calls++;
  const { DESK_KILL_AT, DESK_INTERRUPT_AT, DESK_FAIL_AT } = process.env;
  if (calls === Number(DESK_KILL_AT)) process.kill(process.pid, 'SIGKILL');
  if (calls === Number(DESK_INTERRUPT_AT)) process.kill(process.pid, 'SIGINT');
  if (calls === Number(process.env.DESK_SUSPEND_AT))
    throw new CallError('transient', 'the desk is closed', 'Come back tomorrow.');
  if (calls === Number(DESK_FAIL_AT)) throw new TypeError('desk fell over with the key hunter2');
}

const HINTS = ['Answer in one word.', 'Copy the message.', 'Be kind.', 'Take your time.'];

export default definePlugin({
  name: 'desk',
  forward: {
    desk: {
      description: 'A scripted model.',
      options: {
        type: 'object',
        properties: { apiKey: { type: 'string', default: '', description: 'Not used.' } },
      },
      identify: async () => {
        if (process.env.DESK_DOWN) throw new CallError('permanent', 'there is no desk', 'Put one there.');
        return 'desk 1';
      },
      run: async ({ messages }) => {
        disturb();
        const [system = '', user = ''] = ['system', 'user'].map(
          (role) => messages.find((entry) => entry.role === role)?.content,
        );
        return { text: answer(system, user), finish: 'stop', usage: { inputTokens: 20, outputTokens: 4 } };
      },
    },
  },
  mutate: {
    hint: { description: 'Adds a hint.', run: ({ parent, rng }) => [parent.append('task', rng.pick(HINTS))] },
    useless: { description: 'Adds nothing that helps.', run: ({ parent }) => [parent.append('task', 'Be kind.')] },
    stuck: { description: 'Never answers.', run: () => new Promise(() => undefined) },
  },
});
