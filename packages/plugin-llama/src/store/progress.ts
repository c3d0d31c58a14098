/** How far a download is. */
export interface Progress {
  /** Name of the model. */
  readonly name: string;
  /** Where it comes from, for people. */
  readonly source: string;
  /** Bytes that are here. */
  readonly done: number;
  /** Bytes of the whole; null where the source does not say. */
  readonly total: number | null;
  /** Bytes per second since this download began. */
  readonly rate: number;
}

export type OnProgress = (progress: Progress) => void;

/** Adds the rate to byte counts. What was there from an earlier attempt does not count as fast. */
export function createMeter(
  name: string,
  source: string,
  onProgress: OnProgress,
  now: () => number = () => performance.now(),
): (done: number, total: number | null) => void {
  const began = now();
  let before: number | undefined;
  return (done, total) => {
    before = before === undefined || done < before ? done : before;
    const seconds = (now() - began) / 1000;
    onProgress({ name, source, done, total, rate: seconds > 0 ? (done - before) / seconds : 0 });
  };
}

/** Where progress is shown. */
export interface Terminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Shows a bar that moves on a terminal, and a line every 10 % elsewhere. */
export const showProgress = (out: Terminal): OnProgress => (out.isTTY ? bar(out) : lines(out));

const BAR_EVERY_MS = 100;

function bar(out: Terminal): OnProgress {
  let shown = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const { done, total } = progress;
    const whole = done === total;
    if (!whole && performance.now() - shown < BAR_EVERY_MS) return;
    shown = performance.now();
    const filled = total ? Math.round((done / total) * 20) : 0;
    const text = `${progress.name} ${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${amounts(progress)}`;
    out.write(`\r\x1b[2K${text.slice(0, (out.columns ?? 80) - 1)}${whole ? '\n' : ''}`);
  };
}

function lines(out: Terminal): OnProgress {
  let shown = -1;
  let source = '';
  return (progress) => {
    const tenth = progress.total ? Math.floor((progress.done / progress.total) * 10) : 0;
    if (progress.source === source && tenth === shown) return;
    shown = tenth;
    source = progress.source;
    out.write(`${progress.name} ${amounts(progress)}, ${source}\n`);
  };
}

function amounts({ done, total, rate }: Progress): string {
  const share = total ? `${Math.floor((done / total) * 100)} % ` : '';
  const speed = rate > 0 ? `, ${megabytes(rate)} MB/s` : '';
  return `${share}${megabytes(done)}${total ? ` of ${megabytes(total)}` : ''} MB${speed}`;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
