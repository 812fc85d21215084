import { expect, test } from 'vitest';

import { readServerAddress } from './server-address.ts';

const id = '01a215e0-0a3f-7931-bdfb-e18e268dc786';
const secret = 'M1unZIvdRGP9k1WIohvggUfYIw7yJt0tiRoKSowBqBQ';

test.each([
  ['triptych.example.org', 'https://triptych.example.org'],
  [' https://triptych.example.org/ ', 'https://triptych.example.org'],
  ['https://example.org/tools/triptych/', 'https://example.org/tools/triptych'],
  ['127.0.0.1:7400', 'http://127.0.0.1:7400'],
  ['http://localhost:7400', 'http://localhost:7400'],
])('%s is the server %s', (given, address) => {
  expect(readServerAddress(given)).toEqual({ ok: true, value: { address, link: null } });
});

test('a link is an address and what it is for', () => {
  expect(readServerAddress(`https://triptych.example.org/join#invite_${id}_${secret}`)).toEqual({
    ok: true,
    value: { address: 'https://triptych.example.org', link: { kind: 'invite', id, secret } },
  });
});

test.each([
  ['http://triptych.example.org', 'address-insecure'],
  ['ftp://triptych.example.org', 'address-unreadable'],
  ['https://ada:secret@example.org', 'address-unreadable'],
  ['not an address', 'address-unreadable'],
  ['', 'address-unreadable'],
])('%s is refused', (given, kind) => {
  expect(readServerAddress(given)).toMatchObject({ ok: false, failure: { kind } });
});
