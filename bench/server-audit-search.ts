/*
 * How long a page of the audit takes to be found among many events, the first and one far back in time, by each thing that may be
 * looked for. Most events are of pushes, which list three records each. Words, and records inside of a push, are in no index: one call
 * looks at so many events and says where the next goes on, and it is one call that is measured.
 */
import { firstIdAt } from '#shared/base/id.ts';
import { instantOf } from '#shared/base/instant.ts';

import { searchEvents } from '../src-server/audit/search-events.ts';
import type { EventSearch } from '../src-server/audit/search-events.ts';
import { openDatabase } from '../src-server/db/open-database.ts';
import { prepareDatabase } from '../src-server/db/prepare-database.ts';
import type { OwnerSql, ServerDatabase } from '../src-server/db/server-database.ts';
import { serverSchema } from '../src-server/server-schema.ts';
import { median, timeMs } from './harness.ts';
import type { BenchResult } from './harness.ts';

const eventCounts = { pglite: 100_000, postgres: 1_000_000 } as const;
const insertedAtOnce = 50_000;
const runs = 9;
const limit = 100;
/** The largest page that the server gives. */
const exportedAtOnce = 500;
const readMax = 100_000;
/** One a second. */
const startMs = 1_700_000_000_000;
const hourMs = 3_600_000;
const tenantId = 'bench';

const searches: { readonly [what: string]: Omit<EventSearch, 'limit'> } = {
  everything: {},
  action: { action: 'user.suspended' },
  'action-nobody-did': { action: 'user.restored' },
  person: { userId: 'user-7' },
  record: { resourceId: 'user-9' },
  'record-of-a-push': { resourceId: 'attribute-77' },
  words: { search: 'nowhere to be found' },
  hours: { from: startMs + 2 * hourMs, until: startMs + 3 * hourMs },
};

export async function measureAuditSearch(
  name: keyof typeof eventCounts,
  address: string,
): Promise<readonly BenchResult[]> {
  const database = await openDatabase(address);
  try {
    await prepareDatabase(database, serverSchema);
    const count = eventCounts[name];
    for (let from = 0; from < count; from += insertedAtOnce) {
      await database.asOwner(async (sql) => await insertEvents(sql, from, Math.min(count, from + insertedAtOnce)));
    }
    await database.asOwner(async ({ run }) => {
      await run(`INSERT INTO audit_links (id, tenant_id, number, event_id, hash, created_at, updated_at)
        SELECT 'link ' || id, tenant_id, row_number() OVER (ORDER BY id), id, repeat('b', 64), now(), now() FROM audit_events`);
      await run('ANALYZE');
    });
    const late = firstIdAt(instantOf(startMs + (count / 10) * 1000));
    const results: BenchResult[] = [];
    for (const [what, search] of Object.entries(searches)) {
      for (const [page, place] of [
        ['first', {}],
        ['late', { after: late }],
      ] as const) {
        const times: number[] = [];
        for (let run = 0; run < runs; run += 1) {
          times.push(await timeMs(async () => await searchIn(database, { ...search, ...place, limit })));
        }
        results.push({
          name: `audit-search-p50/${name}-${what}-${page}`,
          unit: 'ms',
          ours: median(times),
          rivals: {},
          runs,
        });
      }
    }
    results.push(await measureReadingAll(database, name));
    return results;
  } finally {
    await database.close();
  }
}

/** As the administration exports it: page after page, from the latest on. */
async function measureReadingAll(database: ServerDatabase, name: string): Promise<BenchResult> {
  let read = 0;
  const tookMs = await timeMs(async () => {
    for (let after: string | undefined; read < readMax;) {
      const place = after === undefined ? {} : { after };
      // oxlint-disable-next-line no-await-in-loop -- Where a page begins, the one before says.
      const { items, next } = await searchIn(database, { ...place, limit: exportedAtOnce });
      read += items.length;
      if (next === null) break;
      after = next;
    }
  });
  return {
    name: `audit-export/${name}`,
    unit: 'events/s',
    ours: (read * 1000) / tookMs,
    rivals: {},
    runs: 1,
  };
}

async function searchIn(database: ServerDatabase, search: EventSearch) {
  return await database.transaction(
    { role: 'app', tenantId, userId: 'user-1', permissions: ['audit:read', 'user:read'], mode: 'read' },
    async (sql) => await searchEvents(sql, search),
  );
}

async function insertEvents({ query, run }: OwnerSql, from: number, until: number): Promise<void> {
  if (from === 0) {
    await run(`INSERT INTO tenants (id, tenant_id, name, slug, config, status, created_at, updated_at, clocks)
      VALUES ('${tenantId}', '${tenantId}', 'Bench', 'bench', '{}', 'active', now(), now(), '{}')`);
  }
  await query(
    `INSERT INTO audit_events (id, tenant_id, action, resource_type, resource_id, timestamp, user_id, details, ip_address, user_agent,
      personal_salt, personal_digest, created_at, updated_at)
    SELECT substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-7000-8000-' || lpad(to_hex(n), 12, '0'), $1,
      CASE WHEN is_push THEN 'changes.accepted' WHEN n % 1000 = 9 THEN 'user.suspended' ELSE 'user.profile-edited' END,
      CASE WHEN is_push THEN 'orcaObject' ELSE 'user' END,
      CASE WHEN is_push THEN 'object-' || n % 40000 ELSE 'user-' || n % 200 END,
      to_timestamp($4::float8 / 1000 + n), 'user-' || n % 200,
      CASE WHEN is_push THEN jsonb_build_object('device', 'device', 'from', n, 'transactions', 1, 'changes', 3, 'records', 3, 'each',
        jsonb_build_array(n || ': orcaObject object-' || n % 40000 || ', attribute attribute-' || n % 30000 || ', cta cta-' || n % 20000))
      ELSE '{"fields": ["name"]}'::jsonb END,
      '10.0.0.1', 'bench', 'c2FsdA==', repeat('a', 64), now(), now()
    FROM (SELECT n, n % 10 < 8 AS is_push, lpad(to_hex($4::bigint + n * 1000), 12, '0') AS hex
      FROM generate_series($2::bigint, $3::bigint) AS n) AS events`,
    [tenantId, from + 1, until, startMs],
  );
}
