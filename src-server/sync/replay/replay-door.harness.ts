/* The simulator's questions, asked of the real handlers by their contract and with everything that every call passes: dispatch.ts. */
import { createRouterClient } from '@orpc/server';

import { instantOf } from '#shared/base/instant.ts';
import type { Instant } from '#shared/base/instant.ts';
import type { ServerApiClient } from '#shared/server-api.ts';
import type { Answer, Question } from '#shared/sync/simulator/sim-door.harness.ts';
import { entitiesOf } from '#shared/sync/simulator/sim-world.harness.ts';
import { syncServerApi } from '#shared/sync/sync-server-api.ts';
import { startMs } from '#shared/sync/sync-world.harness.ts';

import { findAsker } from '../../access/find-asker.ts';
import { createKeptAnswers } from '../../access/kept-answers.ts';
import { createSeenTokens } from '../../access/seen-tokens.ts';
import { writeAuditEvents } from '../../audit/write-audit-event.ts';
import type { Sealer } from '../../db/sealer.ts';
import type { ServerDatabase } from '../../db/server-database.ts';
import type { ServerRecords } from '../../db/server-records.ts';
import { apiRouter } from '../../rpc/api-router.ts';
import { createNewsBoard } from '../news-board.ts';
import { createSyncHandlers } from '../sync-handlers.ts';
import { schemaOf } from './replay-schema.harness.ts';

type Given = {
  readonly database: ServerDatabase;
  readonly records: ServerRecords;
  readonly sealer: Sealer;
  readonly newId: () => string;
  readonly nowMs: () => Instant;
  /** What went wrong in a call that was answered with nothing but that. */
  readonly onError: (cause: unknown) => void;
};

export type SyncDoor = (token: string) => ServerApiClient['sync'];

// Small, as the simulated server's, so that a world meets their ends.
const pages = { changesMax: 12, recordsMax: 4, rowsMax: 4 };

/** A server of one age of the simulator's schema. */
export function openSyncDoor(given: Given, schemaVersion: number): SyncDoor {
  const { database, records, sealer, newId, nowMs, onError } = given;
  const router = apiRouter(
    {
      database,
      nowMs,
      // The simulator lets months pass, in which nobody has to sign in anew.
      authenticate: async (sql, token) =>
        await findAsker(sql, token, { nowMs: instantOf(startMs), onSeen: () => undefined }),
      writeAuditEvents: async (sql, events) => await writeAuditEvents({ records }, sql, events),
      answers: createKeptAnswers({ records, sealer }),
      wait: () => null,
      tokens: createSeenTokens(),
      people: async (_who, work) => await work(),
      heavy: async (_who, work) => await work(),
      strangers: async (_who, work) => await work(),
      onCallEnd: ({ error }) => {
        if (error !== undefined) onError(error.cause);
      },
      holdAnswer: async () => await Promise.resolve(),
      newReference: newId,
    },
    { sync: syncServerApi },
    {
      sync: createSyncHandlers({
        schema: schemaOf(schemaVersion),
        entityByName: entitiesOf(schemaVersion),
        schemaVersion,
        newId,
        // The simulator tells news of its own (sim-server.harness.ts).
        news: createNewsBoard(entitiesOf(schemaVersion), newId),
        pages,
      }),
    },
  );
  return (token) => {
    const context = { token, idempotencyKey: null, address: '127.0.0.1', userAgent: 'simulated' };
    // The router is made from this very contract.
    return (createRouterClient(router, { context }) as unknown as Pick<ServerApiClient, 'sync'>).sync;
  };
}

export async function ask(
  sync: ServerApiClient['sync'],
  question: Question,
  schemaVersion: number,
): Promise<Answer | Omit<Extract<Answer, { kind: 'pushed' }>, 'head'>> {
  switch (question.kind) {
    case 'greet':
      return { kind: 'greeted', ...(await sync.greet({ deviceIds: [...question.deviceIds], schemaVersion })) };
    case 'pull':
      return await sync.pull({ cursor: question.cursor, deviceId: question.deviceId });
    case 'push': {
      const { changes, after, fence } = question;
      return { kind: 'pushed', ...(await sync.push({ changes: [...changes], after, fence })) };
    }
    case 'snapshot': {
      const { part, afterId } = question;
      const { epoch, ...page } = await sync.snapshot({ scope: part.scope, entity: part.entity, afterId });
      return epoch === null ? { kind: 'not-reached' } : { kind: 'page', ...page, epoch };
    }
  }
}
