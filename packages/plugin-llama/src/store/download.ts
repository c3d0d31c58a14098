import { open, readFile, writeFile } from 'node:fs/promises';
import { fetchSecurely, Refused } from './follow.ts';
import { noteOfPart, removePart, sizeOf } from './part.ts';

export interface Download {
  readonly url: string;
  /** Where the bytes go. What is there from an earlier attempt is continued where the server allows it. */
  readonly part: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds until the server must have answered. */
  readonly answerWithin: number;
  /** Milliseconds without a byte after which the connection counts as cut. */
  readonly stalledAfter: number;
  readonly signal: AbortSignal;
  onBytes(done: number, total: number | null): void;
}

/** The connection ended before the file did: worth another attempt. */
class Cut extends Error {}

const FRUITLESS_ATTEMPTS = 3;

/**
 * Downloads a file into its part, continuing after cuts as long as each attempt brings something.
 * @throws Refused, or what fetch and the file system throw. The part stays, except after a wrong range.
 */
export async function download(request: Download): Promise<void> {
  for (let fruitless = 0; ; ) {
    const before = await sizeOf(request.part);
    try {
      return await attempt(request, before);
    } catch (thrown) {
      request.signal.throwIfAborted();
      if (!(thrown instanceof Cut)) throw thrown;
      fruitless = (await sizeOf(request.part)) > before ? 0 : fruitless + 1;
      if (fruitless >= FRUITLESS_ATTEMPTS) throw thrown;
    }
  }
}

async function attempt(request: Download, size: number): Promise<void> {
  const validator = size > 0 ? await validatorOf(request) : undefined;
  const from = validator === undefined ? 0 : size;
  const watch = createWatch(request.signal);
  try {
    watch.expect(request.answerWithin, new Error(`no answer within ${request.answerWithin / 1000} s`));
    const headers = { ...request.headers, 'accept-encoding': 'identity', ...rangeHeaders(from, validator) };
    const response = await fetchSecurely(request.url, headers, watch.signal);
    await receive(request, response, from, () => watch.expect(request.stalledAfter, new Cut('the connection stalled')));
  } finally {
    watch.stop();
  }
}

const rangeHeaders = (from: number, validator: string | undefined): Record<string, string> =>
  validator === undefined ? {} : { range: `bytes=${from}-`, 'if-range': validator };

async function receive(request: Download, response: Response, from: number, onChunk: () => void): Promise<void> {
  if (response.status === 416) {
    // A part that is whole already: the process was ended just before it could be used.
    if (response.headers.get('content-range') === `bytes */${from}`) return;
    await removePart(request.part);
    throw new Cut('the server has fewer bytes than were already here');
  }
  if (!response.ok || response.body === null)
    throw new Refused(response.status, `the server answered ${response.status}`);
  const start = response.status === 206 ? from : 0;
  if (response.status === 206 && !continues(response, from)) {
    await removePart(request.part);
    throw new Cut('the server sent another range than asked for');
  }
  if (start === 0) await note(request, response);
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const total = Number.isNaN(length) ? null : start + length;
  await write(request, response.body, { start, total, onChunk });
  if (total !== null && (await sizeOf(request.part)) < total) throw new Cut('the connection was cut');
}

const continues = (response: Response, from: number): boolean =>
  response.headers.get('content-range')?.startsWith(`bytes ${from}-`) ?? false;

interface Place {
  readonly start: number;
  readonly total: number | null;
  onChunk(): void;
}

async function write(request: Download, body: AsyncIterable<Uint8Array>, place: Place): Promise<void> {
  let done = place.start;
  const file = await open(request.part, done === 0 ? 'w' : 'a');
  try {
    request.onBytes(done, place.total);
    for await (const chunk of uncut(body)) {
      place.onChunk();
      await file.appendFile(chunk);
      done += chunk.length;
      request.onBytes(done, place.total);
    }
  } finally {
    await file.close();
  }
}

/** The chunks; what goes wrong with them is a Cut, so that an error of the disk stays itself. */
async function* uncut(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (thrown) {
    throw thrown instanceof Cut ? thrown : new Cut('the connection was cut', { cause: thrown });
  }
}

/** A deadline that moves: `expect` sets the next one, with what its passing means. */
function createWatch(signal: AbortSignal) {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: AbortSignal.any([signal, controller.signal]),
    expect: (milliseconds: number, reason: Error): void => {
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(reason), milliseconds);
    },
    stop: (): void => clearTimeout(timer),
  };
}

/** Only a strong validator proves that two halves are of one file. */
async function note({ part, url }: Download, { headers }: Response): Promise<void> {
  const etag = headers.get('etag');
  const validator = etag !== null && !etag.startsWith('W/') ? etag : headers.get('last-modified');
  await writeFile(noteOfPart(part), JSON.stringify({ url, validator }));
}

async function validatorOf({ part, url }: Download): Promise<string | undefined> {
  try {
    const noted = JSON.parse(await readFile(noteOfPart(part), 'utf8')) as { url?: unknown; validator?: unknown };
    return noted.url === url && typeof noted.validator === 'string' ? noted.validator : undefined;
  } catch {
    return undefined;
  }
}
