/**
 * The address of a server as people write it (nothing, a host, a port alone, an IPv6 address without brackets, a whole
 * address) as `http://host:port`, without a slash at its end.
 * @param port Of a server that is named without one and without `http://`.
 * @throws TypeError if it is no address.
 */
export function serverAddress(written: string, port: number): string {
  const given = spelledOut(written.trim(), port);
  const url = new URL(given.includes('://') ? given : `http://${given}`);
  // Where a server listens (all addresses) is not where it is reached.
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  if (url.hostname === '[::]') url.hostname = '[::1]';
  // Not `url.port`: it is empty for :80 as well.
  if (!given.includes('://') && !/:\d+(\/|$)/.test(given)) url.port = String(port);
  return url.href.replace(/\/+$/, '');
}

function spelledOut(given: string, port: number): string {
  if (given === '') return `127.0.0.1:${port}`;
  if (URL.canParse(`http://[${given}]`)) return `[${given}]`;
  return /^:\d/.test(given) ? `127.0.0.1${given}` : given;
}
