import { isSecure } from './reference.ts';

/** The server's answer is final. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number, text: string) {
    super(text);
    this.status = status;
  }
}

const MOST_REDIRECTS = 5;

/**
 * A GET that follows redirects, but never to an address without encryption, and without the authorization to another
 * server: model hosts redirect to their storage.
 * @throws Refused, or what fetch throws.
 */
export async function fetchSecurely(
  address: string,
  { authorization, ...headers }: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Response> {
  const { origin } = new URL(address);
  let url = new URL(address);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const own = authorization !== undefined && url.origin === origin ? { ...headers, authorization } : headers;
    const response = await fetch(url, { headers: own, signal, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null) return response;
    await response.body?.cancel();
    url = new URL(location, url);
    if (!isSecure(url)) throw new Refused(response.status, `it redirects to ${url.host} without encryption`);
  }
  throw new Refused(310, `it redirects more than ${MOST_REDIRECTS} times`);
}
