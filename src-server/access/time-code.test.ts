import { expect, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';

import { showCode, showWrongCode } from './authenticator.harness.ts';
import { acceptTimeCode, createTimeSecret, describeAuthenticator } from './time-code.ts';

/** "12345678901234567890" of RFC 6238, appendix B, in base32. */
const rfcSecret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const check = { secret: rfcSecret, lastStep: null, tellsFuture: false };

// The RFC prints eight digits; six are the last of them.
test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('at %i seconds the code is that of RFC 6238', (seconds, code) => {
  const nowMs = instantOf(seconds * 1000);
  expect(acceptTimeCode(code, { ...check, nowMs })).toEqual({ ok: true, value: Math.floor(seconds / 30) });
  expect(showCode(rfcSecret, nowMs)).toBe(code);
});

test('a clock may be one step off, and is told to be wrong when it is further behind', () => {
  const secret = createTimeSecret();
  const nowMs = instantOf(1_800_000_000_000);
  const step = nowMs / 30_000;
  const at = (steps: number, more: { readonly tellsFuture?: boolean; readonly lastStep?: number } = {}) =>
    acceptTimeCode(showCode(secret, nowMs + steps * 30_000), { ...check, ...more, secret, nowMs });
  expect([at(-1), at(0), at(1)]).toEqual([-1, 0, 1].map((off) => ({ ok: true, value: step + off })));
  expect([at(-2), at(-20), at(-21)]).toEqual(['clock', 'clock', 'wrong'].map((failure) => ({ ok: false, failure })));
  // Whoever guesses is not told that a code will be right.
  expect(at(2)).toEqual({ ok: false, failure: 'wrong' });
  expect(at(2, { tellsFuture: true })).toEqual({ ok: false, failure: 'clock' });
  expect([at(-1, { lastStep: step }), at(0, { lastStep: step })]).toEqual(
    ['used', 'used'].map((failure) => ({ ok: false, failure })),
  );
  expect(at(1, { lastStep: step })).toEqual({ ok: true, value: step + 1 });
  expect(acceptTimeCode(showWrongCode(secret, nowMs), { ...check, secret, nowMs })).toEqual({
    ok: false,
    failure: 'wrong',
  });
});

test('an authenticator is told by an address that names whose secret it is', () => {
  const secret = createTimeSecret();
  expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(createTimeSecret()).not.toBe(secret);
  const { address } = describeAuthenticator(secret, { label: 'ada@example.org', issuer: 'Triptych Institute' });
  const url = new URL(address);
  expect([url.protocol, url.host, decodeURIComponent(url.pathname)]).toEqual([
    'otpauth:',
    'totp',
    '/Triptych Institute:ada@example.org',
  ]);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    issuer: 'Triptych Institute',
    secret,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
});
