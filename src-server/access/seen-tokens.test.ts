import { expect, test } from 'vitest';

import { fail, ok } from '#shared/base/result.ts';
import type { Asker } from '../rpc/server-call.ts';
import { createSeenTokens } from './seen-tokens.ts';
import { createSecret, formatToken } from './tokens.ts';
import type { TokenKind } from './tokens.ts';

const asker: Asker = {
  userId: 'ada',
  tenantId: 'one',
  permissions: new Set(),
  roleIds: [],
  sessionId: 'session',
  deviceId: null,
  apiTokenId: null,
  homeTenantId: null,
  expiresAt: null,
  provenAt: null,
};

function tokenOf(kind: TokenKind): string {
  return formatToken({ kind, id: '00000000-0000-7000-8000-000000000000', secret: createSecret().secret });
}

test('what is no token is refused, and so is one of a link', () => {
  const { judge } = createSeenTokens();
  for (const token of ['', 'nonsense', 'tps_1_2', `${tokenOf('tps')}x`, tokenOf('invite'), 'x'.repeat(100_000)])
    expect(judge(token)).toBe('refused');
});

test('a token is unknown until the database has said whose it is, and one that ended stays unknown', () => {
  const { judge, findPerson, findLast, note } = createSeenTokens();
  const [good, forged, ended] = [tokenOf('tps'), tokenOf('tpt'), tokenOf('tps')];
  for (const token of [good, forged, ended]) expect(judge(token)).toBe('unknown');
  note(good, ok(asker));
  note(forged, fail({ kind: 'signed-out', reason: null }));
  note(ended, fail({ kind: 'signed-out', reason: 'expired' }));
  expect([good, forged, ended].map(judge)).toEqual(['accepted', 'refused', 'unknown']);
  expect([good, forged, ended, 'nonsense'].map(findPerson)).toEqual(['ada', undefined, undefined, undefined]);
  expect([good, forged, ended, 'nonsense'].map(findLast)).toEqual([asker, undefined, undefined, undefined]);
  note(good, fail({ kind: 'signed-out', reason: 'ended' }));
  expect(findLast(good)).toBeUndefined();
});

test('who was let in before this process began is no stranger, and whoever has only the id is nobody', () => {
  const { secret, secretHash } = createSecret();
  const id = '00000000-0000-7000-8000-00000000000a';
  const { judge, findPerson } = createSeenTokens(new Map([[id, { secretHash, userId: 'ada' }]]));
  const token = formatToken({ kind: 'tps', id, secret });
  expect(judge(token)).toBe('accepted');
  expect(findPerson(token)).toBe('ada');
  const forged = formatToken({ kind: 'tps', id, secret: createSecret().secret });
  expect(judge(forged)).toBe('refused');
  expect(findPerson(forged)).toBeUndefined();
});

test('forged tokens without end fill no memory, and push out none that is in use', () => {
  const { judge, note } = createSeenTokens();
  const [used, unused] = [tokenOf('tps'), tokenOf('tps')];
  for (const token of [used, unused]) note(token, ok(asker));
  for (let number = 0; number < 25_000; number += 1) {
    note(`forged ${String(number)}`, fail({ kind: 'signed-out', reason: null }));
    if (number % 1_000 === 0) judge(used);
  }
  expect([used, unused].map(judge)).toEqual(['accepted', 'unknown']);
});
