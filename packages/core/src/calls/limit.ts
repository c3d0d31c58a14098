/** Places for tasks that run at once; first come, first served. */
export interface Slots {
  /** Resolves when there is a place. Whoever entered must leave. */
  enter(): Promise<void>;
  leave(): void;
  /** More or fewer places from now on; whoever is in stays in. */
  resize(size: number): void;
}

export function createSlots(size: number): Slots {
  const waiting: (() => void)[] = [];
  let places = size;
  let taken = 0;
  const admit = (): void => {
    while (taken < places) {
      const next = waiting.shift();
      if (next === undefined) return;
      taken++;
      next();
    }
  };
  return {
    enter: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        admit();
      }),
    leave: () => {
      taken--;
      admit();
    },
    resize: (next) => {
      places = next;
      admit();
    },
  };
}

/** Runs tasks with at most `size` at a time. */
export type Limit = <T>(task: () => Promise<T>) => Promise<T>;

export function createLimit(size: number): Limit {
  const slots = createSlots(size);
  return async (task) => {
    await slots.enter();
    try {
      return await task();
    } finally {
      slots.leave();
    }
  };
}
