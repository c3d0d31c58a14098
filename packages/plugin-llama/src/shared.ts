/** Work that several callers wait for. */
export interface Shared<T> {
  /**
   * The value of a key, made once. Each caller stops waiting by its own signal; the work itself is aborted when
   * nobody waits any more. A failure is forgotten, so that the next call tries again.
   */
  get(key: string, signal: AbortSignal, make: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

interface Entry<T> {
  readonly value: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

export function createShared<T>(): Shared<T> {
  const entries = new Map<string, Entry<T>>();

  const start = (key: string, make: (signal: AbortSignal) => Promise<T>): Entry<T> => {
    const controller = new AbortController();
    const entry = { value: make(controller.signal), controller, waiting: 0 };
    entries.set(key, entry);
    entry.value.catch(() => {
      if (entries.get(key) === entry) entries.delete(key);
    });
    return entry;
  };

  return {
    get: async (key, signal, make) => {
      signal.throwIfAborted();
      const entry = entries.get(key) ?? start(key, make);
      entry.waiting += 1;
      try {
        return await untilAborted(entry.value, signal);
      } catch (thrown) {
        if (entry.waiting === 1 && entries.get(key) === entry) {
          entries.delete(key);
          entry.controller.abort(thrown);
        }
        throw thrown;
      } finally {
        entry.waiting -= 1;
      }
    },
  };
}

/** The value, or the signal's reason if that comes first. */
export async function untilAborted<T>(value: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([value, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
