/*
 * The blobs that records name by a field of that kind, whatever entity they are of: a file that one of them names is in use. What
 * runs name lies in JSON, and their slice knows of it (collect-results.ts).
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { z } from 'zod';

import type { Instant } from '#shared/base/instant.ts';
import type { AnyEntity, AnyRecord } from '#shared/schema/entity.ts';

import type { StoreReader } from './store.ts';

type RecordEntity = Omit<AnyEntity, 'schema'> & { readonly schema: z.ZodType<AnyRecord> };

/** A deletion can be undone for as long as it is among the last of its person; after so long its bytes make room all the same. */
const removedKeptMs = 30 * 24 * 60 * 60 * 1000;

/** Records looked at before others have their turn. */
const recordsPerPiece = 500;

export async function listNamedBlobs(
  store: StoreReader,
  entities: readonly RecordEntity[],
  nowMs: Instant,
): Promise<ReadonlySet<string>> {
  const named = new Set<string>();
  for (const entity of entities) {
    const fields = Object.entries(entity.fields).flatMap(([name, { kind }]) => (kind === 'blob' ? [name] : []));
    // The records of the device are those of runs; of those that travel there may be none of a kind on this one.
    if (fields.length === 0 || entity.scope === 'device' || entity.scope === 'server') continue;
    for (let afterId: string | undefined = ''; afterId !== undefined;) {
      const records: readonly AnyRecord[] = store.list(entity, {
        afterId,
        includeDeleted: true,
        limit: recordsPerPiece,
      });
      for (const record of records) if (isInUse(record, nowMs)) for (const field of fields) note(named, record[field]);
      afterId = records.length < recordsPerPiece ? undefined : records.at(-1)?.id;
      // oxlint-disable-next-line no-await-in-loop -- Page after page.
      await nextTurn();
    }
  }
  return named;
}

function isInUse({ deletedAt }: AnyRecord, nowMs: Instant): boolean {
  return typeof deletedAt !== 'number' || deletedAt > nowMs - removedKeptMs;
}

function note(named: Set<string>, blob: unknown): void {
  if (typeof blob === 'string') named.add(blob);
}
