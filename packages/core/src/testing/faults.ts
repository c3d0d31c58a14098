import type { ServerResponse } from 'node:http';
import type { FailureKind } from '../errors.ts';

/** A reply as a server writes it; status 200 and JSON unless it says otherwise. */
export interface FaultReply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A fault of a server, and what the provider must make of it. */
export interface Fault {
  /** e.g. `a rate limit`. */
  readonly name: string;
  readonly serve: FaultReply | ((response: ServerResponse) => void);
  readonly kind: FailureKind;
  /** What the error says that happened. */
  readonly message?: RegExp;
  /** What the error says to do. */
  readonly hint?: RegExp;
  /** Seconds to wait that the error passes on: from … to; null = none. */
  readonly pause?: readonly [number, number] | null;
  /** Whether the error asks for fewer calls at once. */
  readonly throttled?: boolean;
}

/** What faults that every server may have are about: a provider says for each what to do. */
export type FaultTopic =
  | 'key'
  | 'forbidden'
  | 'path'
  | 'request'
  | 'limit'
  | 'server'
  | 'page'
  | 'broken'
  | 'shape'
  | 'connection';

/** How the provider's protocol writes replies and refusals. */
export interface FaultProtocol {
  /** A whole reply to a call, whose text may be empty. */
  answer(text: string, finish: 'stop' | 'length'): FaultReply;
  /** The body of a refusal. */
  refusal(message: string): string;
}

export function send(response: ServerResponse, { status = 200, headers = {}, body }: FaultReply): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}

const PAGE = { headers: { 'content-type': 'text/html' }, body: '<!doctype html>\n<html><h1>Hello</h1></html>\n' };

/** The faults that any HTTP server, or what stands before it, may have. */
export function commonFaults(protocol: FaultProtocol, hints: Partial<Record<FaultTopic, RegExp>>): readonly Fault[] {
  return [...refusals(protocol), ...brokenReplies(protocol)].map(({ about, ...fault }) => {
    const hint = hints[about];
    return hint === undefined ? fault : { ...fault, hint };
  });
}

type Common = Fault & { readonly about: FaultTopic };

function refusals(protocol: FaultProtocol): readonly Common[] {
  const refuse = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): FaultReply => ({
    status,
    headers,
    body: protocol.refusal(message),
  });
  const limit = (headers: Readonly<Record<string, string>>) => refuse(429, 'slow down', headers);
  const inOneMinute = new Date(Date.now() + 60_000).toUTCString();
  return [
    {
      name: 'a rate limit that names a pause in seconds (429)',
      about: 'limit',
      serve: limit({ 'retry-after': '7' }),
      kind: 'transient',
      pause: [7, 7],
      throttled: true,
    },
    {
      name: 'a rate limit that names a date (429)',
      about: 'limit',
      serve: limit({ 'retry-after': inOneMinute }),
      kind: 'transient',
      pause: [20, 60],
      throttled: true,
    },
    {
      name: 'a rate limit that names no pause (429)',
      about: 'limit',
      serve: limit({}),
      kind: 'transient',
      pause: null,
      throttled: true,
    },
    { name: 'a server fault (500)', about: 'server', serve: refuse(500, 'something broke'), kind: 'transient' },
    { name: 'a server that is away (503)', about: 'server', serve: refuse(503, 'back soon'), kind: 'transient' },
    { name: 'an expired key (401)', about: 'key', serve: refuse(401, 'expired'), kind: 'permanent' },
    { name: 'a forbidden request (403)', about: 'forbidden', serve: refuse(403, 'forbidden'), kind: 'permanent' },
    { name: 'a wrong path (404)', about: 'path', serve: refuse(404, 'no such path'), kind: 'permanent' },
    { name: 'a bad request (400)', about: 'request', serve: refuse(400, 'unknown field'), kind: 'permanent' },
  ];
}

function brokenReplies(protocol: FaultProtocol): readonly Common[] {
  const { headers, body } = protocol.answer('Yes, of course.', 'stop');
  const json = (text: string): FaultReply => ({ ...(headers === undefined ? {} : { headers }), body: text });
  const half = body.slice(0, Math.floor(body.length / 2));
  const gatewayPage = { ...PAGE, status: 502 };
  const reset = (response: ServerResponse): void => void response.socket?.resetAndDestroy();
  return [
    {
      name: 'a web page with status 502',
      about: 'server',
      serve: gatewayPage,
      kind: 'transient',
      message: /a web page/,
    },
    { name: 'a web page with status 200', about: 'page', serve: PAGE, kind: 'transient' },
    { name: 'half a reply', about: 'broken', serve: json(half), kind: 'transient' },
    { name: 'a reply that is no JSON', about: 'broken', serve: json('{"a" = 1}'), kind: 'transient' },
    { name: 'JSON of another shape', about: 'shape', serve: json('{"hello": 1}\n'), kind: 'transient' },
    { name: 'a reply that is null', about: 'shape', serve: json('null\n'), kind: 'transient' },
    { name: 'an empty body', about: 'broken', serve: json(''), kind: 'transient' },
    { name: 'a connection that is reset before the reply', about: 'connection', serve: reset, kind: 'transient' },
    {
      name: 'a connection that is reset in the middle of the reply',
      about: 'connection',
      serve: (response) => {
        response.writeHead(200, { 'content-type': 'application/json', ...headers });
        response.write(half, () => reset(response));
      },
      kind: 'transient',
    },
  ];
}
