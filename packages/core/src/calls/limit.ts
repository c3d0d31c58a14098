/** Runs tasks with at most `size` at a time, first come, first served. */
export type Limit = <T>(task: () => Promise<T>) => Promise<T>;

export function createLimit(size: number): Limit {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= size) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      // The place is handed on, not freed, so that no newcomer can overtake the queue.
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
