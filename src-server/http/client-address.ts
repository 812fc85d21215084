/*
 * Where a request comes from. A proxy names its client in `X-Forwarded-For`, and anybody can send that header; so it is believed
 * only as far as the addresses that were named as proxies reach, beginning with whoever is connected.
 */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** Whether an address is of a proxy that is believed. */
export type IsProxy = (address: string) => boolean;

/** `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`. Throws a `RangeError` at what is none of those; `readConfig` has checked it. */
export function parseProxies(list: readonly string[]): IsProxy {
  const proxies = new BlockList();
  for (const entry of list) {
    const [address = '', bits, ...rest] = entry.split('/');
    const kind = isIP(address);
    const bitsMax = kind === 6 ? 128 : 32;
    const prefix = bits === undefined ? bitsMax : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
    if (kind === 0 || rest.length > 0 || !(prefix <= bitsMax)) throw new RangeError(entry);
    proxies.addSubnet(address, prefix, kind === 6 ? 'ipv6' : 'ipv4');
  }
  return (given) => {
    const address = plainAddress(given);
    const kind = isIP(address);
    return kind !== 0 && proxies.check(address, kind === 6 ? 'ipv6' : 'ipv4');
  };
}

/** The nearest address that is no proxy's. */
export function clientAddressOf(
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  isProxy: IsProxy,
): string {
  const forwarded = headers['x-forwarded-for'] ?? '';
  const hops = (typeof forwarded === 'string' ? forwarded : forwarded.join(',')).split(',').map((hop) => hop.trim());
  let address = plainAddress(socket.remoteAddress ?? '');
  for (const hop of hops.toReversed()) {
    if (!isProxy(address) || isIP(hop) === 0) break;
    address = plainAddress(hop);
  }
  return address;
}

/** On a socket for both kinds, IPv4 arrives as `::ffff:10.0.0.7`. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || /^127(\.\d{1,3}){3}$/.test(plainAddress(address));
}

/** What one caller is counted by: with IPv6 everybody has a network of 2^64 addresses of their own, so that counts as one. */
export function callerOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - groups.length - after.length);
  const all = [...groups, ...Array.from({ length: gap }, () => '0'), ...after];
  return `${all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
