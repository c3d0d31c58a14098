import { join } from 'node:path';
import { execa } from 'execa';
import type { PeerWorld, Texts } from './world.ts';

/** What a peer is given to do. */
export interface Task {
  /** The components: prompt files by agent. */
  readonly prompts: Texts;
  /** Ids of items. */
  readonly train: readonly string[];
  readonly validation: readonly string[];
  readonly seed: number;
  readonly calls: number;
  readonly merge: boolean;
}

/** What a peer writes on its standard output, one a line. */
type Said =
  | { readonly say: 'run'; readonly prompts: Texts; readonly items: readonly string[] }
  | { readonly say: 'write'; readonly request: string }
  | { readonly say: 'done'; readonly prompts: Texts; readonly version: string };

/** What a peer ended with, and which version of it that was. */
export type Done = Extract<Said, { readonly say: 'done' }>;

/** Starts the Python program, gives it the task, and answers what it asks, a line of JSON each, until it is done. */
export async function servePeer(python: string, task: Task, world: PeerWorld): Promise<Done> {
  const child = execa(python, [join(import.meta.dirname, 'gepa_peer.py')], {
    stdin: 'pipe',
    stderr: 'inherit',
    buffer: false,
    // GEPA merges over Python sets, whose order would differ from process to process.
    env: { PYTHONHASHSEED: '0' },
  });
  const tell = (value: object): unknown => child.stdin.write(`${JSON.stringify(value)}\n`);
  tell(task);
  let done: Done | null = null;
  for await (const line of child) {
    const said = JSON.parse(line) as Said;
    if (said.say === 'done') done = said;
    else tell(await replyTo(said, world));
  }
  await child;
  if (done === null) throw new Error('the peer ended without a result');
  return done;
}

async function replyTo(said: Exclude<Said, Done>, world: PeerWorld): Promise<object> {
  const reply = said.say === 'run' ? await world.run(said.prompts, said.items) : await world.write(said.request);
  return reply === null ? { spent: true } : { reply };
}
