/** One request of a task, waiting for the others. */
interface Parked<Request, Result> {
  readonly task: number;
  readonly order: number;
  readonly request: Request;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Runs tasks side by side and gathers what they ask into steps: once every unfinished task waits for an answer, all the
 * requests go out together, in task order. So the calls of a step are known before it starts, budgets can be decided
 * exactly, and neither latency nor concurrency changes what a step holds (law 2).
 */
export async function inLockstep<Request, Result, Value>(
  tasks: readonly ((ask: (request: Request) => Promise<Result>) => Promise<Value>)[],
  step: (requests: readonly Request[]) => Promise<readonly Result[]>,
): Promise<Value[]> {
  const unfinished = new Set(tasks.keys());
  let parked: Parked<Request, Result>[] = [];
  let order = 0;
  let failure: { readonly error: unknown } | null = null;

  const flush = async (): Promise<void> => {
    const waiting = new Set(parked.map(({ task }) => task));
    if (parked.length === 0 || [...unfinished].some((task) => !waiting.has(task))) return;
    const batch = parked.sort((a, b) => a.task - b.task || a.order - b.order);
    parked = [];
    try {
      const results = await step(batch.map(({ request }) => request));
      batch.forEach((entry, index) => {
        entry.resolve(results[index] as Result);
      });
    } catch (error) {
      failure ??= { error };
      for (const entry of batch) entry.reject(error);
    }
  };
  // A macrotask later, all that a task asks at once is parked.
  let scheduled = false;
  const flushLater = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      void flush();
    });
  };

  const settled = await Promise.allSettled(
    tasks.map(async (task, index) => {
      const ask = (request: Request): Promise<Result> =>
        new Promise((resolve, reject) => {
          // A step has failed: the run ends, whatever a task makes of it.
          if (failure !== null) return reject(failure.error);
          parked.push({ task: index, order: order++, request, resolve, reject });
          flushLater();
        });
      try {
        return await task(ask);
      } finally {
        unfinished.delete(index);
        flushLater();
      }
    }),
  );
  // What the step threw (a budget stop, an interruption) is the reason, not how a task passed it on.
  if (failure !== null) throw (failure as { readonly error: unknown }).error;
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
