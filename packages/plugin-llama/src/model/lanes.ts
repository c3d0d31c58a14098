import type { Token } from 'node-llama-cpp';
import type { Lane } from './lane.ts';

/** Hands requests to lanes, one request to a lane at a time. */
export interface Lanes {
  run<T>(prefix: readonly Token[], signal: AbortSignal, work: (lane: Lane) => Promise<T>): Promise<T>;
  /** Refuses the requests that wait, waits for those underway, then frees the lanes. */
  dispose(): Promise<void>;
}

interface Waiting {
  readonly prefix: readonly Token[];
  start(lane: Lane): void;
  refuse(reason: unknown): void;
}

const CLOSED = 'the model was unloaded';

/** A free lane takes the first request whose prefix it holds, otherwise the one that waits longest. */
export function createLanes(lanes: readonly Lane[]): Lanes {
  const idle = new Set(lanes);
  const waiting = new Set<Waiting>();
  const underway = new Set<Promise<unknown>>();
  let closed = false;

  const release = (lane: Lane): void => {
    const queue = [...waiting];
    const next = queue.find(({ prefix }) => lane.holds(prefix)) ?? queue[0];
    if (next === undefined) return void idle.add(lane);
    next.start(lane);
  };

  const acquire = async (prefix: readonly Token[], signal: AbortSignal): Promise<Lane> => {
    signal.throwIfAborted();
    if (closed) throw new Error(CLOSED);
    const free = [...idle];
    const lane = free.find((one) => one.holds(prefix)) ?? free[0];
    if (lane !== undefined) {
      idle.delete(lane);
      return lane;
    }
    return waitIn(waiting, prefix, signal);
  };

  const runOn = async <T>(lane: Promise<Lane>, work: (lane: Lane) => Promise<T>): Promise<T> => {
    const own = await lane;
    try {
      return await work(own);
    } finally {
      release(own);
    }
  };

  return {
    run: (prefix, signal, work) => {
      const done = runOn(acquire(prefix, signal), work);
      underway.add(done);
      return done.finally(() => underway.delete(done));
    },
    dispose: async () => {
      closed = true;
      for (const { refuse } of waiting) refuse(new Error(CLOSED));
      await Promise.allSettled(underway);
      for (const lane of lanes) await lane.dispose();
    },
  };
}

/** A lane as soon as it is this request's turn. */
function waitIn(waiting: Set<Waiting>, prefix: readonly Token[], signal: AbortSignal): Promise<Lane> {
  return new Promise<Lane>((resolve, reject) => {
    const leave = (): void => entry.refuse(signal.reason);
    const settle = (): void => {
      waiting.delete(entry);
      signal.removeEventListener('abort', leave);
    };
    const entry: Waiting = {
      prefix,
      start: (lane) => {
        settle();
        resolve(lane);
      },
      refuse: (reason) => {
        settle();
        reject(reason);
      },
    };
    waiting.add(entry);
    signal.addEventListener('abort', leave);
  });
}
