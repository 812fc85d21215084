/*
 * That somebody fetches bytes stands in the audit, once for each person and file: a device asks for a file chunk by chunk, and again
 * where it was cut off. The row that says so and the event are written in the transaction that reads the first of the chunks, so that
 * no byte goes without them; for the next chunks this process knows it, and the database is not asked.
 */
import { idFromKey } from '#shared/base/id.ts';
import { blobReadEntity } from '#shared/blobs/blob-entities.ts';

import { askerOf } from '../rpc/server-call.ts';
import type { ServerCall } from '../rpc/server-call.ts';
import { blobAct } from './blob-act.ts';
import type { BlobRow } from './blob-rows.ts';
import type { Named } from './find-named.ts';

export type BlobReads = {
  /** In the reach of who asks. */
  readonly note: (call: ServerCall, named: Named, blob: BlobRow) => Promise<void>;
};

/** Those that were noted first are asked for again. */
const knownMax = 10_000;

export function createBlobReads(): BlobReads {
  const known = new Set<string>();
  return {
    note: async (call, named, blob) => {
      const { tenantId, userId } = askerOf(call);
      const { entity, record, sha256 } = named;
      // The bytes too: when they have gone and come again, what was noted of them went with them.
      const key = `${blob.id} ${record.id} ${userId} ${tenantId}`;
      if (known.has(key)) return;
      const id = idFromKey(blobReadEntity.name, tenantId, userId, record.id, sha256);
      const isFirst = await insertRead(call, { id, entity: entity.name, recordId: record.id, sha256 });
      if (isFirst) {
        await call.audit(blobAct('blob.fetched', named, blob));
        return;
      }
      // Only what somebody finds has been committed: what is written here may still be taken back.
      known.add(key);
      const [oldest] = known;
      if (known.size > knownMax && oldest !== undefined) known.delete(oldest);
    },
  };
}

type Read = { readonly id: string; readonly entity: string; readonly recordId: string; readonly sha256: string };

/** False where it is there already; whoever writes the same at this moment is waited for. */
async function insertRead({ sql, nowMs }: ServerCall, { id, entity, recordId, sha256 }: Read): Promise<boolean> {
  const rows = await sql.query(
    `INSERT INTO ${blobReadEntity.table} (id, tenant_id, user_id, entity, record_id, sha256, created_at, updated_at)
     VALUES ($1, public.app_tenant(), public.app_user(), $2, $3, $4, $5, $5)
     ON CONFLICT (id) DO NOTHING
     RETURNING id`,
    [id, entity, recordId, sha256, new Date(nowMs).toISOString()],
  );
  return rows.length > 0;
}
