import { randomBytes } from 'node:crypto';

import { createId } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';
import { tenantEntity } from '#shared/tenancy/tenancy-entities.ts';

import { writeAuditEvent } from '../src-server/audit/write-audit-event.ts';
import { openDatabase } from '../src-server/db/open-database.ts';
import { prepareDatabase } from '../src-server/db/prepare-database.ts';
import { createSealer } from '../src-server/db/sealer.ts';
import { createServerRecords } from '../src-server/db/server-records.ts';
import { createStampClock } from '../src-server/db/stamp-clock.ts';
import { serverSchema } from '../src-server/server-schema.ts';
import { median, timeMs } from './harness.ts';
import type { BenchResult } from './harness.ts';

const inserts = 300;
const random = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> => crypto.getRandomValues(bytes);
const clock = { nowMs: () => instantOf(Date.now()) };

/** An audit event in a transaction that exists anyway; the limit is a row of the same text in a bare table, in the same way. */
export async function measureAuditInsert(name: string, address: string): Promise<BenchResult> {
  const database = await openDatabase(address);
  try {
    await prepareDatabase(database, serverSchema);
    const newId = (): string => createId(clock.nowMs(), random);
    const sealer = createSealer([{ id: 'bench', key: randomBytes(32) }]);
    const records = createServerRecords({
      log: async (_sql, _entity, { write }) => (await write()).result,
      sealer,
      newId,
      nextStamp: createStampClock(clock, random),
    });
    const tenantId = newId();
    await database.transaction({ role: 'operator' }, async (sql) => {
      await records.insert(sql, tenantEntity, [
        { id: tenantId, tenantId, name: 'Bench', slug: 'bench', config: {}, status: 'active' },
      ]);
    });
    await database.asOwner(async ({ run }) => {
      await run('CREATE TABLE bench_events (id text PRIMARY KEY, text text NOT NULL)');
    });
    const event = {
      action: 'user.profile-edited',
      resourceType: 'user',
      resourceId: tenantId,
      details: { fields: ['name'] },
      address: '127.0.0.1',
      userAgent: 'bench',
      tenantId,
      userId: null,
    };
    const ours: number[] = [];
    await database.transaction({ role: 'app', tenantId, userId: null, permissions: [], mode: 'read' }, async (sql) => {
      for (let run = 0; run < inserts; run += 1) {
        ours.push(
          await timeMs(async () => await writeAuditEvent({ records }, sql, { ...event, timestamp: clock.nowMs() })),
        );
      }
    });
    const bare: number[] = [];
    const text = JSON.stringify(event);
    await database.asOwner(async ({ query }) => {
      for (let run = 0; run < inserts; run += 1) {
        bare.push(await timeMs(async () => await query('INSERT INTO bench_events VALUES ($1, $2)', [newId(), text])));
      }
    });
    return {
      name: `audit-insert/${name}`,
      unit: 'ms',
      ours: median(ours),
      limit: median(bare),
      rivals: {},
      runs: inserts,
    };
  } finally {
    await database.close();
  }
}
