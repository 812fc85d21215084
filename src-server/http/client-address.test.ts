import { expect, test } from 'vitest';

import { callerOf, clientAddressOf, parseProxies } from './client-address.ts';

const isProxy = parseProxies(['10.0.0.7', '192.168.0.0/16', 'fd00::/8']);

test.each([
  { peer: '203.0.113.5', forwarded: '198.51.100.1', is: '203.0.113.5', why: 'who is no proxy is not believed' },
  { peer: '10.0.0.7', forwarded: '198.51.100.1', is: '198.51.100.1', why: 'a proxy is believed' },
  { peer: '::ffff:10.0.0.7', forwarded: '198.51.100.1', is: '198.51.100.1', why: 'also on a socket of IPv6' },
  {
    peer: '10.0.0.7',
    forwarded: '127.0.0.1, 198.51.100.1',
    is: '198.51.100.1',
    why: 'what the client made up is left of it',
  },
  {
    peer: '10.0.0.7',
    forwarded: '198.51.100.1, 192.168.3.4',
    is: '198.51.100.1',
    why: 'several proxies are passed through',
  },
  { peer: '10.0.0.7', forwarded: 'unknown', is: '10.0.0.7', why: 'what is no address is passed over' },
  { peer: 'fd00::1', forwarded: '2001:db8::5', is: '2001:db8::5', why: 'IPv6 is read' },
  { peer: '10.0.0.7', forwarded: undefined, is: '10.0.0.7', why: 'a proxy may ask for itself' },
])('$why', ({ peer, forwarded, is }) => {
  // Of a socket, only its address is read.
  const socket = { remoteAddress: peer } as Parameters<typeof clientAddressOf>[0]['socket'];
  expect(
    clientAddressOf({ headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }, socket }, isProxy),
  ).toBe(is);
});

test.each([
  ['203.0.113.5', '203.0.113.5'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:0db8::', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s counts as %s', (address, caller) => {
  expect(callerOf(address)).toBe(caller);
});
