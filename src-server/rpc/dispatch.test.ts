import { expect, test } from 'vitest';

import { instantOf } from '#shared/base/instant.ts';
import { ok } from '#shared/base/result.ts';
import { usualCallMeta } from '#shared/rpc/server-contract.ts';

import { dispatch } from './dispatch.ts';
import type { DispatchDeps, Request } from './dispatch.ts';

const unexpected = async () => await Promise.reject(new Error('The database is asked for somebody who has gone.'));

/** Of a person who is known; `whileWaiting` is what happens before it is their turn. */
function setupDeps(whileWaiting: () => void): DispatchDeps {
  return {
    database: {
      kind: 'pglite',
      transaction: unexpected,
      asOwner: unexpected,
      listen: unexpected,
      dump: unexpected,
      close: unexpected,
    },
    nowMs: () => instantOf(0),
    authenticate: unexpected,
    writeAuditEvents: unexpected,
    answers: { find: unexpected, keep: unexpected },
    wait: () => null,
    tokens: { judge: () => 'accepted', findPerson: () => 'ada', findLast: () => undefined, note: () => undefined },
    strangers: unexpected,
    heavy: unexpected,
    people: async (_who, work) => {
      whileWaiting();
      return await work();
    },
  };
}

function requestOf(signal: AbortSignal): Request {
  return {
    call: 'access.me',
    meta: usualCallMeta,
    isRead: true,
    input: {},
    token: 'token',
    idempotencyKey: null,
    address: '127.0.0.1',
    userAgent: '',
    signal,
  };
}

test('who has gone before it was their turn is not served', async () => {
  const leaving = new AbortController();
  const answer = await dispatch(
    setupDeps(() => leaving.abort()),
    requestOf(leaving.signal),
    async () => await Promise.resolve(ok('served')),
  );
  expect(answer).toMatchObject({ ok: false, failure: { kind: 'too-many-requests' } });
});
