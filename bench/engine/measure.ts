/** What some work took. CPU time is of the whole process, so it says more than the clock where others share the machine. */
export interface Took {
  readonly calls: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** What a measurement found besides the time. */
export interface Findings {
  /** What is broken; empty if all is well. */
  readonly problems: readonly string[];
  /** Requests that the provider had seen before. */
  readonly duplicates: number;
}

/** Times work that makes `calls` calls. */
export async function measure(calls: number, work: () => Promise<unknown>): Promise<Took> {
  const before = process.cpuUsage();
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { calls, seconds, cpuSeconds: (user + system) / 1e6 };
}

export const perSecond = ({ calls, seconds }: Took): number => calls / seconds;
export const perCpuSecond = ({ calls, cpuSeconds }: Took): number => calls / cpuSeconds;

const INTEGER = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
export const integer = (value: number): string => INTEGER.format(value);
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
