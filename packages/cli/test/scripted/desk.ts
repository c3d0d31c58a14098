import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { CallError, definePlugin } from '@maspo/core';

/** The reader passes the message on if it was told to copy it; the router answers in one word if it was told to. */
function answer(system: string, user: string): string {
  if (user.startsWith('Message:')) return system.includes('Copy the message.') ? user.slice(9) : 'A message came in.';
  const team = user.includes('invoice') ? 'billing' : 'bug';
  return system.includes('Answer in one word.') ? team : `It could be ${team}, \u001b[31mor\u0007 bug or billing.`;
}

/** A title, a cleared screen and a text that runs backwards, for terminals that believe it. */
const HOSTILE = process.env.DESK_HOSTILE ? '\u001b]0;owned\u0007\u001b[2J\u202edeneppah gnihton\u009b1m' : '';

let calls = 0;

/** What the environment asks for happens at a call of the model: no clock is needed to be in the middle of a run. */
function disturb(): void {
  calls++;
  if (process.env.DESK_LOG) appendFileSync(process.env.DESK_LOG, 'call\n');
  const { DESK_KILL_AT, DESK_INTERRUPT_AT, DESK_FAIL_AT } = process.env;
  if (calls === Number(DESK_KILL_AT)) process.kill(process.pid, 'SIGKILL');
  if (calls === Number(DESK_INTERRUPT_AT)) process.kill(process.pid, 'SIGINT');
  if (calls === Number(process.env.DESK_SUSPEND_AT))
    throw new CallError('transient', `the desk is closed${HOSTILE}`, 'Come back tomorrow.');
  if (calls === Number(DESK_FAIL_AT)) throw new TypeError('desk fell over with the key hunter2');
}

/** Says that a call is in flight, and answers it when Ctrl-C has come, or never. */
async function hold(): Promise<void> {
  const { DESK_HOLD_AT, DESK_HANG_AT } = process.env;
  if (calls === Number(DESK_HOLD_AT)) {
    process.stderr.write('call in flight\n');
    // The listener alone would not keep the process alive.
    const open = setInterval(() => undefined, 60_000);
    await once(process, 'SIGINT');
    clearInterval(open);
  }
  if (calls === Number(DESK_HANG_AT)) {
    // A socket would keep the process alive like this.
    setInterval(() => undefined, 60_000);
    process.stderr.write('call in flight\n');
    await new Promise(() => undefined);
  }
}

const HINTS = ['Answer in one word.', 'Copy the message.', 'Be kind.', 'Take your time.'].map((hint) => hint + HOSTILE);

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
      run: async ({ messages, log }) => {
        disturb();
        await hold();
        if (HOSTILE !== '') log(`desk ${HOSTILE}`);
        const [system = '', user = ''] = ['system', 'user'].map(
          (role) => messages.find((entry) => entry.role === role)?.content,
        );
        return { text: answer(system, user) + HOSTILE, finish: 'stop', usage: { inputTokens: 20, outputTokens: 4 } };
      },
    },
  },
  mutate: {
    hint: { description: 'Adds a hint.', run: ({ parent, rng }) => [parent.append('task', rng.pick(HINTS))] },
    useless: { description: 'Adds nothing that helps.', run: ({ parent }) => [parent.append('task', 'Be kind.')] },
    stuck: { description: 'Never answers.', run: () => new Promise(() => undefined) },
  },
});
