/*
 * Answers by idempotency key. The row is written in the transaction of the call it answers, so a key is kept exactly when the
 * call had its effect; two requests with one key at once meet at the row's id, and the second waits for the first.
 */
import { createHash } from 'node:crypto';

import { idempotencyKeyEntity } from '#shared/access/access-entities.ts';
import { idFromKey } from '#shared/base/id.ts';
import { fail, ok } from '#shared/base/result.ts';

import type { Sealer } from '../db/sealer.ts';
import type { ServerRecords } from '../db/server-records.ts';
import type { KeptAnswers, KeyedRequest } from '../rpc/dispatch.ts';

export type AnswersDeps = { readonly records: ServerRecords; readonly sealer: Sealer };

/** Longer answers are not kept: the call is then carried out again. None of the calls that write gives one. */
const answerCharsMax = 1_000_000;

export function createKeptAnswers({ records, sealer }: AnswersDeps): KeptAnswers {
  const placeOf = (id: string) => ({ table: idempotencyKeyEntity.table, column: 'answer', id });
  return {
    find: async (sql, request) => {
      const id = idOf(request);
      // Held until the transaction ends: of two at once, the second looks when the first has written its answer.
      await sql.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [id]);
      const kept = await records.find(sql, idempotencyKeyEntity, id);
      if (kept === undefined) return ok(undefined);
      if (kept.call !== request.call || kept.requestHash !== hashOf(request.input)) {
        return fail({ kind: 'request-differs' });
      }
      return ok({ answer: JSON.parse(sealer.open(kept.answer, placeOf(id))) as unknown });
    },
    keep: async (sql, request, answer) => {
      const { asker, call, input } = request;
      const text = JSON.stringify(answer ?? {});
      if (text.length > answerCharsMax) return;
      const id = idOf(request);
      const { tenantId, userId } = asker;
      await records.insert(sql, idempotencyKeyEntity, [
        { id, tenantId, userId, call, requestHash: hashOf(input), answer: sealer.seal(text, placeOf(id)) },
      ]);
    },
  };
}

function idOf({ asker, key }: KeyedRequest): string {
  return idFromKey('idempotency', asker.tenantId, asker.userId, key);
}

function hashOf(input: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(input ?? null))
    .digest('hex');
}
